/** Reading speed for French prose on a screen, words a minute (Brysbaert 2019 gives about 240 for reading in silence; kept lower for technical text). */
const wordsPerMinute = 220;

/** Minutes to read a text of so many words, at least one. */
export function readingMinutes(wordCount: number): number {
  return Math.max(1, Math.round(wordCount / wordsPerMinute));
}

/** The number of words in a plain text. */
export function countWords(text: string): number {
  return text.match(/[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu)?.length ?? 0;
}

/** The picture ids that a stored body uses, each once, in order. */
export function listMediaIds(bodyHtml: string): string[] {
  return [...new Set([...bodyHtml.matchAll(/src="\/media\/([a-f0-9]{24})"/g)].map((match) => match[1] ?? ""))];
}

/** Articles on one page of a list: 20 cards stay well under 25 KB of compressed HTML. */
export const articlesPerPage = 20;

/**
 * The Bayesian prior of "best rated": as if each article had begun with five votes in the middle of the scale. A mean has to be
 * earned: 1 × 5 gives 3.33, 5 × 5 gives 4, 40 × 4.8 gives 4.6. (The site's own mean as prior would put any single 5 above it.)
 */
export const priorVotes = 5;
export const priorStars = 3;

/** "Best rated" looks at this many of the newest articles, so that the list lives and its cost is bounded. */
export const bestRatedPoolSize = 400;

/** Article pages prepared by `next build`, whatever the number of articles. */
export const prebuiltArticles = 10;

/** Pages that a list of `total` has; an empty list still has its first. */
export function countPages(total: number, size: number): number {
  return Math.max(1, Math.ceil(total / size));
}

/** A page number as an address carries it ("2"), or null: no leading zero, at most six digits. */
export function parsePageNumber(text: string): number | null {
  return /^[1-9]\d{0,5}$/.test(text) ? Number(text) : null;
}

/** Whether a picture may fill more than the text column: landscape, and sharp enough at 950 pixels. */
export function isWidePicture({ width, height }: { width: number; height: number }): boolean {
  return width >= 1200 && width / height >= 1.5;
}

export interface FoundArticle {
  id: number;
  slug: string;
  title: string;
}
