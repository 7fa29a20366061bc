// Plain JavaScript without dependencies: the bootstrap runs it on Node 20 before anything is installed.
import { mkdirSync, readFileSync, renameSync, rmdirSync, statSync, unlinkSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { isRunning, readProcess } from "./processes.mjs";

/** A lock file without a readable owner is being written, unless it is older than this (ms). */
const maxWriteMs = 5_000;

/** @param {string} path */
function readOwner(path) {
  try {
    const owner = JSON.parse(readFileSync(path, "utf8"));
    return typeof owner.pid === "number" ? { pid: owner.pid, started: String(owner.started) } : undefined;
  } catch {
    return undefined;
  }
}

/** @param {string} path */
function ageOf(path) {
  try {
    return Date.now() - statSync(path).mtimeMs;
  } catch {
    return 0;
  }
}

/** @param {string} path */
function isStale(path) {
  const owner = readOwner(path);
  return owner ? !isRunning(owner.pid, owner.started) : ageOf(path) > maxWriteMs;
}

/**
 * Removes the lock of a dead process. A folder next to it lets one process at a time do so, so that nobody removes a
 * lock that another process has just acquired.
 * @param {string} path
 */
function removeStale(path) {
  const guardFolder = `${path}.turn`;
  try {
    mkdirSync(guardFolder);
  } catch {
    if (ageOf(guardFolder) > maxWriteMs) rmdirSync(guardFolder);
    return;
  }
  try {
    if (isStale(path)) unlinkSync(path);
  } catch {
    // Its owner has just released it.
  }
  rmdirSync(guardFolder);
}

const ownMark = () => JSON.stringify({ pid: process.pid, started: readProcess(process.pid)?.started ?? "" });

/**
 * Removes the lock, unless it belongs to another process by now.
 * @param {string} path
 * @param {string} mine
 */
function releaseLock(path, mine) {
  try {
    if (readFileSync(path, "utf8") === mine) unlinkSync(path);
  } catch {
    // Already removed: nothing to release.
  }
}

/**
 * Takes the lock over from a process that hands it over, in one step: there is no moment without an owner. Returns the
 * function that releases it.
 * @param {string} path
 * @param {number} pid
 */
export function inheritLockFile(path, pid) {
  const owner = readOwner(path);
  if (owner?.pid !== pid) throw new Error(`The lock ${path} does not belong to process ${pid}.`);
  const mine = ownMark();
  const part = `${path}.${process.pid}.part`;
  writeFileSync(part, mine, { mode: 0o644 });
  renameSync(part, path);
  return () => releaseLock(path, mine);
}

/**
 * Acquires a lock file that holds the pid of its owner. A lock whose owner is dead is taken over.
 * @param {string} path
 * @returns {Promise<{ isAcquired: true, release: () => void } | { isAcquired: false, pid: number | undefined }>}
 */
export async function acquireLockFile(path) {
  const mine = ownMark();
  for (;;) {
    try {
      writeFileSync(path, mine, { flag: "wx", mode: 0o644 });
      return { isAcquired: true, release: () => releaseLock(path, mine) };
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : undefined;
      // A full disk leaves an empty file.
      if (code === "ENOSPC") unlinkSync(path);
      if (code !== "EEXIST") throw error;
    }
    const owner = readOwner(path);
    if (owner && isRunning(owner.pid, owner.started)) return { isAcquired: false, pid: owner.pid };
    if (isStale(path)) removeStale(path);
    await sleep(20);
  }
}

/**
 * The pid of a lock's living owner.
 * @param {string} path
 */
export function readLockOwner(path) {
  const owner = readOwner(path);
  return owner && isRunning(owner.pid, owner.started) ? owner.pid : undefined;
}
