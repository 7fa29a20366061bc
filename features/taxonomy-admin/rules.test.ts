import { expect, test } from "vitest";
import { parseTermKind, termListPath } from "./rules.ts";

test("an address says which list, from where on", () => {
  expect(termListPath("tag")).toBe("/admin/taxonomy?kind=tag");
  expect(termListPath("tag", { words: "é & b", after: "x" })).toBe("/admin/taxonomy?kind=tag&q=%C3%A9+%26+b&after=x");
  expect(parseTermKind("author")).toBeUndefined();
});
