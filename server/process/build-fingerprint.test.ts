import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { computeBuildHash, deleteBuildHash, isBuilt, writeBuildHash } from "./build-fingerprint.ts";

let root = "";
const put = (file: string, content: string) => {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), content);
};
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), "vigie-build-"));
  put("app/page.tsx", "page");
  put("lib/a.ts", "a");
  put("package-lock.json", "{}");
  put("server/process/start.ts", "start");
});
afterEach(() => rmSync(root, { recursive: true }));

test.each([
  ["a source", () => put("app/page.tsx", "another")],
  ["a new file", () => put("features/x/rules.ts", "")],
  ["a file that moved", () => renameSync(path.join(root, "lib/a.ts"), path.join(root, "lib/b.ts"))],
  ["a dependency", () => put("package-lock.json", '{ "version": 2 }')],
  ["the page cache", () => put("server/page-cache/pages.ts", "")],
])("%s changes the build", (_, change) => {
  const before = computeBuildHash(root, {});
  change();
  expect(computeBuildHash(root, {})).not.toBe(before);
});

test.each([
  ["a test", () => put("lib/a.test.ts", "")],
  ["the server's own code", () => put("server/process/start.ts", "another")],
  ["a note", () => put("docs/running.md", "")],
])("%s does not", (_, change) => {
  const before = computeBuildHash(root, {});
  change();
  expect(computeBuildHash(root, {})).toBe(before);
});

test("the server's code counts once a page imports from it", () => {
  put("app/page.tsx", 'import "#server/start.ts";');
  const before = computeBuildHash(root, {});
  put("server/process/start.ts", "another");
  expect(computeBuildHash(root, {})).not.toBe(before);
});

test("a baked value changes the build", () => {
  expect(computeBuildHash(root, { SITE_LOCALE: "fr" })).not.toBe(computeBuildHash(root, { SITE_LOCALE: "en" }));
});

test("a build counts only when it was noted, for its own hash, and not once another has begun", () => {
  expect(isBuilt(root, "x")).toBe(false);
  put(".next/BUILD_ID", "1");
  expect(isBuilt(root, "x")).toBe(false);
  writeBuildHash(root, "x");
  expect(isBuilt(root, "x")).toBe(true);
  expect(isBuilt(root, "y")).toBe(false);
  deleteBuildHash(root);
  expect(isBuilt(root, "x")).toBe(false);
});
