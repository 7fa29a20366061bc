import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findChanges } from "./changed-files.ts";

let root: string;
const git = (...args: string[]) =>
  execFileSync("git", ["-c", "user.name=Test", "-c", "user.email=test@example.org", ...args], { cwd: root });
const commit = (message: string) => {
  git("add", ".");
  git("commit", "-qm", message);
};
const write = (path: string, text: string) => writeFileSync(join(root, path), text);

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "vigie-changed-"));
  git("init", "-q", "-b", "main");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test("finds what a branch committed, changed, added and removed since it left main, but not the changes of main since then", () => {
  for (const name of ["committed", "edited", "removed", "kept", "ignored"]) write(`${name}.ts`, "before");
  write(".gitignore", "ignored\n");
  commit("main");
  git("switch", "-qc", "work");
  write("committed.ts", "after");
  mkdirSync(join(root, "élan"));
  write("élan/été.ts", "new");
  commit("work");
  git("switch", "-q", "main");
  write("kept.ts", "later");
  commit("main goes on");
  git("switch", "-q", "work");
  write("edited.ts", "after");
  write("added.ts", "new");
  write("ignored", "");
  rmSync(join(root, "removed.ts"));
  const changes = findChanges(root);
  expect(changes.files).toEqual(["added.ts", "committed.ts", "edited.ts", "removed.ts", "élan/été.ts"]);
  expect(changes.before("committed.ts")).toBe("before");
  expect(changes.before("added.ts")).toBeUndefined();
});

test("compares main itself with its last commit", () => {
  write("a.ts", "before");
  write("b.ts", "before");
  commit("main");
  expect(findChanges(root).files).toEqual([]);
  write("a.ts", "after");
  expect(findChanges(root).files).toEqual(["a.ts"]);
});

test("says what to do if there is no commit", () => {
  expect(() => findChanges(root)).toThrow("run `npm test` instead");
});
