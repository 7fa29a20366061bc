// Plain JavaScript without dependencies: the launcher runs it on Node 20.
import { spawn } from "node:child_process";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { nodeBinary } from "./install-dependencies.mjs";
import { passJsonLines } from "./json-lines.mjs";

/**
 * The programs.
 * `ownGroup`: runs in a process group of its own, which can be stopped as a whole. The command line stays in the
 * terminal's group because it may ask for a password.
 * `stopsGroup`: does not stop its children itself, so a stop signals the group.
 * `restarts`: is restarted when it dies after it was ready.
 * `heap`: V8's limit in MB (undefined: Node's own choice).
 * `json`: writes only JSON lines to standard error, and lines for people to standard output.
 * `firstPauseMs`: before the first restart (undefined: half a second).
 * @typedef {{ file: string, ownGroup: boolean, stopsGroup?: boolean, restarts?: boolean }} ProcessGroup
 * @typedef {ProcessGroup & { heap?: number, json?: boolean, firstPauseMs?: number }} Program
 */

/** A program that does not stop within this is killed (ms): PostgreSQL gets 40 s at most to close its files. */
export const stopTimeoutMs = 60_000;
/**
 * A process that another one has replaced gets as long (ms) for its last connections: more than `retireDrainMs` of
 * server/http/close-server.ts.
 */
const retireTimeoutMs = 120_000;

/**
 * The serving process, of the release in `root`. Another process of another release may take its place, while the one
 * before serves its last connections.
 */
export class SupervisedSite {
  /** @type {import("node:child_process").ChildProcess | undefined} */
  child;
  isReady = false;
  /** @type {Promise<unknown>} */
  logged = Promise.resolve();
  /** @type {string | undefined} */
  #port;
  #program;
  #rest;
  /** @type {NodeJS.ProcessEnv | undefined} */
  #env;
  /** @type {WeakMap<object, Promise<unknown>>} */
  #outputOf = new WeakMap();
  /**
   * Processes that start to take over, or serve their last connections.
   * @type {Set<import("node:child_process").ChildProcess>}
   */
  #others = new Set();
  /** @type {(outcome: { code: number | null, signal: NodeJS.Signals | null }) => void} */
  #end = () => {};

  /**
   * @param {string} root
   * @param {Program} program
   * @param {string[]} rest
   */
  constructor(root, program, rest) {
    this.root = root;
    this.#program = program;
    this.#rest = rest;
  }

  /**
   * Starts the process, and resolves when the process that serves by then ends.
   * @param {(line: string) => void} fail
   * @returns {Promise<{ code: number | null, signal: NodeJS.Signals | null }>}
   */
  run(fail) {
    return new Promise((resolve) => {
      this.#end = resolve;
      const child = this.#start(this.root, this.#env, fail);
      this.child = child;
      this.logged = this.#outputOf.get(child) ?? Promise.resolve();
    });
  }

  /**
   * Starts a process of another release, which does not serve yet.
   * @param {string} root
   * @param {NodeJS.ProcessEnv} env
   */
  startOther(root, env) {
    const child = this.#start(root, { ...env, VIGIE_SUCCESSOR: "1" }, () => {});
    this.#follow(child);
    return child;
  }

  /**
   * From now on this process of another release is the site; the one before serves its last connections.
   * @param {import("node:child_process").ChildProcess} child
   * @param {string} root
   * @param {NodeJS.ProcessEnv} env
   */
  replace(child, root, env) {
    const before = this.child;
    this.child = child;
    this.root = root;
    this.#env = env;
    this.logged = this.#outputOf.get(child) ?? Promise.resolve();
    this.#others.delete(child);
    // Its jobs begin now, not while it might still be ended (server/upgrade/hand-over-channel.ts).
    if (child.connected) child.send({ vigie: "confirmed" }, () => {});
    if (!before) return;
    this.#follow(before);
    if (before.connected) before.send({ vigie: "retire" }, () => {});
    setTimeout(() => killChild(before, true, "SIGKILL"), retireTimeoutMs).unref();
  }

  /**
   * The next process is of another release. The one before has ended.
   * @param {string} root
   * @param {NodeJS.ProcessEnv} env
   */
  runNext(root, env) {
    this.root = root;
    this.#env = env;
  }

  /**
   * Ends what a process leaves in its group.
   * @param {import("node:child_process").ChildProcess} child
   */
  #follow(child) {
    this.#others.add(child);
    child.once("exit", async () => {
      if (child === this.child) return;
      await killProcessGroup(child.pid ?? 0);
      this.#others.delete(child);
    });
  }

  /**
   * @param {NodeJS.Signals} signal
   * @param {boolean} wholeGroup
   */
  signal(signal, wholeGroup) {
    for (const child of [this.child, ...this.#others])
      if (child) wholeGroup ? killChild(child, true, signal) : child.kill(signal);
  }

  /** Resolves when no other process is left: they are asked to stop. */
  async retired() {
    for (const child of this.#others) child.kill("SIGTERM");
    for (let waited = 0; this.#others.size > 0 && waited < stopTimeoutMs; waited += 50) await sleep(50);
    for (const child of this.#others) killChild(child, true, "SIGKILL");
  }

  /**
   * @param {string} root
   * @param {NodeJS.ProcessEnv | undefined} env
   * @param {(line: string) => void} fail
   */
  #start(root, env, fail) {
    /** @type {import("node:child_process").ChildProcess} */
    const child = start(root, this.#program, this.#rest, this.#port, env);
    const logged = child.stderr ? passJsonLines(child.stderr, process.stderr) : Promise.resolve();
    this.#outputOf.set(child, logged);
    child.stdio[3]?.on("error", () => {});
    child.stdio[3]?.on("data", (/** @type {Buffer} */ said) => {
      if (child !== this.child) return;
      this.isReady = true;
      this.#port = said.toString().trim();
    });
    child.once("error", (error) =>
      fail(`Node 24 does not run (${error.message}): delete node_modules and start again.`),
    );
    child.once("exit", (code, signal) => {
      if (child === this.child) this.#end({ code, signal });
    });
    return child;
  }
}

/**
 * @param {string} root
 * @param {Program} program
 * @param {string[]} rest
 * @param {string | undefined} port the port of the process before this one
 * @param {NodeJS.ProcessEnv} [environment]
 * @returns {import("node:child_process").ChildProcess}
 */
function start(root, { file, ownGroup, stopsGroup, restarts, heap, json }, rest, port, environment = process.env) {
  // The young generation may grow to three times 8 MB before V8 collects it: renders leave much garbage, and the
  // process was 110 MB larger without this.
  const limit =
    heap && !process.env.NODE_OPTIONS?.includes("max-old-space-size")
      ? [`--max-old-space-size=${heap}`, "--max-semi-space-size=8"]
      : [];
  // A render keeps its requests for long. V8 then assumes that all requests live long and allocates part of each in the
  // old generation: 3 MB a second under load, collected every three seconds, which made the slowest 1 % of readers wait
  // four times as long.
  if (heap) limit.push("--no-allocation-site-pretenuring");
  const watchdog = ["--import", path.join(root, "server/process/parent-watchdog.mjs")];
  return spawn(nodeBinary(root), [...limit, ...watchdog, path.resolve(root, file), ...rest], {
    cwd: root,
    detached: ownGroup,
    // The fourth pipe closes when this process ends, which the program notices; it also carries the program's readiness
    // message.
    // The fifth hands the listening socket over to another release (server/upgrade/hand-over.mjs).
    stdio: [ownGroup ? "ignore" : "inherit", "inherit", json ? "pipe" : "inherit", "pipe", restarts ? "ipc" : "ignore"],
    env: {
      // Types are stripped and code is compiled once: a start takes 1.25 s of CPU instead of 1.65, and 85 MB less.
      NODE_COMPILE_CACHE: path.join(root, "node_modules", ".cache", "node"),
      // The command line's paths are relative to this folder, or to the folder from which npm was called.
      INIT_CWD: process.cwd(),
      // Without these, glibc keeps what sharp's threads have freed: after 336 encoded images 525 to 660 MB stayed in
      // use, with them 230 to 250. Other C libraries ignore them.
      MALLOC_ARENA_MAX: "2",
      MALLOC_MMAP_THRESHOLD_: "131072",
      MALLOC_TRIM_THRESHOLD_: "131072",
      ...environment,
      ...(port ? { PORT: port } : {}),
      VIGIE_LEASH: stopsGroup ? "group" : "process",
    },
  });
}

/**
 * @param {import("node:child_process").ChildProcess} child
 * @param {boolean} ownGroup
 * @param {NodeJS.Signals} signal
 */
function killChild(child, ownGroup, signal) {
  if (ownGroup && child.pid) signalProcessGroup(child.pid, signal);
  else child.kill(signal);
}

/**
 * Kills what a dead program left in its process group (a build, a browser).
 * @param {number} group
 */
export async function killProcessGroup(group) {
  if (!signalProcessGroup(group, "SIGTERM")) return;
  for (let waited = 0; waited < 3_000; waited += 50) {
    await sleep(50);
    if (!signalProcessGroup(group, 0)) return;
  }
  signalProcessGroup(group, "SIGKILL");
}

/**
 * @param {number} group
 * @param {NodeJS.Signals | 0} signal
 */
function signalProcessGroup(group, signal) {
  try {
    return process.platform !== "win32" && process.kill(-group, signal);
  } catch {
    return false;
  }
}
