const ligatures: Record<string, string> = { œ: "oe", æ: "ae", ß: "ss", ø: "o", ł: "l", đ: "d" };

/** A word as `search_terms.word` has it: lower case, without accents. */
export function foldWord(word: string): string {
  return word
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[œæßøłđ]/g, (letter) => ligatures[letter] ?? letter);
}

/** A word of a text and where it begins (UTF-16 units). */
export interface TextWord {
  text: string;
  folded: string;
  at: number;
}

/** The words of a text: runs of letters, digits and their marks. An apostrophe or a hyphen ends a word. */
export function listTextWords(text: string): TextWord[] {
  return Array.from(text.matchAll(/[\p{L}\p{N}\p{M}]+/gu), (match) => ({
    text: match[0],
    folded: foldWord(match[0]),
    at: match.index,
  })).filter(({ folded }) => folded !== "");
}
