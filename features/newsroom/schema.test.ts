import { expect, test } from "vitest";
import { articleForm, toDraftContent } from "./schema.ts";

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

test("reads what was chosen for the discussion, and what the form showed", () => {
  const read = (fields: object) => toDraftContent(articleForm.parse({ act: "save", title: "T", ...fields }));
  expect(read({ commentPolicy: "open>closed", slowMode: "10>0" })).toMatchObject({
    commentPolicy: "closed",
    slowModeMinutes: 0,
    discussionBefore: { policy: "open", slowModeMinutes: 10 },
  });
  expect(read({ commentPolicy: "", slowMode: "0>5" })).toMatchObject({ discussionBefore: { slowModeMinutes: 0 } });
  expect(Object.keys(read({ commentPolicy: "", slowMode: "" }))).not.toContain("discussionBefore");
  for (const wrong of [
    { commentPolicy: "closed" },
    { commentPolicy: "open>all" },
    { slowMode: "0>99999" },
    { slowMode: ">" },
  ])
    expect(Object.keys(read(wrong))).not.toContain("discussionBefore");
});
