import fc from "fast-check";
import { expect, test } from "vitest";
import { foldWord } from "#lib/words/fold-word.ts";
import { listWords, maxWordsPerArticle, WordCount } from "./rules.ts";

test.each([
  ["Les élections", { les: "les", elections: "élections" }],
  ["L’ŒUVRE d'été", { oeuvre: "œuvre", ete: "été" }],
  ["zdnet.fr, CVE-2017-0144 et 2FA", { zdnet: "zdnet", fr: "fr", cve: "cve", et: "et", "2fa": "2fa" }],
  ["1 000 3,5 12", {}],
  ["Wi-Fi, E-mail, re-mail, kiwi-fi", { wifi: "wifi", email: "email", re: "re", mail: "mail", kiwi: "kiwi", fi: "fi" }],
  ["infor\u00admation e\u0301tat", { information: "information", etat: "état" }],
  [`${"a".repeat(41)} ${"b".repeat(40)}`, { ["b".repeat(40)]: "b".repeat(40) }],
])("lists the words of %s", (text, words) => {
  expect(Object.fromEntries(listWords(text))).toEqual(words);
});

test("a text with a million distinct words costs as much as one with two thousand", () => {
  const text = Array.from({ length: 1_000_000 }, (_, n) => `mot${n.toString(36)}`).join(" ");
  expect(listWords(text).size).toBe(maxWordsPerArticle);
});

test("each word is 2 to 40 characters, lower case, without accents, whatever the text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 300 }), (text) => {
      for (const [word, spelling] of listWords(text)) {
        expect(word.length).toBeGreaterThanOrEqual(2);
        expect(word.length).toBeLessThanOrEqual(40);
        expect(word).not.toMatch(/^\d+$/);
        expect(foldWord(spelling)).toBe(word);
      }
    }),
  );
});

test("counts articles, and keeps the most frequent spelling", () => {
  const count = new WordCount();
  for (const text of ["Été été", "ete", "été", "vote"]) count.add(listWords(text));
  expect(count.list()).toEqual([
    { word: "ete", spelling: "été", articles: 3, spellingCount: 2 },
    { word: "vote", spelling: "vote", articles: 1, spellingCount: 1 },
  ]);
});
