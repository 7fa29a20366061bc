import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { acquireLockFile, isLockedElsewhere, readLockOwner } from "./lock-file.mjs";
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

const mark = (viewpoint: { machine: string; boot: string; namespace: string }) =>
  JSON.stringify({ pid: process.pid, started: "elsewhere/1", viewpoint });
const readTrimmed = (name: string) => (existsSync(name) ? readFileSync(name, "utf8").trim() : "");
const boot = readTrimmed("/proc/sys/kernel/random/boot_id");
const secondsAgo = (seconds: number) => new Date(Date.now() - seconds * 1_000);

test.runIf(boot !== "")("leaves the lock of another container alone while it is renewed", async () => {
  writeFileSync(file, mark({ machine: "", boot, namespace: "pid:[1]" }));
  const renewal = setInterval(() => utimesSync(file, new Date(), new Date()), 100);
  expect(readLockOwner(file)).toBe(process.pid);
  expect(isLockedElsewhere(file)).toBe(true);
  expect(await acquireLockFile(file)).toEqual({ isAcquired: false, pid: process.pid, isElsewhere: true });
  clearInterval(renewal);
});

test.runIf(boot !== "")("takes over the lock of a container that renews it no more", async () => {
  writeFileSync(file, mark({ machine: "", boot, namespace: "pid:[1]" }));
  utimesSync(file, secondsAgo(11), secondsAgo(11));
  expect(isLockedElsewhere(file)).toBe(false);
  expect((await acquireLockFile(file)).isAcquired).toBe(true);
});

test.runIf(boot !== "")(
  "does not trust the clock of what may be another machine",
  async () => {
    writeFileSync(file, mark({ machine: "other", boot: "other", namespace: "pid:[1]" }));
    utimesSync(file, secondsAgo(3_600), secondsAgo(3_600));
    let seconds = 3_600;
    const renewal = setInterval(() => {
      seconds -= 1;
      utimesSync(file, secondsAgo(seconds), secondsAgo(seconds));
    }, 100);
    expect(await acquireLockFile(file)).toMatchObject({ isAcquired: false, isElsewhere: true });
    clearInterval(renewal);
    expect((await acquireLockFile(file)).isAcquired).toBe(true);
  },
  60_000,
);

const machine = readTrimmed("/etc/machine-id");
const isHost = boot !== "" && machine !== "" && readlinkSync("/proc/self/ns/pid") === "pid:[4026531836]";

test.runIf(isHost)("takes over at once what this machine left before it was restarted", async () => {
  writeFileSync(file, mark({ machine, boot: "before", namespace: "pid:[4026531836]" }));
  expect(readLockOwner(file)).toBeUndefined();
  expect((await acquireLockFile(file)).isAcquired).toBe(true);
});

test("renews the lock while it is held", async () => {
  const lock = await acquireLockFile(file);
  utimesSync(file, new Date(0), new Date(0));
  await expect.poll(() => statSync(file).mtimeMs, { timeout: 20_000 }).toBeGreaterThan(0);
  if (lock.isAcquired) lock.release();
  expect(existsSync(file)).toBe(false);
});

test.runIf(boot !== "")("an owner that stood still learns that another container has its lock", async () => {
  let lost = 0;
  const lock = await acquireLockFile(file, () => {
    lost += 1;
  });
  // A hand-over in this container: nothing is lost.
  const next = { pid: process.ppid, started: readProcess(process.ppid)?.started };
  writeFileSync(file, JSON.stringify(next));
  await sleep(2_500);
  expect(lost).toBe(0);
  writeFileSync(file, mark({ machine: "", boot, namespace: "pid:[1]" }));
  await expect.poll(() => lost, { timeout: 20_000 }).toBe(1);
  if (lock.isAcquired) lock.release();
  expect(readFileSync(file, "utf8")).toContain("pid:[1]");
});
