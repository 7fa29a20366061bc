// Plain JavaScript without dependencies: it runs on Node 20.9 before anything is installed. It installs, starts the
// program on Node 24, forwards stop signals, and ensures that no process of that program is left behind.
import { spawn } from "node:child_process";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { installDependencies, nodeBinary } from "./install-dependencies.mjs";
import { jsonLine, passJsonLines } from "./json-lines.mjs";
import { isRunning, readProcess } from "./processes.mjs";
import { restartPolicy } from "./restart-policy.mjs";

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

/** @type {Record<string, Program>} */
const programs = {
  start: { file: "server/process/start.ts", ownGroup: true, restarts: true, heap: serverHeapMb(), json: true },
  dev: { file: "server/process/dev.ts", ownGroup: true },
  test: { file: "server/testing/run.ts", ownGroup: true, stopsGroup: true },
  bench: { file: "server/bench/run.ts", ownGroup: true, stopsGroup: true },
  vigie: { file: "server/cli/main.ts", ownGroup: false },
};

/** A program that does not stop within this is killed (ms): PostgreSQL gets 40 s at most to close its files. */
const stopTimeoutMs = 60_000;
/**
 * A Ctrl-C reaches this process from the terminal and again from npm: signals this close together count as one (ms).
 */
const duplicateSignalMs = 400;

/**
 * An eighth of the memory, and at least what a large page cache needs (MB). It bounds the JavaScript heap only;
 * finished pages, images and requests in progress come on top (docs/running.md, "Memory").
 */
function serverHeapMb() {
  const constrained = process.constrainedMemory?.() ?? 0;
  const total = constrained > 0 ? Math.min(constrained, os.totalmem()) : os.totalmem();
  return Math.round(Math.min(320, Math.max(256, total / 8 / 2 ** 20)));
}

/**
 * Runs the program that the first argument names with the remaining arguments, and exits with its status.
 * @param {string[]} given
 */
export async function launch([name = "start", ...rest]) {
  const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
  const program = programs[name];
  if (!program) return failWithText(`There is no "${name}": use one of ${Object.keys(programs).join(", ")}.`);
  const fail = program.json ? failWithJson : failWithText;
  const stopSignals = listenForStopSignals();
  const breakOff = new AbortController();
  stopSignals.onSignal = () => breakOff.abort();
  try {
    await installDependencies(root, breakOff.signal, program.json ? process.stdout : process.stderr);
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
  await runSupervised(root, program, rest, stopSignals);
}

/**
 * Listens for every kind of stop signal from now on.
 * @returns {{ onSignal: (signal: NodeJS.Signals) => void }} the caller replaces `onSignal`
 */
function listenForStopSignals() {
  const stopSignals = { onSignal: /** @param {NodeJS.Signals} _signal */ (_signal) => {} };
  let last = 0;
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"])) {
    process.on(signal, () => {
      if (Date.now() - last < duplicateSignalMs) return;
      last = Date.now();
      stopSignals.onSignal(signal);
    });
  }
  const callers = findCallers();
  const watch = setInterval(() => {
    if (callers.every(({ pid, started }) => isRunning(pid, started))) return;
    clearInterval(watch);
    stopSignals.onSignal("SIGTERM");
  }, 300);
  watch.unref();
  return stopSignals;
}

/**
 * Runs one program on Node 24 and supervises it until it ends or has died too often.
 * @param {string} root the program's folder
 * @param {Program} program
 * @param {string[]} rest
 * @param {{ onSignal: (signal: NodeJS.Signals) => void }} stopSignals
 */
export async function runSupervised(root, program, rest, stopSignals = listenForStopSignals()) {
  const { ownGroup, restarts, json, firstPauseMs } = program;
  const policy = restartPolicy(firstPauseMs);
  const stopped = new AbortController();
  let ready = false;
  /** @type {string | undefined} */
  let port;
  let count = 0;
  for (;;) {
    const child = start(root, program, rest, port);
    const logged = child.stderr ? passJsonLines(child.stderr, process.stderr) : Promise.resolve();
    child.stdio[3]?.on("error", () => {});
    child.stdio[3]?.on("data", (/** @type {Buffer} */ said) => {
      ready = true;
      port = said.toString().trim();
    });
    stopSignals.onSignal = (signal) => {
      count += 1;
      if (count === 1) setTimeout(() => killChild(child, ownGroup, "SIGKILL"), stopTimeoutMs).unref();
      // The terminal has already sent its Ctrl-C to the command line.
      if (!ownGroup && signal === "SIGINT" && process.stdin.isTTY) return;
      if (count < 3) child.kill("SIGTERM");
      else killChild(child, ownGroup, "SIGKILL");
    };
    const { code, signal } = await waitForExit(child, json ? failWithJson : failWithText);
    stopSignals.onSignal = () => stopped.abort();
    if (ownGroup) await killProcessGroup(child.pid ?? 0);
    await Promise.race([logged, sleep(1_000)]);
    const say = (/** @type {string} */ line) => process.stderr.write(json ? jsonLine(line) : `${line}\n`);
    const status = code ?? (signal ? 128 + os.constants.signals[signal] : 1);
    if (count > 0 || status === 0 || !restarts || !ready) {
      if (signal && count === 0) say(`Vigie was ended from outside (${signal}).`);
      process.exit(status);
    }
    const pause = policy.pauseAfterDeath();
    const how = `The site died (${signal ?? `code ${code}`})`;
    if (pause === undefined) say(`${how}; this was the fifth time within three minutes, so it is not restarted.`);
    else say(`${how} and restarts in ${pause / 1_000} s.`);
    if (pause === undefined || !(await sleepOrAbort(pause, stopped.signal))) {
      await releaseDatabase(root);
      process.exit(pause === undefined ? status : 0);
    }
  }
}

/**
 * @param {string} root
 * @param {Program} program
 * @param {string[]} rest
 * @param {string | undefined} port the port of the process before this one
 */
function start(root, { file, ownGroup, stopsGroup, heap, json }, rest, port) {
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
    stdio: [ownGroup ? "ignore" : "inherit", "inherit", json ? "pipe" : "inherit", "pipe"],
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
      ...process.env,
      ...(port ? { PORT: port } : {}),
      VIGIE_LEASH: stopsGroup ? "group" : "process",
    },
  });
}

/**
 * @param {import("node:child_process").ChildProcess} child
 * @param {(line: string) => void} fail
 * @returns {Promise<{ code: number | null, signal: NodeJS.Signals | null }>}
 */
function waitForExit(child, fail) {
  return new Promise((resolve) => {
    child.once("error", (error) =>
      fail(`Node 24 does not run (${error.message}): delete node_modules and start again.`),
    );
    child.once("exit", (code, signal) => resolve({ code, signal }));
  });
}

/**
 * @param {number} ms
 * @param {AbortSignal} signal
 * @returns {Promise<boolean>} false if it was aborted
 */
async function sleepOrAbort(ms, signal) {
  try {
    await sleep(ms, undefined, { signal });
    return true;
  } catch {
    return false;
  }
}

/**
 * Tells the supervisor that the site will not be restarted, so that it stops the embedded PostgreSQL without waiting.
 * @param {string} root
 */
async function releaseDatabase(root) {
  const child = spawn(nodeBinary(root), [path.join(root, "server/postgres/release-database.ts")], {
    cwd: root,
    stdio: "ignore",
  });
  await waitForExit(child, () => {});
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
async function killProcessGroup(group) {
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

/**
 * npm, and the shell between npm and this process. A SIGTERM or SIGKILL to npm alone does not reach us, so both are
 * watched. Without npm there is nothing to watch: the shell that started us with `&` may end.
 */
function findCallers() {
  if (!process.env.npm_lifecycle_event) return [];
  const found = [];
  let pid = process.ppid;
  for (let level = 0; level < 4 && pid > 1; level += 1) {
    const seen = readProcess(pid);
    if (!seen) break;
    found.push({ pid, started: seen.started });
    if (/\b(npm|pnpm|yarn|bun)\b/.test(seen.command) && !/\bsh\b(.*)/s.exec(seen.command)?.[1]?.includes(" -c "))
      return found;
    pid = seen.parent;
  }
  return found.slice(0, 1);
}

/** @param {string} line */
function failWithText(line) {
  console.error(line);
  process.exit(1);
}

/**
 * Prints for people on standard output and for machines on standard error.
 * @param {string} line
 */
function failWithJson(line) {
  console.log(line);
  process.stderr.write(jsonLine(line, 60));
  process.exit(1);
}
