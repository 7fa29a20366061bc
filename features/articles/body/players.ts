/**
 * PeerTube sites that moderate their content. PeerTube runs on any host, and its addresses look like any others:
 * without a list, anyone who writes a link could frame any site here.
 */
const peertubeHosts = new Set([
  ...["framatube.org", "peertube.tv", "tilvids.com", "video.blender.org", "diode.zone", "makertube.net"],
  ...["tube.tchncs.de", "aperi.tube", "skeptikon.fr", "tube.aquilenet.fr", "video.liberta.vip", "peertube.fr"],
]);

const playerOrigins = new Set([
  ...["https://www.youtube-nocookie.com", "https://player.vimeo.com", "https://geo.dailymotion.com"],
  ...[...peertubeHosts].map((host) => `https://${host}`),
]);

/** Whether an origin is a known player's. The Content-Security-Policy of a page allows no other frame. */
export function isPlayerOrigin(origin: string): boolean {
  return playerOrigins.has(origin);
}

/**
 * The player address for a known site, in the form that needs no account and sets no cookie; undefined for any other
 * site.
 */
export function toPlayerUrl(url: URL): string | undefined {
  if (url.port !== "") return undefined;
  const host = url.hostname.replace(/^www\./, "");
  const path = url.pathname;
  const youtube =
    host === "youtu.be"
      ? path.slice(1)
      : /^(m\.|music\.)?youtube(-nocookie)?\.com$/.test(host)
        ? (url.searchParams.get("v") ?? /^\/(?:shorts|live|embed)\/([^/]+)/.exec(path)?.[1])
        : undefined;
  if (youtube && /^[\w-]{6,20}$/.test(youtube)) return `https://www.youtube-nocookie.com/embed/${youtube}`;
  const vimeo = host === "vimeo.com" ? /^\/(\d{5,12})$/.exec(path)?.[1] : undefined;
  if (vimeo) return `https://player.vimeo.com/video/${vimeo}?dnt=1`;
  const dailymotion = host === "dailymotion.com" ? /^\/video\/([a-z0-9]{5,12})$/.exec(path)?.[1] : undefined;
  if (dailymotion) return `https://geo.dailymotion.com/player.html?video=${dailymotion}`;
  const peertube = peertubeHosts.has(url.hostname)
    ? /^\/(?:w|videos\/(?:watch|embed))\/([\w-]{20,40})$/.exec(path)?.[1]
    : undefined;
  return peertube && `https://${url.hostname}/videos/embed/${peertube}`;
}

/**
 * The page on which a reader can watch what a frame plays; the address itself if the player is unknown.
 * @param address an absolute web address
 */
export function toWatchUrl(address: string): string {
  const { hostname, pathname, searchParams } = new URL(address);
  const youtube = /^\/embed\/([\w-]{6,})/.exec(pathname)?.[1];
  if (youtube && /(^|\.)youtube(-nocookie)?\.com$/.test(hostname)) {
    const list = youtube === "videoseries" ? searchParams.get("list") : null;
    return `https://www.youtube.com/${list === null ? `watch?v=${youtube}` : `playlist?list=${encodeURIComponent(list)}`}`;
  }
  const vimeo = /^\/video\/(\d+)/.exec(pathname)?.[1];
  if (vimeo && hostname === "player.vimeo.com") return `https://vimeo.com/${vimeo}`;
  const dailymotion = /^\/embed\/video\/(\w+)/.exec(pathname)?.[1] ?? searchParams.get("video");
  if (dailymotion && /^\w+$/.test(dailymotion) && /(^|\.)dailymotion\.com$/.test(hostname))
    return `https://www.dailymotion.com/video/${dailymotion}`;
  return address;
}
