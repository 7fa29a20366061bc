import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { acquireLockFile, readLockOwner } from "./lock-file.mjs";
import { readProcess } from "./processes.mjs";

let folder = "";
let file = "";
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "vigie-lock-"));
  file = path.join(folder, "lock");
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The pid of a process that has just ended. */
function deadPid(): number {
  return spawnSync(process.execPath, ["-e", ""]).pid;
}

test("has one owner at a time, named by its pid, until it releases the lock", async () => {
  const first = await acquireLockFile(file);
  expect(first.isAcquired).toBe(true);
  expect(await acquireLockFile(file)).toEqual({ isAcquired: false, pid: process.pid });
  expect(readLockOwner(file)).toBe(process.pid);
  if (first.isAcquired) first.release();
  expect(existsSync(file)).toBe(false);
  expect((await acquireLockFile(file)).isAcquired).toBe(true);
});

test("takes over the lock of a dead process, and only once", async () => {
  writeFileSync(file, JSON.stringify({ pid: deadPid(), started: "long ago" }));
  expect(readLockOwner(file)).toBeUndefined();
  const results = await Promise.all([
    acquireLockFile(file),
    acquireLockFile(file),
    acquireLockFile(file),
    acquireLockFile(file),
  ]);
  expect(results.filter((result) => result.isAcquired)).toHaveLength(1);
  expect(JSON.parse(readFileSync(file, "utf8")).pid).toBe(process.pid);
});

test("does not give the lock to another process that got the same pid later", async () => {
  writeFileSync(file, JSON.stringify({ pid: process.pid, started: "an earlier boot/1" }));
  expect((await acquireLockFile(file)).isAcquired).toBe(true);
});

test("takes over an empty lock once it is old", async () => {
  writeFileSync(file, "");
  utimesSync(file, new Date(0), new Date(0));
  expect((await acquireLockFile(file)).isAcquired).toBe(true);
});

test("a release does not remove the next owner's lock", async () => {
  const lock = await acquireLockFile(file);
  writeFileSync(file, JSON.stringify({ pid: process.ppid, started: readProcess(process.ppid)?.started }));
  if (lock.isAcquired) lock.release();
  expect(readLockOwner(file)).toBe(process.ppid);
});
