import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { testDatabase } from "#db/testing.ts";
import { hostileInputs } from "#lib/hostile-text-testing.ts";
import { addWords } from "../suggestions/testing.ts";
import { correctQuery } from "./correct-query.ts";
import { misspellings, misspellingVocabulary } from "./misspellings-testing.ts";

const { db, queries, clear } = testDatabase();
beforeAll(async () => {
  await clear();
  await addWords(db, misspellingVocabulary);
});

/** Misspellings that are not corrected as meant, with what comes instead. */
const knownMisses: Record<string, string | null> = {
  // The search finds them: the vocabulary has their stems.
  "Fortinett vulnérabilite": null,
  "caméras de vidéosurveilance": null,
  // Another form of the word.
  faillse: "faille",
  "hopitaux pyraté": "hopitaux pirate",
  // Three errors; an error in a word of two parts.
  pahsing: null,
  "cripto monnaie": null,
};

test("corrects the misspellings that people make", async () => {
  const misses: Record<string, string | null> = {};
  for (const [typed, meant] of misspellings) {
    const corrected = await correctQuery(db, typed);
    if (corrected !== meant) misses[typed] = corrected;
  }
  expect(misses).toEqual(knownMisses);
});

test("leaves what articles have, in any form, and stop words", async () => {
  for (const text of [
    "faille",
    "FAILLE",
    "rançongiciels",
    "securite",
    "attaqué",
    "les données de la mairie",
    "the",
    "",
    " ",
  ])
    expect([text, await correctQuery(db, text)]).toEqual([text, null]);
  // Every word of the vocabulary, without its accents.
  for (const word of Object.keys(misspellingVocabulary))
    expect([word, await correctQuery(db, word)]).toEqual([word, null]);
});

test("leaves unknown words without a near one", async () => {
  for (const text of ["abracadabra", "xyz", "kubernetes", "ab", "zzzzzzzzzzzzzzz", "日本語", "مرحبا"])
    expect([text, await correctQuery(db, text)]).toEqual([text, null]);
});

test("leaves what is in quotes, excluded, a filter, an operator, a prefix, an address or a version", async () => {
  const kept = '"falie" -falie auteur:falie falie* «falie» falie.fr falie2 falie@falie.fr OU';
  expect(await correctQuery(db, kept)).toBeNull();
  expect(await correctQuery(db, `${kept} (hopitl), l’hopitl`)).toBe(`${kept} (hôpital), l’hôpital`);
});

test("runs three statements at most, however long the query is", async () => {
  const text = Array.from({ length: 200 }, (_, n) => `falie${"abcdefghij"[n % 10]}${"klmnopqrst"[n % 9]}x`).join(" ");
  const { statements } = await queries(() => correctQuery(db, text));
  expect(statements.length).toBeLessThanOrEqual(3);
  expect((await queries(() => correctQuery(db, "faille"))).statements).toHaveLength(1);
});

test("gives the same answer for any text again, and never fails", async () => {
  for (const [, text] of hostileInputs(300).slice(0, 60)) {
    const corrected = await correctQuery(db, text.replaceAll("\0", "").toWellFormed());
    expect(corrected === null || corrected !== text).toBe(true);
  }
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...misspellings.map(([typed]) => typed)), { maxLength: 6 }),
      async (words) => {
        const text = words.join(" ");
        expect(await correctQuery(db, text)).toBe(await correctQuery(db, text));
      },
    ),
    { numRuns: 20 },
  );
});
