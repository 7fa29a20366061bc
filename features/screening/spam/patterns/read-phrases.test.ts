import { expect, test } from "vitest";
import { parsePhrases, phraseThemes, readPhrases } from "./read-phrases.ts";

test("reads phrases of every theme, each once", () => {
  const phrases = readPhrases();
  expect(new Set(phrases.map(([theme]) => theme))).toEqual(new Set(phraseThemes));
  const seen = phrases.map(([theme, phrase]) => `${theme} ${phrase}`);
  expect(seen.filter((one, n) => seen.indexOf(one) !== n)).toEqual([]);
  expect(phrases).toContainEqual(["money", "prêt entre particuliers"]);
});

test("rejects a file without a header or with an unknown theme", () => {
  const header = "version: 1\ndate: 2026-11-30\n\n";
  expect(parsePhrases(`${header}[money] | loans\na loan\n\n[trade]\ncheap\n`)).toEqual([
    ["money", "a loan"],
    ["trade", "cheap"],
  ]);
  expect(() => parsePhrases("[money]\na loan\n")).toThrow("begin with a version");
  expect(() => parsePhrases(`${header}a loan\n`)).toThrow("no theme");
  expect(() => parsePhrases(`${header}[loans]\na loan\n`)).toThrow("no theme");
});
