import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { removeAbandonedFiles } from "./abandoned-files.ts";

const root = mkdtempSync(join(tmpdir(), "vigie-abandoned-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const dataDir = join(root, "data");
const temporary = join(root, "tmp");
/** Above every limit of process ids. */
const ended = 99_999_999;

function add(path: string, hours: number): void {
  const full = join(root, path);
  mkdirSync(dirname(full), { recursive: true });
  if (path.endsWith("/")) mkdirSync(full);
  else writeFileSync(full, "x");
  const at = new Date(Date.now() - hours * 3_600_000);
  utimesSync(full, at, at);
}

test("removes leftovers of killed processes after a day, and nothing complete, younger, foreign or in use", () => {
  const abandoned = [
    `data/backups/vigie-20261129T031000Z.tar.zst.${ended}.part`,
    "data/releases/0123456789ab.part/",
    "tmp/vigie-migrations-a1B2c3/",
    `data/trial-restore/${ended}/`,
  ];
  const kept = [
    "data/backups/vigie-20261129T031000Z.tar.zst",
    `data/backups/vigie-20261129T031000Z.tar.zst.${process.pid}.part`,
    "data/backups/mine.part",
    "data/releases/0123456789ab/",
    `data/trial-restore/${process.pid}/`,
    "data/restoring/",
    "tmp/vigie-mine/",
    "tmp/other-migrations-a1B2c3/",
  ];
  const young = [
    `data/backups/vigie-20261130T031000Z.tar.zst.${ended}.part`,
    "data/releases/ba9876543210.part/",
    "tmp/vigie-migrations-zzzzzz/",
    `data/trial-restore/${ended - 1}/`,
  ];
  for (const path of [...abandoned, ...kept]) add(path, 25);
  for (const path of young) add(path, 23);
  const removed = removeAbandonedFiles(dataDir, Date.now(), temporary);
  expect(removed).toHaveLength(abandoned.length);
  expect(abandoned.filter((path) => existsSync(join(root, path)))).toEqual([]);
  expect([...kept, ...young].filter((path) => !existsSync(join(root, path)))).toEqual([]);
  expect(removeAbandonedFiles(join(root, "nothing"), Date.now(), join(root, "nothing"))).toEqual([]);
});

test("removes the copy of a site a month after its last import", () => {
  add("data/imports/old.example/state.json", 31 * 24);
  add("data/imports/old.example/posts.jsonl", 1);
  add("data/imports/new.example/state.json", 29 * 24);
  add("data/imports/mine.xml", 400 * 24);
  expect(removeAbandonedFiles(dataDir, Date.now(), temporary)).toEqual(["old.example"]);
  expect(existsSync(join(dataDir, "imports/old.example"))).toBe(false);
  expect(existsSync(join(dataDir, "imports/new.example/state.json"))).toBe(true);
  expect(existsSync(join(dataDir, "imports/mine.xml"))).toBe(true);
});
