import { hashText } from "./item-keys.ts";

/** A sentence counts as repeated if three items have it, and at least one in seven. */
const minItems = 3;
const minShare = 1 / 7;
/** Shorter pieces are not counted as sentences. */
const minSentenceLength = 20;
/** Sentences of one text that are read. */
const maxSentences = 2_000;

/**
 * Finds the sentences that many items of a feed have: footers, invitations to subscribe, the description of a series. They say nothing about
 * what an item is about. Equal texts count once, so that an item that is listed twice keeps its sentences.
 */
export function findRepeatedSentences(texts: string[]): ReadonlySet<string> {
  const distinct = [...new Set(texts)];
  const counts = new Map<string, number>();
  for (const text of distinct)
    for (const key of new Set(splitRoughly(text).map(toKey))) counts.set(key, (counts.get(key) ?? 0) + 1);
  const min = Math.max(minItems, Math.ceil(distinct.length * minShare));
  return new Set([...counts].flatMap(([key, count]) => (key !== "" && count >= min ? [key] : [])));
}

/** The text without the sentences that its feed repeats. */
export function withoutRepeated(text: string, repeated: ReadonlySet<string>): string {
  if (repeated.size === 0) return text;
  return splitRoughly(text)
    .filter((sentence) => !repeated.has(toKey(sentence)))
    .join(" ");
}

/** Pieces between line ends and marks that end sentences: exact enough to find repeated ones, and fast. The last one has the rest. */
function splitRoughly(text: string): string[] {
  return text.split(/(?<=[.!?…]["»”']?)\s+|\n/, maxSentences + 1).length > maxSentences
    ? text.split("\n")
    : text.split(/(?<=[.!?…]["»”']?)\s+|\n/);
}

function toKey(sentence: string): string {
  const letters = sentence.replace(/[^\p{L}\p{N}]+/gu, "").toLowerCase();
  return letters.length < minSentenceLength ? "" : letters.length <= 100 ? letters : hashText(letters);
}
