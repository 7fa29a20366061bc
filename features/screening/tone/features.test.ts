import { expect, test } from "vitest";
import { readFeatures } from "./features.ts";
import { createLexicon } from "./lexicon.ts";
import { splitIntoSentences } from "./tokens.ts";

const lexicon = createLexicon(["HOME: maison\nFRAGILE: brule\nPRAISE: jolie"]);

/** The hashes of a text's features of lexicon classes. */
function readClassFeatures(text: string, words = lexicon): Set<number> {
  const hashes = new Set<number>();
  readFeatures(splitIntoSentences(text, [], words), (hash, group) => group === 2 && hashes.add(hash));
  return hashes;
}

const without = (all: Set<number>, ...others: Set<number>[]) =>
  [...all].filter((hash) => others.every((other) => !other.has(hash)));

test("combines the classes of a sentence with those of the next one, in their order", () => {
  const first = readClassFeatures("Ta maison est jolie.");
  const second = readClassFeatures("Tout brule.");
  const both = readClassFeatures("Ta maison est jolie. Tout brule.");
  expect(without(both, first, second)).toHaveLength(2);
  expect(without(readClassFeatures("Tout brule. Ta maison est jolie."), both)).toHaveLength(2);
});

test("does not combine sentences with another one between them", () => {
  const parted = readClassFeatures("Ta maison. Bonjour à tous. Tout brule.");
  expect(without(parted, readClassFeatures("Ta maison."), readClassFeatures("Tout brule."))).toEqual([]);
});

test("combines a bounded number of a sentence's classes with the next one", () => {
  const letters = [..."abcdefghijklmnopqrst"];
  const many = createLexicon([...letters.map((one) => `${one.toUpperCase()}: mot${one}`), "LAST: fin"]);
  const countPairs = (words: number) => {
    const sentence = letters.slice(0, words).map((one) => `mot${one}`);
    const first = readClassFeatures(`${sentence.join(" ")}.`, many);
    return without(readClassFeatures(`${sentence.join(" ")}. Fin.`, many), first, readClassFeatures("Fin.", many))
      .length;
  };
  expect([1, 5, 20].map(countPairs)).toEqual([1, 5, 12]);
});
