import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { shellIds } from "./shell-ids.ts";

test("has every id of the header, the menu and the frame", () => {
  const files = globSync(["components/site-shell/*.tsx", "app/(site)/{frame,menu/menu-content}.tsx"]);
  files.push("features/search/components/header-search.tsx");
  const ids = files.flatMap((file) => [...readFileSync(file, "utf8").matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id));
  expect(ids).toContain("menu");
  expect([...shellIds].sort()).toEqual([...new Set(ids)].sort());
});
