import slugify from "@sindresorhus/slugify";
import { decodePercentEncoding } from "./url-text.ts";

/** The columns hold 200 characters: this leaves room for "-2". */
export const maxSlugLength = 190;

/** A typed or pasted slug may be a long URL, of which only the last part counts. */
export const maxTypedSlug = 2_000;

/**
 * Converts a title to a slug: "L’été à Paris" becomes "l-ete-a-paris". "" if none can be made from it. A long one is
 * cut after a whole word.
 */
export function toSlug(text: string): string {
  const slug = slugify(text.normalize("NFC"), { decamelize: false });
  if (slug.length <= maxSlugLength) return slug;
  const end = slug.lastIndexOf("-", maxSlugLength);
  return slug.slice(0, end > maxSlugLength / 2 ? end : maxSlugLength);
}

/** Returns the first of `base`, `base-2`, `base-3` … that is free. */
export async function findFreeSlug(
  base: string,
  isTaken: (slug: string) => Promise<boolean> | boolean,
): Promise<string> {
  let slug = base;
  for (let number = 2; await isTaken(slug); number += 1) slug = `${base}-${number}`;
  return slug;
}

/**
 * Finds free slugs for many names at once. Thousands of them may be the same: each search begins after the number of the
 * last one. `isTaken` must know each slug that was returned.
 */
export class FreeSlugs {
  readonly #next = new Map<string, number>();

  /** Returns the first of `base`, `base-2`, `base-3` … that is free. */
  async find(base: string, isTaken: (slug: string) => Promise<boolean> | boolean): Promise<string> {
    let number = this.#next.get(base);
    if (number === undefined && !(await isTaken(base))) return base;
    number ??= 2;
    while (await isTaken(`${base}-${number}`)) number += 1;
    this.#next.set(base, number + 1);
    return `${base}-${number}`;
  }
}

/**
 * Converts typed or pasted text to a slug. Only the page's own part of a path or URL counts:
 * "https://site.fr/articles/L%27%C3%A9t%C3%A9?x=1" becomes "l-ete". "" if none can be made from it.
 */
export function slugFromTyped(text: string): string {
  const typed = text.trim();
  return toSlug((isAddress(typed) ? slugPart(typed) : typed).replace(unspoken, " "));
}

/** Signs that slugify would write out in English: "and", "love", "unicorn". */
const unspoken = /[&♥🦄]/gu;

/** What precedes a page's own part in the addresses of this site. */
const sectionNames = ["articles", "categories", "tags", "stories", "pages"];

function isAddress(text: string): boolean {
  const [first = "", ...more] = text.split("/");
  if (more.length === 0) return false;
  if (first === "" || sectionNames.includes(first)) return true;
  return /^https?:$/i.test(first) || /^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}$/i.test(first);
}

function slugPart(address: string): string {
  const [path = ""] = address.split(/[?#]/);
  const isWhole = !path.startsWith("/") && !sectionNames.some((section) => path.startsWith(`${section}/`));
  const parts = path
    .replace(/^https?:\/\//i, "")
    .split("/")
    .slice(isWhole ? 1 : 0)
    .filter(Boolean);
  const section = parts.findIndex((part) => sectionNames.includes(part));
  const own = (section < 0 ? undefined : parts[section + 1]) ?? parts.at(-1) ?? "";
  return decodePercentEncoding(own).replace(/\.(?:html?|php|aspx?)$/i, "");
}

/** Whether `/articles/SLUG` may not have this slug. */
export function isReservedSlug(slug: string): boolean {
  return reservedSlugs.has(slug);
}

/** Lower-case ASCII letters and digits, in groups with one hyphen between. */
export const slugPattern = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** Why a text has not the form of a slug: a message key in `errors`, or undefined. */
export function findSlugShapeProblem(slug: string): string | undefined {
  if (slug === "") return "newsroom.slugEmpty";
  if (slug.length > maxSlugLength) return "newsroom.slugTooLong";
  return slugPattern.test(slug) ? undefined : "newsroom.slugShape";
}

/** Why no page can have this slug, even if it is free: a message key in `errors`, or undefined. */
export function findSlugProblem(slug: string): string | undefined {
  return findSlugShapeProblem(slug) ?? (isReservedSlug(slug) ? "newsroom.slugReserved" : undefined);
}

/** Slugs that `/articles/SLUG` may not have: file names and parts of addresses. */
const reservedSlugs = new Set([
  "new",
  "feed",
  "feeds",
  "page",
  "pages",
  "comments",
  "amp",
  "rss",
  "atom",
  "sitemap",
  "admin",
  "api",
]);
