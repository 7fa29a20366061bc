/** The file of a picture of a Vigie site (`/media/ID.jpeg`), whose export is imported like one of WordPress. */
const vigiePicture = /^\/media\/([a-f0-9]{24}(?:\/r[1-9]\d{0,5})?\.(?:jpeg|png|webp|gif))$/;

/** Whether an address is that of a picture of a Vigie site. */
export function isVigiePicture(address: string): boolean {
  return URL.canParse(address) && vigiePicture.test(new URL(address).pathname);
}

/**
 * Returns the path of an upload below the uploads folder (`2017/03/x.jpg`) from its address; undefined for any other
 * address.
 */
export function parseUploadPath(address: string): string | undefined {
  const absolute = address.startsWith("//") ? `https:${address}` : address;
  let url: URL;
  try {
    url = new URL(absolute, "https://relative.invalid");
  } catch {
    return undefined;
  }
  const own = vigiePicture.exec(url.pathname);
  if (own?.[1]) return own[1];
  // Photon, the image proxy of wordpress.com: https://i0.wp.com/host/path.
  if (/^i\d\.wp\.com$/.test(url.hostname)) return parseUploadPath(`https:/${url.pathname}`);
  const found =
    /\/(?:wp-content\/(?:blogs\.dir\/\d+\/files|uploads)(?:\/sites\/\d+)?|files)\/(.+)/.exec(url.pathname)?.[1] ??
    (url.hostname.endsWith(".files.wordpress.com") ? url.pathname.slice(1) : undefined);
  if (found === undefined || found === "") return undefined;
  try {
    return decodeURIComponent(found);
  } catch {
    return undefined;
  }
}

/**
 * Lists the possible names of the full picture, best first: WordPress writes smaller copies beside it
 * (`x-640x360.jpg`), and since 5.3 a reduced "-scaled" one in its place.
 */
export function listOriginalNames(path: string): string[] {
  const plain = path.replace(/-\d{1,5}x\d{1,5}(?=\.\w+$)/, "");
  const original = plain.replace(/-(?:scaled|rotated)(?=\.\w+$)/, "");
  const scaled = original.replace(/(?=\.\w+$)/, "-scaled");
  return [...new Set([original, plain, scaled, path])];
}

/** Parameters by which wordpress.com and its image proxy make smaller copies. */
const sizeParameters = ["w", "h", "resize", "fit", "crop", "quality", "ssl", "strip", "zoom"];

/**
 * Lists the addresses at which a picture may be fetched, the full file first: without the parameters and the suffix of
 * a smaller copy, from the site itself instead of an image proxy. Empty for what is no web address.
 * @param base the blog's address, for relative ones
 */
export function listFullAddresses(address: string, base: string): string[] {
  if (!URL.canParse(address, base)) return [];
  let url = new URL(address, base);
  if (url.protocol !== "https:" && url.protocol !== "http:") return [];
  if (/^i\d\.wp\.com$/.test(url.hostname)) {
    // `ssl=1` says that the original is served by https.
    const scheme = url.searchParams.get("ssl") === null ? "http" : "https";
    const original = `${scheme}:/${url.pathname}`;
    if (!URL.canParse(original)) return [];
    url = new URL(original);
  }
  url.hash = "";
  const given = url.href;
  if (parseUploadPath(given) !== undefined) for (const name of sizeParameters) url.searchParams.delete(name);
  const plain = url.href;
  url.pathname = url.pathname.replace(/-\d{1,5}x\d{1,5}(?=\.\w+$)/, "");
  return [...new Set([url.href, plain, given])];
}
