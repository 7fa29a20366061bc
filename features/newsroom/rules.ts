export const articleStatuses = ["draft", "scheduled", "published", "withdrawn"] as const;
export type ArticleStatus = (typeof articleStatuses)[number];

/** An open editor says this often that it is there … */
export const beatSeconds = 15;
/** … and is believed gone after this long without a word: three beats, so that one lost in the network does not end it. */
export const leaseSeconds = 45;

export const longestTitle = 250;
export const longestLead = 1_000;
/** A body of about 150,000 words: beyond it a page is no article. */
export const longestBody = 1_500_000;
export const mostTags = 40;
export const longestTag = 80;
export const longestCaption = 500;
export const longestSourceName = 200;
export const longestSourceTitle = 500;
export const longestSeoTitle = 200;
export const longestSeoDescription = 500;
/** What the checklist asks about before it is done, and the buttons that say "all the same". */
const anyways = { publishAnyway: "publish", scheduleAnyway: "schedule" } as const;
export type Asked = (typeof anyways)[Anyway];
type Anyway = keyof typeof anyways;

export function isAnyway(act: string): act is Anyway {
  return act in anyways;
}

/** What a button does, whether it says "all the same" or not. */
export function withoutAnyway<Act extends string>(act: Act): Exclude<Act, Anyway> | Asked {
  return isAnyway(act) ? anyways[act] : (act as Exclude<Act, Anyway>);
}

/** What is said of a withdrawal, in characters: a few sentences. */
export const longestNote = 1_000;

/** What `/articles/SLUG` may not be called: names of files and of parts of an address. */
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

export function isReservedSlug(slug: string): boolean {
  return reservedSlugs.has(slug);
}

export const slugShape = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** What a button of an article's form says; `auto` (the page by itself) and `find` (without a script) are no deeds of it. */
export const deskActs = [
  "save",
  "publish",
  "publishAnyway",
  "unpublish",
  "discard",
  "delete",
  "schedule",
  "scheduleAnyway",
  "unschedule",
  "withdraw",
] as const;
