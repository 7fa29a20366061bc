const alphabet = "abcdefghijklmnopqrstuvwxyz";

/** Spellings of one sound. Each may stand for the other. */
const alike: [one: string, other: string][] = [
  ["f", "ph"],
  ["k", "c"],
  ["k", "qu"],
  ["c", "qu"],
  ["c", "ck"],
  ["c", "s"],
  ["c", "ss"],
  ["s", "ss"],
  ["s", "z"],
  ["an", "en"],
  ["an", "am"],
  ["en", "em"],
  ["in", "ain"],
  ["in", "ein"],
  ["e", "ai"],
  ["ai", "ei"],
  ["o", "au"],
  ["o", "eau"],
  ["au", "eau"],
  ["i", "y"],
  ["g", "j"],
  ["g", "gu"],
  ["t", "th"],
  ["r", "rh"],
  ["c", "ch"],
  ["sh", "ch"],
  ["sion", "tion"],
  ["cion", "tion"],
  ["", "h"],
];
const replacements = [...alike, ...alike.map(([one, other]): [string, string] => [other, one])];

/** Further variants of a long word are left out. */
const maxVariants = 2_000;

/**
 * Every word at a distance of one, those with two swaps, which share few trigrams with the word, and those that sound
 * alike after one or two replacements.
 */
export function listVariants(word: string): Set<string> {
  const found = listNeighbours(word);
  for (const swapped of listSwaps(word)) for (const twice of listSwaps(swapped)) found.add(twice);
  const once = soundAlikes(word);
  for (const variant of [...once, ...once.flatMap(soundAlikes)]) {
    if (found.size >= maxVariants) break;
    found.add(variant);
  }
  found.delete(word);
  return found;
}

function listNeighbours(word: string): Set<string> {
  const found = new Set<string>();
  for (let at = 0; at <= word.length; at += 1) {
    const [head, tail] = [word.slice(0, at), word.slice(at)];
    for (const letter of alphabet) {
      found.add(head + letter + tail);
      if (tail !== "") found.add(head + letter + tail.slice(1));
    }
    if (tail !== "") found.add(head + tail.slice(1));
  }
  for (const swapped of listSwaps(word)) found.add(swapped);
  return found;
}

function listSwaps(word: string): string[] {
  return Array.from({ length: Math.max(0, word.length - 1) }, (_, at) => {
    return word.slice(0, at) + word.charAt(at + 1) + word.charAt(at) + word.slice(at + 2);
  });
}

function soundAlikes(word: string): string[] {
  const found: string[] = [];
  for (const [from, to] of replacements) {
    if (from === "") {
      found.push(to + word);
      continue;
    }
    for (let at = word.indexOf(from); at >= 0; at = word.indexOf(from, at + 1))
      found.push(word.slice(0, at) + to + word.slice(at + from.length));
  }
  return found;
}
