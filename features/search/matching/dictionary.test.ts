import { expect, test } from "vitest";
import { testDatabase } from "#db/testing.ts";
import { readLexemes } from "./dictionary.ts";

const { db, queries } = testDatabase();
const countStatements = async (texts: string[]) => (await queries(() => readLexemes(db, texts))).statements.length;
/** A hundred words of one letter. */
const phrase = (n: number) => Array.from({ length: 100 }, (_, at) => "bfghkpqrwx"[(n >> (at % 12)) % 10]).join(" ") + n;

test("remembers the words of many texts, and of endless phrases only the last ones", async () => {
  const words = Array.from({ length: 5_000 }, (_, n) => `mot${n}`);
  expect(await countStatements(words)).toBe(1);
  expect(await countStatements(words)).toBe(0);
  for (let n = 0; n < 2_000; n += 500)
    await readLexemes(
      db,
      Array.from({ length: 500 }, (_, at) => phrase(n + at)),
    );
  expect(await countStatements([phrase(1_999)])).toBe(0);
  expect(await countStatements([phrase(0)])).toBe(1);
});

test("gives the lexemes of all texts that were asked for, however many", async () => {
  const phrases = Array.from({ length: 1_500 }, (_, n) => phrase(n + 10_000));
  const lexemesOf = await readLexemes(db, phrases);
  expect(phrases.filter((one) => lexemesOf(one).length === 0)).toEqual([]);
});
