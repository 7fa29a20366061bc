import type { Answer } from "./site-client.ts";

/** The path of an address on the blog; undefined for another site's. */
export function findBlogPath(address: string, blog: URL): string | undefined {
  // WordPress.com's image proxy has the address in its path.
  const direct = address.replace(/^https?:\/\/i\d\.wp\.com\//i, "https://");
  if (!URL.canParse(direct, blog)) return undefined;
  const url = new URL(direct, blog);
  const host = (name: string) => name.toLowerCase().replace(/^www\./, "");
  if (host(url.hostname) !== host(blog.hostname) || !/^https?:$/.test(url.protocol)) return undefined;
  // WordPress itself redirects from doubled slashes.
  return url.pathname.replace(/\/+/g, "/") + url.search;
}

export const describeAnswer = ({ status, problem, path }: Answer) =>
  problem ?? (status === 200 ? `answers ${path}` : `answers ${status}`);

/** The id of a picture in the address of one of its sizes. */
export const mediaId = (address: string) => /\/media\/([\w-]+)/.exec(address)?.[1];

/** The key of a file: its path without parameters, in lower case. */
export const fileKey = (path: string) => (path.split("?", 1)[0] ?? "").toLowerCase();

/** WordPress's copies of one file have one key. */
export const uploadKey = (path: string) => fileKey(path).replace(/-\d+x\d+(?=\.\w+$)/, "");

/** Whether an address is that of a picture, by its ending: an export names no types. */
export const isPictureAddress = (address: string) =>
  /\.(?:jpe?g|jpe|png|gif|webp|avif|heic|bmp|tiff?|ico|svg)$/i.test(address.split(/[?#]/, 1)[0] ?? "");

/** Whether the bytes are those of a picture, by their first ones. */
export function isImage({ contentType, body }: Answer): boolean {
  if (!contentType.startsWith("image/") || body.length < 12) return false;
  const start = body.subarray(0, 12).toString("latin1");
  return (
    /^(?:\xff\xd8\xff|\x89PNG|GIF8|BM)/.test(start) ||
    (start.startsWith("RIFF") && start.endsWith("WEBP")) ||
    /^....ftyp(?:avif|avis|heic|mif1)/s.test(start) ||
    (contentType.startsWith("image/svg") && body.includes("<svg"))
  );
}

/** Whether two addresses are one, whatever their scheme, `www.` and last slash. */
export function isSameAddress(one: string, other: string): boolean {
  return normalise(one) === normalise(other);
}

function normalise(address: string): string {
  if (!URL.canParse(address, "http://relative.invalid")) return address;
  const { host, pathname, search, hash } = new URL(address, "http://relative.invalid");
  const path = pathname.endsWith("/") ? pathname.slice(0, -1) : pathname;
  return decode(host.replace(/^www\./, "") + path + search + hash);
}

export function isSameHost(one: string, other: string): boolean {
  return URL.canParse(one) && URL.canParse(other) && new URL(one).hostname === new URL(other).hostname;
}

export function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Players have several addresses: what they share is the id of the video. */
export function isPlayer(href: string, shown: string[]): boolean {
  const id =
    /(?:youtu\.be\/|youtube(?:-nocookie)?\.com\/(?:watch\?v=|embed\/|v\/)|dailymotion\.com\/(?:embed\/)?video\/|vimeo\.com\/(?:video\/)?)([\w-]{5,20})/.exec(
      href,
    )?.[1];
  return id !== undefined && shown.some((address) => address.includes(id));
}

/** WordPress's `sanitize_title`. */
export const toNicename = (login: string) =>
  login
    .normalize("NFD")
    .toLowerCase()
    .replace(/[^a-z0-9 ._-]/g, "")
    .replace(/[ .-]+/g, "-");
