import { escapeHtml } from "#lib/html/escape-html.ts";
import type { Attributes, Shortcode } from "./shortcodes.ts";

/** By shortcode: the shape of an id, and the page of what it names. Shortcodes of wordpress.com and of common plugins. */
const players: Record<string, { id: RegExp; address: (id: string) => string }> = {
  youtube: { id: /^[\w-]{6,20}$/, address: (id) => `https://www.youtube.com/watch?v=${id}` },
  dailymotion: { id: /^[a-z0-9]{5,12}$/i, address: (id) => `https://www.dailymotion.com/video/${id}` },
  vimeo: { id: /^\d{4,12}$/, address: (id) => `https://vimeo.com/${id}` },
  wpvideo: { id: /^[a-z0-9]{8}$/i, address: (id) => `https://videopress.com/v/${id}` },
  ted: { id: /^\d{1,9}$/, address: (id) => `https://www.ted.com/talks/view/id/${id}` },
  gist: { id: /^[0-9a-f]{5,40}$/, address: (id) => `https://gist.github.com/${id}` },
  tweet: { id: /^\d{5,25}$/, address: (id) => `https://twitter.com/i/status/${id}` },
  soundcloud: { id: /^\d{1,15}$/, address: (id) => `https://api.soundcloud.com/tracks/${id}` },
  spotify: {
    id: /^(?:spotify(?::[a-z]{4,8}){1,3}:)?[a-z0-9]{22}$/i,
    address: (id) => `https://open.spotify.com/${id.includes(":") ? id.split(":").slice(-2).join("/") : `track/${id}`}`,
  },
  // The id is followed by the name of its file: `id=5342235&doc=NAME&w=500`.
  slideshare: {
    id: /^\d{3,12}(?:&|$)/,
    address: (id) => `https://www.slideshare.net/slideshow/embed_code/${id.split("&")[0]}`,
  },
  scribd: { id: /^\d{3,12}$/, address: (id) => `https://www.scribd.com/document/${id}` },
  hulu: { id: /^[\w-]{3,40}$/, address: (id) => `https://www.hulu.com/watch/${id}` },
  instagram: { id: /^[\w-]{5,40}$/, address: (id) => `https://www.instagram.com/p/${id}/` },
  flickr: { id: /^\d{5,15}$/, address: (id) => `https://www.flickr.com/photo.gne?id=${id}` },
  vine: { id: /^[a-z0-9]{8,14}$/i, address: (id) => `https://vine.co/v/${id}` },
  mixcloud: { id: /^[\w-]+\/[\w-]+\/?$/, address: (id) => `https://www.mixcloud.com/${id}` },
  album: { id: /^\d{3,15}$/, address: (id) => `https://bandcamp.com/EmbeddedPlayer/album=${id}/` },
  track: { id: /^\d{3,15}$/, address: (id) => `https://bandcamp.com/EmbeddedPlayer/track=${id}/` },
  poll: { id: /^\d{3,15}$/, address: (id) => `https://poll.fm/${id}` },
  survey: { id: /^[A-Za-z0-9]{8,20}$/, address: (id) => `https://survey.fm/${id}` },
  map: { id: /\S/, address: (id) => `https://www.google.com/maps/search/?api=1&query=${encodeURIComponent(id)}` },
};
/** Only an address tells what they show. */
const byAddress =
  "kickstarter facebook livestream upcomingevents cloudup codepen imgur pinterest tumblr issuu speakerdeck tiktok giphy".split(
    " ",
  );
const aliases: Record<string, string> = {
  yt: "youtube",
  ytvideo: "youtube",
  daily: "dailymotion",
  videopress: "wpvideo",
  "wp-video": "wpvideo",
  twitter: "tweet",
  googlemap: "googlemaps",
  gmap: "googlemaps",
  google_map: "googlemaps",
  crowdsignal: "polldaddy",
};

/** Shortcodes whose attributes name what they show. */
const special: Record<string, Shortcode> = {
  bandcamp: ({ album, track, url, address }) =>
    named(url ?? address) ?? ofPlayer("track", track) ?? ofPlayer("album", album),
  polldaddy: ({ poll, survey, domain, id, address }) =>
    named(address) ??
    ofPlayer("poll", poll) ??
    (domain !== undefined && id !== undefined && /^[\w-]+$/.test(domain) && /^[\w-]+$/.test(id)
      ? onOwnLine(`https://${domain}.survey.fm/${id}`)
      : ofPlayer("survey", survey)),
  googlemaps: ({ url, address, lat, lng, latitude = lat, longitude = lng, ...rest }) => {
    if (/^https?:/.test(address ?? "")) return named(address);
    const place = address ?? (latitude !== undefined && longitude !== undefined ? `${latitude},${longitude}` : rest.q);
    return named(url) ?? ofPlayer("map", place);
  },
  googleapps: ({ domain, dir, query, address }) =>
    named(address) ??
    (domain !== undefined && /^[a-z]+$/.test(domain) && dir !== undefined && /^[\w/-]+$/.test(dir)
      ? onOwnLine(`https://${domain}.google.com/${dir}${query === undefined ? "" : `?${query}`}`)
      : undefined),
  wufoo: ({ username, formhash, address }) =>
    named(address) ??
    (username !== undefined && formhash !== undefined && /^[\w-]+$/.test(username) && /^\w+$/.test(formhash)
      ? onOwnLine(`https://${username}.wufoo.com/forms/${formhash}`)
      : undefined),
};
/** Players that no shortcode names. */
const unnamed = new Set(["album", "track", "poll", "survey", "map"]);

/**
 * The handlers of players: `[youtube=ADDRESS]`, `[youtube ADDRESS]`, `[youtube ID]`, `[youtube id=ID]` and
 * `[youtube]ADDRESS or ID[/youtube]` become the page that plays it, alone in its line.
 */
export const playerShortcodes: Record<string, Shortcode> = {
  ...Object.fromEntries(
    [...Object.keys(players).filter((name) => !unnamed.has(name)), ...byAddress].map((name) => [
      name,
      (attributes, content) => playerLine(name, attributes, content),
    ]),
  ),
  ...special,
  ...Object.fromEntries(
    Object.entries(aliases).map(([name, player]) => [
      name,
      special[player] ?? ((attributes, content) => playerLine(player, attributes, content)),
    ]),
  ),
};

function named(address: string | undefined): string | undefined {
  return address !== undefined && /^(?:https?:)?\/\/\S+$/.test(address) ? onOwnLine(address) : undefined;
}

function ofPlayer(name: string, id: string | undefined): string | undefined {
  const player = players[name];
  return id !== undefined && player?.id.test(id) ? onOwnLine(player.address(id)) : undefined;
}

function playerLine(name: string, attributes: Attributes, content = ""): string | undefined {
  const player = players[name];
  const text = content
    .replace(/<[^<>]*>/g, "")
    .trim()
    .replaceAll("&amp;", "&");
  const given = [
    attributes.address,
    attributes.url,
    attributes.id,
    attributes.video,
    attributes.v,
    attributes[""],
    text,
  ];
  for (const value of given) {
    if (!value) continue;
    if (/^(?:https?:)?\/\/\S+$/.test(value)) return onOwnLine(name === "youtube" ? cleanYouTube(value) : value);
    if (player?.id.test(value)) return onOwnLine(player.address(value));
  }
  return undefined;
}

/** wordpress.com appends the player's size to the address: `watch?v=ID&w=640&h=385`, `watch?v=ID?fs=1`. */
function cleanYouTube(address: string): string {
  const id = /[?&](?:amp;)?v=([\w-]{6,20})/.exec(address)?.[1];
  const list = /[?&](?:amp;)?list=([\w-]{6,60})/.exec(address)?.[1];
  return id === undefined ? address : `https://www.youtube.com/watch?v=${id}${list ? `&list=${list}` : ""}`;
}

function onOwnLine(address: string): string {
  return `\n\n${escapeHtml(address)}\n\n`;
}
