import { globSync } from "node:fs";
import { expect, test } from "vitest";
import { fixedSections, otherSections } from "./site-sections.ts";

test("what is a page by itself is a folder of app/, and each folder is known as a page or as something else", () => {
  const parts = globSync("app/**/{page,route}.{ts,tsx}").map((file) => {
    const [first = ""] = file.split("/").filter((part, n) => n > 0 && !part.startsWith("("));
    return first;
  });
  const places = new Set(parts.filter((first) => !/^(\[|page\.tsx$)/.test(first)));
  expect([...fixedSections, ...otherSections].sort()).toEqual([...places].sort());
});
