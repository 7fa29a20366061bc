import { expect, test } from "vitest";
import { mapTerms } from "./item-terms.ts";

const names = ["Une", "Sécurité", "Logiciels", "Droit", "Jeux"];
const site = { categories: names.map((name, at) => ({ id: at + 1, slug: `c${at + 1}`, name })), tags: [] };

test("an item that names all of the site's categories is put into the first three", () => {
  const terms = ["une", "c1", "JEUX", "securite", "droit", "logiciels"];
  expect(mapTerms({ terms, termMappings: [], categoryId: 4 }, site).categoryIds).toEqual([1, 5, 2]);
  // What an editor has mapped is meant.
  const termMappings = names.map((term, at) => ({ term, categoryId: at + 1, tag: null }));
  expect(mapTerms({ terms: names, termMappings, categoryId: 4 }, site).categoryIds).toEqual([1, 2, 3, 4, 5]);
});
