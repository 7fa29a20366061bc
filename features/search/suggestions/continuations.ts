import { listTextWords, type TextWord } from "./text-words.ts";
import type { TypedText } from "./typed-text.ts";

/** Folded words that nothing ends with: "mot de" continues as "mot de passe". French and English. */
const joiningWords = new Set(
  (
    "a au aux avec ce ces cet cette chez comme contre d dans de des du en entre et est l la le les leur leurs ma mes mon " +
    "nos notre ou par pour qu que qui sa sans se ses son sont sous sur ta tes ton un une vers vos votre " +
    "an and are at by for from in is of on or the to with your"
  ).split(" "),
);
/** Joining words before the one that ends a continuation: "à la". */
const maxJoiningWords = 3;

/**
 * How titles go on after the typed words: from the beginning that is typed last to the first word that is no joining
 * word, as the titles have it, in lower case. The most frequent first, then those of the first titles.
 */
export function listContinuations(titles: readonly string[], typed: Pick<TypedText, "whole" | "prefix">): string[] {
  const counts = new Map<string, { text: string; count: number }>();
  for (const title of titles) {
    for (const [key, text] of readContinuations(title, typed)) {
      const one = counts.get(key);
      if (one) one.count += 1;
      else counts.set(key, { text, count: 1 });
    }
  }
  return [...counts.values()].sort((one, other) => other.count - one.count).map(({ text }) => text);
}

/** The continuations of one title by their folded words, each once. */
function readContinuations(title: string, { whole, prefix }: Pick<TypedText, "whole" | "prefix">): Map<string, string> {
  const found = new Map<string, string>();
  const words = listTextWords(title);
  const isNext = (at: number) => isTogether(title, words[at - 1], words[at]);
  for (let start = 0; start + whole.length < words.length; start += 1) {
    const isTyped = whole.every((word, n) => isSameWord(word, words[start + n]?.folded ?? "") && isNext(start + n + 1));
    const from = start + whole.length;
    if (!isTyped || !words[from]?.folded.startsWith(prefix)) continue;
    let to = from;
    while (joiningWords.has(words[to]?.folded ?? "") && to - from < maxJoiningWords && isNext(to + 1)) to += 1;
    const [first, last] = [words[from], words[to]];
    if (!first || !last || joiningWords.has(last.folded)) continue;
    const key = words.slice(from, to + 1).map(({ folded }) => folded);
    found.set(key.join(" "), title.slice(first.at, last.at + last.text.length).toLowerCase());
  }
  return found;
}

/** Whether only a space, an apostrophe or a hyphen stands between two words. */
function isTogether(title: string, one: TextWord | undefined, other: TextWord | undefined): boolean {
  if (!one || !other) return false;
  const between = title.slice(one.at + one.text.length, other.at);
  return between.trim() === "" || between === "-" || between === "'" || between === "’";
}

/** Whether two folded words are the same, in the singular or the plural. */
const isSameWord = (one: string, other: string) => one === other || singular(one) === singular(other);

const singular = (word: string) => (word.length > 3 && /[sx]$/.test(word) ? word.slice(0, -1) : word);
