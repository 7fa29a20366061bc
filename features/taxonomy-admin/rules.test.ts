import { expect, test } from "vitest";
import { findSlugProblem, parseTermKind, termListPath } from "./rules.ts";

test.each([
  ["reseau", undefined],
  ["5g-et-6g", undefined],
  ["feed", "newsroom.slugReserved"],
  ["page", "newsroom.slugReserved"],
  ["-", "newsroom.slugShape"],
  ["a--b", "newsroom.slugShape"],
  ["Réseau", "newsroom.slugShape"],
  ["a/b", "newsroom.slugShape"],
  ["", "newsroom.slugEmpty"],
  ["x".repeat(191), "newsroom.slugTooLong"],
])("the slug %j: %s", (slug, fault) => {
  expect(findSlugProblem(slug)).toBe(fault);
});

test("an address says which list, from where on", () => {
  expect(termListPath("tag")).toBe("/admin/taxonomy?kind=tag");
  expect(termListPath("tag", { words: "é & b", after: "x" })).toBe("/admin/taxonomy?kind=tag&q=%C3%A9+%26+b&after=x");
  expect(parseTermKind("author")).toBeUndefined();
});
