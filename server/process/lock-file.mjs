// Plain JavaScript without dependencies: the bootstrap runs it on Node 20 before anything is installed.
import { mkdirSync, readFileSync, rmdirSync, statSync, unlinkSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { isRunning, readProcess } from "./processes.mjs";

/** A lock file without a readable owner is one being written, unless it is older than this (ms). */
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
 * Removes the lock of a process that is gone. A folder beside it makes this the work of one process at a time, so that
 * nobody removes the lock that another one has just taken.
 * @param {string} path
 */
function removeStale(path) {
  const turn = `${path}.turn`;
  try {
    mkdirSync(turn);
  } catch {
    if (ageOf(turn) > maxWriteMs) rmdirSync(turn);
    return;
  }
  try {
    if (isStale(path)) unlinkSync(path);
  } catch {
    // Its owner has just given it back.
  }
  rmdirSync(turn);
}

/**
 * Takes a lock file that holds the pid of its owner; a lock whose owner is gone is taken over.
 * @param {string} path
 * @returns {Promise<{ taken: true, release: () => void } | { taken: false, pid: number | undefined }>}
 */
export async function acquireLockFile(path) {
  const mine = JSON.stringify({ pid: process.pid, started: readProcess(process.pid)?.started ?? "" });
  for (;;) {
    try {
      writeFileSync(path, mine, { flag: "wx", mode: 0o644 });
      const release = () => {
        try {
          if (readFileSync(path, "utf8") === mine) unlinkSync(path);
        } catch {
          // Already gone: nothing to give back.
        }
      };
      return { taken: true, release };
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : undefined;
      // A full disk leaves the file empty behind.
      if (code === "ENOSPC") unlinkSync(path);
      if (code !== "EEXIST") throw error;
    }
    const owner = readOwner(path);
    if (owner && isRunning(owner.pid, owner.started)) return { taken: false, pid: owner.pid };
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
