/**
 * Copies a word that was cut out of a text, for caches: V8 stores a part of 13 characters or more as a reference to its text, which then
 * stays in memory as long as the word (`SlicedString::kMinLength`).
 */
export function copyWord(word: string): string {
  return Buffer.from(word, "utf16le").toString("utf16le");
}
