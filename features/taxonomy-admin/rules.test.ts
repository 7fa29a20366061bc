import { expect, test } from "vitest";
import { parseTermKind, termListPath } from "./rules.ts";

test("writes the kind and the cursor into an address", () => {
  expect(termListPath("tag")).toBe("/admin/taxonomy?kind=tag");
  expect(termListPath("tag", { words: "é & b", after: "x" })).toBe("/admin/taxonomy?kind=tag&q=%C3%A9+%26+b&after=x");
  expect(parseTermKind("author")).toBeUndefined();
});
