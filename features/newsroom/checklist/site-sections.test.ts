import { globSync } from "node:fs";
import { expect, test } from "vitest";
import { fixedSections, otherSections } from "./site-sections.ts";

test("knows each folder of app/ as a fixed page or as another section", () => {
  const parts = globSync("app/**/{page,route}.{ts,tsx}").map((file) => {
    const [first = ""] = file.split("/").filter((part, n) => n > 0 && !part.startsWith("("));
    return first;
  });
  const places = new Set(parts.filter((first) => !/^(\[|page\.tsx$)/.test(first)));
  expect([...fixedSections, ...otherSections].sort()).toEqual([...places].sort());
});
