const ligatures: Record<string, string> = { œ: "oe", æ: "ae", ß: "ss", ø: "o", ł: "l", đ: "d", ı: "i" };

/** Lower case, without accents, as `search_terms.word` has a word and the dictionary compares it (PostgreSQL's unaccent). */
export function foldWord(word: string): string {
  const lower = word.toLowerCase();
  // Most words of a text, each of which is folded for its passage.
  if (/^[a-z\d]*$/.test(lower)) return lower;
  const plain = word.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return plain.replace(/[œæßøłđı]/g, (letter) => ligatures[letter] ?? letter);
}
