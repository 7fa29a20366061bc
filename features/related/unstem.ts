/** Shorter stems are words of every text ("mot", "fair", "oper"): no reason to name. */
const minStemLength = 5;

const foldText = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/**
 * The words of `text` behind these stems (as the text search stores them: without accents and endings), in the order of the
 * stems, each once, as the text writes them. A stem that the text does not show is left out.
 */
export function unstemWords(stems: string[], text: string): string[] {
  const words = text.match(/[\p{L}\p{N}]+/gu) ?? [];
  const found = stems
    .filter((stem) => stem.length >= minStemLength)
    .flatMap((stem) => words.find((word) => foldText(word).startsWith(foldText(stem))) ?? []);
  return [...new Set(found.map((word) => word.toLocaleLowerCase()))];
}
