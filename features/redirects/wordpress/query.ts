import { cutCharacters } from "#lib/cut-characters.ts";

const id = /^\d{1,18}$/;
/** Several ids or a negative one ("not in this category") are a list; the first one is what the page was about. */
const firstId = /^\d{1,18}(?=,|$)/;
const slugs = /^[^\s,+&=?#]{1,200}/u;
const year = /^(?:19|20)\d{2}$/;
const twoDigits = /^\d{1,2}$/;
const date = /^(?:19|20)\d{2}(?:\d{2}(?:\d{2}(?:\d{2,6})?)?)?$/;
const feedName = /^(?:comments-)?(?:feed|rdf|rss2?|atom)$/;

/** Parameters that say what an address of WordPress shows, the most specific first (WP_Query's order). */
const subjects: readonly (readonly [name: string, shape: RegExp])[] = [
  ["p", id],
  ["page_id", id],
  ["attachment_id", id],
  ["name", slugs],
  ["pagename", slugs],
  ["s", /\S/],
  ["cat", firstId],
  ["category_name", slugs],
  ["tag", slugs],
  ["tag_id", firstId],
  ["author", firstId],
  ["author_name", slugs],
  ["m", date],
];

/** Archives that WordPress divided into pages (`paged`). */
const lists = new Set(["cat", "category_name", "tag", "tag_id", "author", "author_name"]);

/** Longer searches are cut; the search page cuts them at a word. */
const maxSearchLength = 200;

/**
 * Returns the part of a query that WordPress would have read (`?p=12`, `?cat=5&paged=2`, `?feed=atom`), in one spelling
 * and bounded in length; "" if it has none. Everything else (`preview`, `replytocom`, `cpage`, `utm_source` …) is left
 * out, so that it makes no addresses of its own. A canonical query is returned unchanged.
 */
export function canonicalWordPressQuery(query: string): string {
  if (query === "") return "";
  const given = new URLSearchParams(query);
  const first = (name: string, shape: RegExp) => {
    for (const value of given.getAll(name)) {
      const found = shape.exec(value.toWellFormed());
      if (found) return { value, found: found[0] };
    }
    return undefined;
  };
  const known = new URLSearchParams();
  for (const [name, shape] of subjects) {
    const value = first(name, shape);
    if (value === undefined) continue;
    known.set(name, name === "s" ? cutCharacters(value.value.toWellFormed(), maxSearchLength) : value.found);
    break;
  }
  if (known.size === 0) addDate(known, first);
  const subject = known.keys().next().value;
  const feed = first("feed", feedName)?.found;
  if (feed !== undefined && subject !== "s") known.set("feed", feed.endsWith("atom") ? "atom" : "rss2");
  const page = first("paged", /^[1-9]\d{0,5}$/)?.found;
  if (page !== undefined && page !== "1" && feed === undefined && (subject === undefined || lists.has(subject)))
    known.set("paged", page);
  return known.toString();
}

type FindFirst = (name: string, shape: RegExp) => { found: string } | undefined;

function addDate(known: URLSearchParams, first: FindFirst): void {
  const found = first("year", year)?.found;
  if (found === undefined) return;
  const month = first("monthnum", twoDigits)?.found.padStart(2, "0");
  const day = first("day", twoDigits)?.found.padStart(2, "0");
  known.set("m", `${found}${month ?? ""}${month === undefined ? "" : (day ?? "")}`);
}

/** The day, month or year of an archive, as the search has it in its address; undefined if there is no such date. */
export function toArchivePeriod(year: string, month?: string, day?: string): string | undefined {
  if (!/^(?:19|20)\d{2}$/.test(year)) return undefined;
  const parts = [year, month, day].filter((part) => part !== undefined).map((part) => part.padStart(2, "0"));
  const [, m = "01", d = "01"] = parts;
  const time = new Date(`${year}-${m}-${d}T00:00:00Z`);
  return Number.isNaN(time.getTime()) || time.getUTCDate() !== Number(d) ? undefined : parts.join("-");
}
