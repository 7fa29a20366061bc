import { expect, test } from "vitest";
import { testDatabase } from "#db/testing.ts";
import { anArticle } from "#features/articles/testing.ts";
import { searchSite } from "../queries.ts";
import { parseSearchRequest } from "../request/address.ts";

const { db } = testDatabase();

test("looks for words far below in a few long texts only, those of the best hits", async () => {
  const filler = "Un texte très long. ".repeat(9_000);
  for (let n = 1; n <= 5; n += 1)
    await anArticle(db, `long-${n}`, { title: "Un compte rendu", bodyHtml: `<p>${filler} horodateur</p>` });
  const found = await searchSite(db, parseSearchRequest(new URLSearchParams({ q: "horodateur" })));
  if (!found.ok) throw new Error(found.code);
  const isMarked = found.value.hits.map(({ passage }) => passage.some(({ isMatch }) => isMatch));
  // Each has nine parts, of which the first is always read; twenty more are read for the whole page.
  expect(isMarked).toEqual([true, true, false, false, false]);
  expect(found.value.hits.at(-1)?.passage[0]?.text).toMatch(/^Un texte très long/);
});
