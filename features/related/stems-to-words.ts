/** Shorter stems belong to words of every text ("mot", "fair", "oper") and explain nothing. */
const minStemLength = 5;

const foldText = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/**
 * Finds the distinct words of `text` for these stems (as the text search stores them: without accents and endings), as
 * written, in the order of the stems. A stem that does not occur is left out.
 */
export function stemsToWords(stems: string[], text: string): string[] {
  const words = text.match(/[\p{L}\p{N}]+/gu) ?? [];
  const found = stems
    .filter((stem) => stem.length >= minStemLength)
    .flatMap((stem) => words.find((word) => foldText(word).startsWith(foldText(stem))) ?? []);
  return [...new Set(found.map((word) => word.toLocaleLowerCase()))];
}

/**
 * Finds for each of these stems the shortest word of `text` that begins with it, in lower case: an ending that the stem
 * has lost. The result lacks stems that do not occur.
 */
export function findWordsOfStems(stems: Iterable<string>, text: string): Map<string, string> {
  const words = [...new Set(text.toLocaleLowerCase().match(/[\p{L}\p{N}]+/gu))]
    .sort((a, b) => a.length - b.length)
    .map((word) => ({ word, folded: foldText(word) }));
  const found = new Map<string, string>();
  for (const stem of stems) {
    const match = words.find(({ folded }) => folded.startsWith(foldText(stem)));
    if (match) found.set(stem, match.word);
  }
  return found;
}
