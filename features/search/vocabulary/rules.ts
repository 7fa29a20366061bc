import { foldWord } from "#lib/words/fold-word.ts";

/** Words of one article that count: a hostile text may have a million. */
export const maxWordsPerArticle = 2_000;
/** Characters of an article's body that are read. */
export const maxBodyLength = 200_000;
/** Words of the vocabulary; beyond it the rarest go. */
export const maxTerms = 1_000_000;
/** Distinct words in memory before they are written. */
export const maxWordsInMemory = 100_000;
/** Articles read in one statement: their texts are in memory at once. */
export const articlesPerBatch = 200;
/** Hours after which all articles are counted again, so that words of withdrawn and changed ones go. */
export const recountHours = 24;

const minWordLength = 2;
const maxWordLength = 40;

/**
 * Lists the distinct words of a text, each by its key with its spelling in lower case: 2 to 40 letters and digits, not
 * only digits, at most `limit`. Words are split as the search index splits them (`search_text` of
 * drizzle/functions/search.sql).
 */
export function listWords(text: string, limit = maxWordsPerArticle): Map<string, string> {
  const words = new Map<string, string>();
  const plain = text
    .normalize("NFC")
    .replace(/[\u00AD\u200B-\u200D\u2060\uFEFF]/g, "")
    .replace(/(?<![\p{L}\p{N}])(e|wi)-(?=[a-z])/giu, "$1");
  for (const [found] of plain.matchAll(/[\p{L}\p{N}]+/gu)) {
    if (found.length < minWordLength || found.length > maxWordLength || !/\p{L}/u.test(found)) continue;
    const word = foldWord(found);
    if (word.length < minWordLength || word.length > maxWordLength || words.has(word)) continue;
    words.set(word, found.toLowerCase());
    if (words.size >= limit) break;
  }
  return words;
}

/** Counts words over many articles: how many have each, and its most frequent spelling. */
export class WordCount {
  readonly #counts = new Map<string, { articles: number; spellings: Map<string, number> }>();

  get size(): number {
    return this.#counts.size;
  }

  /** Adds one article's words. */
  add(words: Map<string, string>): void {
    for (const [word, spelling] of words) {
      const count = this.#counts.get(word);
      if (!count) this.#counts.set(word, { articles: 1, spellings: new Map([[spelling, 1]]) });
      else {
        count.articles += 1;
        // A word has a few spellings; a hostile list of them is cut.
        if (count.spellings.has(spelling) || count.spellings.size < 8)
          count.spellings.set(spelling, (count.spellings.get(spelling) ?? 0) + 1);
      }
    }
  }

  /** Lists the words in the order of their keys, so that two writers never wait for each other in a circle. */
  list(): { word: string; spelling: string; articles: number; spellingCount: number }[] {
    return [...this.#counts]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([word, { articles, spellings }]) => {
        const [spelling = word, spellingCount = 0] = [...spellings].reduce((best, one) =>
          one[1] > best[1] ? one : best,
        );
        return { word, spelling, articles, spellingCount };
      });
  }
}
