const foldText = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

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
