/**
 * Words per minute for French prose on a screen. Brysbaert 2019 gives about 240 for silent reading; technical text
 * takes longer.
 */
const wordsPerMinute = 220;

/** Minutes needed to read a text, at least one. */
export function readingMinutes(wordCount: number): number {
  return Math.max(1, Math.round(wordCount / wordsPerMinute));
}

/** What the slug of a page's discussion begins with. */
const pagePrefix = "pages/";

/** Whether a discussion, by its slug, belongs to a page of the site. */
export function isPageDiscussion(slug: string): boolean {
  return slug.startsWith(pagePrefix);
}

/** Returns the page that shows a discussion, by its slug: an article, or for `pages/SLUG` a page of the site. */
export function discussionPath(slug: string): string {
  return isPageDiscussion(slug) ? `/${slug}` : `/articles/${slug}`;
}

/** Whether a path of this site is that of a discussion, or below it. */
export function isDiscussionPath(path: string): boolean {
  return path.startsWith("/articles/") || path.startsWith(`/${pagePrefix}`);
}

/** Returns the slug of the discussion of a page. */
export function pageDiscussionSlug(slug: string): string {
  return `${pagePrefix}${slug}`;
}

/** Counts the words of a plain text. */
export function countWords(text: string): number {
  return text.match(/[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu)?.length ?? 0;
}

/** Lists the distinct ids of the pictures that a stored body uses, in order. */
export function listMediaIds(bodyHtml: string): string[] {
  return [...new Set([...bodyHtml.matchAll(/src="\/media\/([a-f0-9]{24})"/g)].map((match) => match[1] ?? ""))];
}

/** Articles per page of a list: 20 cards stay well under 25 KB of compressed HTML. */
export const articlesPerPage = 20;

/** Authors who are introduced below their article; the others are named beside it. */
export const maxAuthorBoxes = 4;

/** How many of an author's articles are counted for an article's page, which is rendered again after each publication. */
export const maxCountedArticles = 1_000;

/**
 * The Bayesian prior of "best rated": as if each article had started with five votes in the middle of the scale. 1 × 5
 * then gives 3.33, 5 × 5 gives 4, 40 × 4.8 gives 4.6. (With the site's own mean as prior, any single 5 would rank above
 * it.)
 */
export const priorVotes = 5;
export const priorStars = 3;

/** Counts the pages of a list of `total` items; an empty list has one page. */
export function countPages(total: number, size: number): number {
  return Math.max(1, Math.ceil(total / size));
}

/** Parses a page number of an address ("2"); null for anything else: no leading zero, at most six digits. */
export function parsePageNumber(text: string): number | null {
  return /^[1-9]\d{0,5}$/.test(text) ? Number(text) : null;
}

/** Whether a picture may be wider than the text column: landscape, and sharp at 950 pixels. */
export function isWidePicture({ width, height }: { width: number; height: number }): boolean {
  return width >= 1200 && width / height >= 1.5;
}

/** Whether a French sentence puts "site" before a source's name: "du site Le Monde", "du site Euronews", but "de ZDNet". */
export type SourceNameForm = "site" | "bare";

/**
 * Chooses the form of a source's name after the French "de". It is "du site Le Monde" if the name begins with an article, with which "de"
 * would contract ("du Monde" changes the name), or with a vowel or a silent h, before which "de" would lose its own. English messages leave
 * the form out.
 */
export function chooseSourceNameForm(name: string): SourceNameForm {
  const start = name
    .slice(0, 20)
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/^[^\p{L}\p{N}]+/u, "")
    .toLowerCase();
  return /^(?:[aeiouhœæ]|l['’]|(?:le|la|les|du|des)(?!\p{L}))/u.test(start) ? "site" : "bare";
}

export interface FoundArticle {
  id: number;
  slug: string;
  title: string;
}

/** Whether a headline of more than about fifteen words is set smaller. */
export const isLongTitle = (title: string): boolean => title.length > 95;
