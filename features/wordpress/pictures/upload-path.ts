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
