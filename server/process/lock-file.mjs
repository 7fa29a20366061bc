// Plain JavaScript without dependencies: the bootstrap runs it on Node 20 before anything is installed.
import {
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  statSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { isRunning, readProcess } from "./processes.mjs";

/** A lock file without a readable owner is being written, unless it is older than this (ms). */
const maxWriteMs = 5_000;
/** How often an owner renews its file, for those who cannot see its process (ms). */
const renewMs = 2_000;
/** An owner whose process cannot be seen from here counts as dead if it has not renewed its file for this long (ms). */
const maxSilenceMs = 10_000;
/** The namespace of a machine's own process ids, outside of containers: the same number on every Linux (PROC_PID_INIT_INO). */
const hostNamespace = "pid:[4026531836]";

/**
 * From where a process is seen: the machine (its id, empty in most containers), its present run, and the namespace of
 * the process ids.
 * @typedef {{ machine: string, boot: string, namespace: string }} Viewpoint
 * @typedef {{ pid: number, started: string, viewpoint?: Viewpoint }} LockOwner
 */

/** @returns {Viewpoint | undefined} undefined on other systems than Linux, where processes are visible to each other */
function readViewpoint() {
  if (process.platform !== "linux") return undefined;
  const read = (/** @type {string} */ path) => {
    try {
      return readFileSync(path, "latin1").trim();
    } catch {
      return "";
    }
  };
  let namespace = "";
  try {
    namespace = readlinkSync("/proc/self/ns/pid");
  } catch {
    // Without /proc nothing is visible: the file's age decides.
  }
  return { machine: read("/etc/machine-id"), boot: read("/proc/sys/kernel/random/boot_id"), namespace };
}

const viewpoint = readViewpoint();

/**
 * @param {string} path
 * @returns {LockOwner | undefined}
 */
function readOwner(path) {
  try {
    const { pid, started, viewpoint: from } = JSON.parse(readFileSync(path, "utf8"));
    if (typeof pid !== "number") return undefined;
    return { pid, started: String(started), ...(from && { viewpoint: from }) };
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

/**
 * How to find out whether an owner lives: by its `process`, by the `age` of its file (a container on this machine), or
 * by watching its file (`unknown`: perhaps on another machine, whose clock may differ). `gone`: this machine has been
 * restarted since.
 * @param {LockOwner} owner
 */
function visibilityOf({ viewpoint: from }) {
  if (!from || !viewpoint) return "process";
  if (from.boot === viewpoint.boot) return from.namespace === viewpoint.namespace ? "process" : "age";
  const wasHere = from.machine !== "" && from.machine === viewpoint.machine;
  return wasHere && from.namespace === hostNamespace && viewpoint.namespace === hostNamespace ? "gone" : "unknown";
}

/**
 * Whether an owner is in another container, or perhaps on another machine. Whoever takes over by a hand-over is not.
 * @param {LockOwner | undefined} owner
 */
function isElsewhere(owner) {
  const visibility = owner && visibilityOf(owner);
  return visibility === "age" || visibility === "unknown";
}

/**
 * Whether a lock's owner lives. One that may be on another machine counts as living while its file is young.
 * @param {string} path
 * @param {LockOwner} owner
 */
function isAlive(path, owner) {
  const visibility = visibilityOf(owner);
  if (visibility === "gone") return false;
  return visibility === "process" ? isRunning(owner.pid, owner.started) : ageOf(path) < maxSilenceMs;
}

/**
 * Whether a lock can be removed. `unchangedMs`: for how long its file has been seen unchanged.
 * @param {string} path
 * @param {number} unchangedMs
 */
function isStale(path, unchangedMs) {
  const owner = readOwner(path);
  if (!owner) return ageOf(path) > maxWriteMs;
  return visibilityOf(owner) === "unknown" ? unchangedMs >= maxSilenceMs : !isAlive(path, owner);
}

/**
 * Removes the lock of a dead process. A folder next to it lets one process at a time do so, so that nobody removes a
 * lock that another process has just acquired.
 * @param {string} path
 * @param {number} unchangedMs
 */
function removeStale(path, unchangedMs) {
  const guardFolder = `${path}.turn`;
  try {
    mkdirSync(guardFolder);
  } catch {
    if (ageOf(guardFolder) > maxWriteMs) rmdirSync(guardFolder);
    return;
  }
  try {
    if (isStale(path, unchangedMs)) unlinkSync(path);
  } catch {
    // Its owner has just released it.
  }
  rmdirSync(guardFolder);
}

const ownMark = () => JSON.stringify({ pid: process.pid, started: readProcess(process.pid)?.started ?? "", viewpoint });

/**
 * Renews the lock until the function that this returns releases it: it removes the file, unless the lock belongs to
 * another process by now. A process that stood still for so long that another container took its lock over must not go
 * on: `onLost` is called, once.
 * @param {string} path
 * @param {string} mine
 * @param {() => void} [onLost]
 */
function holdLock(path, mine, onLost) {
  const isMine = () => {
    try {
      return readFileSync(path, "utf8") === mine;
    } catch {
      return false;
    }
  };
  const renewal = setInterval(() => {
    try {
      if (isMine()) utimesSync(path, new Date(), new Date());
      else if (onLost && isElsewhere(readOwner(path))) {
        clearInterval(renewal);
        onLost();
      }
    } catch {
      // It has just been removed, or the disk does not answer: the next renewal tries again.
    }
  }, renewMs);
  renewal.unref();
  return () => {
    clearInterval(renewal);
    try {
      if (isMine()) unlinkSync(path);
    } catch {
      // Already removed: nothing to release.
    }
  };
}

/**
 * Takes the lock over from a process that hands it over, in one step: there is no moment without an owner. Returns the
 * function that releases it.
 * @param {string} path
 * @param {number} pid
 * @param {() => void} [onLost]
 */
export function inheritLockFile(path, pid, onLost) {
  const owner = readOwner(path);
  if (owner?.pid !== pid) throw new Error(`The lock ${path} does not belong to process ${pid}.`);
  const mine = ownMark();
  const part = `${path}.${process.pid}.part`;
  writeFileSync(part, mine, { mode: 0o644 });
  renameSync(part, path);
  return holdLock(path, mine, onLost);
}

/**
 * Acquires a lock file that holds the pid of its owner. A lock whose owner is dead is taken over; if the owner was in
 * another container or perhaps on another machine, that may take ten seconds. `isElsewhere`: the pid is one of such a
 * place.
 * @param {string} path
 * @param {() => void} [onLost] called if another container or machine takes the lock over while it is held
 * @returns {Promise<{ isAcquired: true, release: () => void } | { isAcquired: false, pid: number | undefined, isElsewhere?: true }>}
 */
export async function acquireLockFile(path, onLost) {
  const mine = ownMark();
  let seen = { mark: "", since: Date.now() };
  for (;;) {
    try {
      writeFileSync(path, mine, { flag: "wx", mode: 0o644 });
      return { isAcquired: true, release: holdLock(path, mine, onLost) };
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : undefined;
      // A full disk leaves an empty file.
      if (code === "ENOSPC") unlinkSync(path);
      if (code !== "EEXIST") throw error;
    }
    const owner = readOwner(path);
    const visibility = owner && visibilityOf(owner);
    if (owner && visibility === "process" && isAlive(path, owner)) return { isAcquired: false, pid: owner.pid };
    const mark = `${owner?.started}/${statSync(path, { throwIfNoEntry: false })?.mtimeMs}`;
    // A renewal between two looks: somebody lives.
    if (owner && visibility !== "process" && seen.mark !== "" && seen.mark !== mark)
      return { isAcquired: false, pid: owner.pid, isElsewhere: true };
    if (seen.mark !== mark) seen = { mark, since: Date.now() };
    const unchangedMs = Date.now() - seen.since;
    if (isStale(path, unchangedMs)) removeStale(path, unchangedMs);
    await sleep(20);
  }
}

/**
 * The pid of a lock's living owner.
 * @param {string} path
 */
export function readLockOwner(path) {
  const owner = readOwner(path);
  return owner && isAlive(path, owner) ? owner.pid : undefined;
}

/**
 * Whether a lock's living owner is in another container or perhaps on another machine, where nothing of it can be used
 * from here.
 * @param {string} path
 */
export function isLockedElsewhere(path) {
  const owner = readOwner(path);
  return owner !== undefined && visibilityOf(owner) !== "process" && isAlive(path, owner);
}
