import { foldLetters } from "#lib/words/fold-text.ts";

/** Words of a text that are read: an article of 20,000 words is a book's chapter. */
const maxTokens = 20_000;

export interface Token {
  /** Lower case, without accents. */
  word: string;
  /** A number, or a name: what differs between two texts of one template. */
  isFact: boolean;
  isNumber: boolean;
}

/** A grouped number, any other number, a character of a script without spaces, a word. French elisions are two words. */
const token =
  /\d{1,3}(?:[.,' \u00a0\u202f’]\d{3})+(?!\d)|\d+(?:[.,]\d+)?|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]|[\p{L}\p{N}\p{M}]+/gu;

/** Marks that end a sentence or begin a quotation: the capital letter after them says nothing. */
const beginning = /[.!?…:«"“”»\n([–—-]/;

/** Splits plain text into folded words. Accents, case, punctuation and the way of writing large numbers do not count. */
export function listTokens(text: string): Token[] {
  const tokens: Token[] = [];
  let end = 0;
  for (const found of text.matchAll(token)) {
    const written = found[0];
    const between = text.slice(end, found.index);
    const isFirst = end === 0 || beginning.test(between);
    end = found.index + written.length;
    const isNumber = /^\d/.test(written);
    const word = isNumber ? toNumber(written) : foldLetters(written.slice(0, 100));
    if (word === "") continue;
    const isName = !isFirst && written.length > 1 && /^\p{Lu}/u.test(written);
    tokens.push({ word, isNumber, isFact: isNumber || isName });
    if (tokens.length >= maxTokens) break;
  }
  return tokens;
}

/** "12 000", "12.000" and "12,000" are 12000; "3,5" is 3.5. */
function toNumber(written: string): string {
  const grouped = /^\d{1,3}(?:\D\d{3})+$/.test(written);
  return (grouped ? written.replace(/\D/g, "") : written.replace(",", ".")).slice(0, 40);
}

/** Whether most of the words are single characters of a script without spaces. */
export function isUnspaced(tokens: Token[]): boolean {
  const single = tokens.filter(({ word }) =>
    /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u.test(
      word,
    ),
  );
  return single.length > tokens.length / 2;
}
