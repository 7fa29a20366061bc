import { expect, test } from "vitest";
import { articleForm } from "./schema.ts";

test.each([
  ["save", "Pas Bon", "pas-bon"],
  ["auto", "Pas Bon", "pas-bon"],
  ["auto", `https://vigie.example/articles/deja?${"x".repeat(400)}`, "deja"],
  ["auto", "🎉", ""],
  ["auto", "x".repeat(3_000), ""],
])("reads with act %s the slug %j as %j", (act, slug, kept) => {
  expect(articleForm.parse({ act, title: "T", slug }).slug).toBe(kept);
});

test("refuses a slug with no valid characters, beside its field", () => {
  expect(articleForm.safeParse({ act: "publish", title: "T", slug: "🎉" }).error?.issues).toMatchObject([
    { path: ["slug"], message: "newsroom.slugEmpty" },
  ]);
});
