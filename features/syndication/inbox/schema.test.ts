import { expect, test } from "vitest";
import { bulkItemsForm, itemDecisionForm } from "./schema.ts";

const common = { action: "publish", key: "a1b2c3d4" };

test("reads the hashes of the contents that a page shows, from a script and from a form", () => {
  const hashes = new Map([
    [12, "abc_-9"],
    [7, "d"],
  ]);
  const ids = { ...common, item: ["12", "7"] };
  expect(bulkItemsForm.parse({ ...ids, seen: "12:abc_-9,7:d" }).seen).toEqual(hashes);
  expect(bulkItemsForm.parse({ ...ids, seen: ["12:abc_-9", "7:d"] }).seen).toEqual(hashes);
  expect(bulkItemsForm.parse(ids).seen).toEqual(new Map());
  expect(itemDecisionForm.parse({ ...common, item: "12", seen: "abc" })).toMatchObject({ seen: "abc" });
});

test.each(["12", "12:", "0:a", "12:a b", `1:${"a".repeat(101)}`, Array(101).fill("1:a")])("refuses %j", (seen) => {
  expect(bulkItemsForm.safeParse({ ...common, item: "12", seen }).success).toBe(false);
});
