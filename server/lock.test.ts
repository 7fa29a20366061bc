import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { lockOwner, takeLock } from "./lock.mjs";
import { lookAt } from "./processes.mjs";

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

test("one owner at a time, named by its pid, until it gives the lock back", async () => {
  const first = await takeLock(file);
  expect(first.taken).toBe(true);
  expect(await takeLock(file)).toEqual({ taken: false, pid: process.pid });
  expect(lockOwner(file)).toBe(process.pid);
  if (first.taken) first.release();
  expect(existsSync(file)).toBe(false);
  expect((await takeLock(file)).taken).toBe(true);
});

test("the lock of a process that is gone is taken over, and only once", async () => {
  writeFileSync(file, JSON.stringify({ pid: deadPid(), started: "long ago" }));
  expect(lockOwner(file)).toBeUndefined();
  const results = await Promise.all([takeLock(file), takeLock(file), takeLock(file), takeLock(file)]);
  expect(results.filter((result) => result.taken)).toHaveLength(1);
  expect(JSON.parse(readFileSync(file, "utf8")).pid).toBe(process.pid);
});

test("another process that got the same pid later does not own the lock", async () => {
  writeFileSync(file, JSON.stringify({ pid: process.pid, started: "an earlier boot/1" }));
  expect((await takeLock(file)).taken).toBe(true);
});

test("a lock that was never filled is taken over once it is old", async () => {
  writeFileSync(file, "");
  utimesSync(file, new Date(0), new Date(0));
  expect((await takeLock(file)).taken).toBe(true);
});

test("a release takes nothing from the next owner", async () => {
  const lock = await takeLock(file);
  writeFileSync(file, JSON.stringify({ pid: process.ppid, started: lookAt(process.ppid)?.started }));
  if (lock.taken) lock.release();
  expect(lockOwner(file)).toBe(process.ppid);
});
