import { env } from "./env.ts";

/** The absolute address of a path of this site: `/articles/x` → `https://example.org/articles/x`. */
export function absoluteUrl(path: string, siteUrl: string = env().SITE_URL): string {
  return path === "/" ? `${siteUrl}/` : `${siteUrl}${path}`;
}

/** The path of page N of a list. The first page is the list itself. */
export function pagePath(path: string, page: number): string {
  return page > 1 ? `${path}${path.includes("?") ? "&" : "?"}page=${page}` : path;
}

/** Whether an untrusted address may be linked to: http and https only. */
export function isWebAddress(address: string): boolean {
  if (!URL.canParse(address)) return false;
  return ["http:", "https:"].includes(new URL(address).protocol);
}
