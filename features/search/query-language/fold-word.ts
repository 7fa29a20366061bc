const ligatures: Record<string, string> = { œ: "oe", æ: "ae", ß: "ss", ø: "o", ł: "l", đ: "d", ı: "i" };

/** Lower case, without accents, as the search dictionary compares words (PostgreSQL's unaccent). */
export function foldWord(word: string): string {
  const plain = word.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return plain.replace(/[œæßøłđı]/g, (letter) => ligatures[letter] ?? letter);
}
