import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { computeBuildHash, deleteBuildHash, isBuilt, writeBuildHash } from "./build-fingerprint.ts";

let root = "";
const writeSource = (file: string, content: string) => {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), content);
};
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), "vigie-build-"));
  writeSource("app/page.tsx", "page");
  writeSource("lib/a.ts", "a");
  writeSource("package-lock.json", "{}");
  writeSource("server/process/start.ts", "start");
});
afterEach(() => rmSync(root, { recursive: true }));

test.each([
  ["a source", () => writeSource("app/page.tsx", "another")],
  ["a new file", () => writeSource("features/x/rules.ts", "")],
  ["a file that moved", () => renameSync(path.join(root, "lib/a.ts"), path.join(root, "lib/b.ts"))],
  ["a dependency", () => writeSource("package-lock.json", '{ "version": 2 }')],
  ["the page cache", () => writeSource("server/page-cache/pages.ts", "")],
])("%s changes the build hash", (_, change) => {
  const before = computeBuildHash(root, {});
  change();
  expect(computeBuildHash(root, {})).not.toBe(before);
});

test.each([
  ["a test", () => writeSource("lib/a.test.ts", "")],
  ["the server's own code", () => writeSource("server/process/start.ts", "another")],
  ["a note", () => writeSource("docs/running.md", "")],
])("%s does not change the build hash", (_, change) => {
  const before = computeBuildHash(root, {});
  change();
  expect(computeBuildHash(root, {})).toBe(before);
});

test("the server's code counts once a page imports it", () => {
  writeSource("app/page.tsx", 'import "#server/start.ts";');
  const before = computeBuildHash(root, {});
  writeSource("server/process/start.ts", "another");
  expect(computeBuildHash(root, {})).not.toBe(before);
});

test("a changed baked-in value changes the build hash", () => {
  expect(computeBuildHash(root, { SITE_LOCALE: "fr" })).not.toBe(computeBuildHash(root, { SITE_LOCALE: "en" }));
});

test("a build is valid only for the hash written at its end, and not after another build has begun", () => {
  expect(isBuilt(root, "x")).toBe(false);
  writeSource(".next/BUILD_ID", "1");
  expect(isBuilt(root, "x")).toBe(false);
  writeBuildHash(root, "x");
  expect(isBuilt(root, "x")).toBe(true);
  expect(isBuilt(root, "y")).toBe(false);
  deleteBuildHash(root);
  expect(isBuilt(root, "x")).toBe(false);
});
