import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, test } from "vitest";
import { actionsOf, readActions } from "./action-ids.ts";

const require = createRequire(import.meta.url);
const action = `7f${"a".repeat(40)}`;
const cache = `c0${"b".repeat(40)}`;

test("an id of Next 16.4.6 tells whether it is a cache function", () => {
  // If another version encodes this elsewhere, every cache function could be called from outside again.
  expect(require("next/package.json").version).toBe("16.4.6");
  const { extractInfoFromServerReferenceId: info } = require("next/dist/shared/lib/server-reference-info");
  expect([action, `00${"a".repeat(40)}`].map((id) => info(id).type)).toEqual(["server-action", "server-action"]);
  expect([cache, `80${"b".repeat(40)}`, `ff${"b".repeat(40)}`].map((id) => info(id).type)).toEqual(
    Array(3).fill("use-cache"),
  );
  // The place where the build writes its manifest, and the names that Next's own reader uses.
  const writer = readFileSync(require.resolve("next/dist/shared/lib/constants"), "utf8");
  expect(writer).toContain("server-reference-manifest");
});

test("lists the actions of the manifest without cache functions", () => {
  const ids = actionsOf({
    node: {
      [action]: { exportedName: "postComment", filename: "features/comments/actions.ts" },
      [cache]: { exportedName: "findArticle" },
      [`40${"c".repeat(40)}`]: { exportedName: "$$RSC_SERVER_CACHE_0" },
      [`40${"d".repeat(40)}`]: { exportedName: "$$RSC_SERVER_ACTION_0" },
    },
    edge: {},
  });
  const known = [action, cache, `40${"c".repeat(40)}`, `40${"d".repeat(40)}`, "toString", ""].map((id) => ids.has(id));
  expect(known).toEqual([true, false, false, true, false, false]);
  expect(ids.get(action)).toBe("features/comments/actions.ts#postComment");
});

test("throws for a manifest of an unknown shape, and finds no actions without a manifest", async () => {
  for (const other of [
    null,
    [],
    {},
    { node: null },
    { node: { short: { exportedName: "x" } } },
    { node: { [action]: {} } },
  ])
    expect(() => actionsOf(other)).toThrow("manifest");
  expect((await readActions("/nonexistent")).has(action)).toBe(false);
});
