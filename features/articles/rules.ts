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
export function mediaIdsIn(bodyHtml: string): string[] {
  return [...new Set([...bodyHtml.matchAll(/src="\/media\/([a-f0-9]{24})"/g)].map((match) => match[1] ?? ""))];
}
