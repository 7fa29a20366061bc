// Plain JavaScript without dependencies: it runs on Node 20.9 before anything is installed. It installs, starts the
// wanted program on Node 24, passes on the wish to stop, and sees to it that nothing of that program stays behind.
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
 * The programs. `own` ones run in a process group of their own, which can be stopped whole; the command line stays in
 * the terminal's group, because it may ask for a password. `heap`: V8's limit in MB (undefined: Node's own choice).
 * `whole` ones do not stop their children themselves: a stop goes to the group. `again` ones are started again when they
 * die after they were ready.
 * `json` ones log to standard error, which then holds JSON lines and nothing else; lines for people go to standard output.
 * @typedef {{ file: string, own: boolean, whole?: boolean, again?: boolean, heap?: number, json?: boolean }} Program
 */

/** @type {Record<string, Program>} */
const programs = {
  start: { file: "server/process/start.ts", own: true, again: true, heap: serverHeapMb(), json: true },
  dev: { file: "server/process/dev.ts", own: true },
  test: { file: "server/testing/run.ts", own: true, whole: true },
  bench: { file: "server/bench/run.ts", own: true, whole: true },
  vigie: { file: "server/cli/main.ts", own: false },
};

/** A program that does not stop by itself is ended after this (ms): PostgreSQL gets 40 s at most to close its files. */
const stopTimeoutMs = 60_000;
/** A Ctrl-C reaches this process from the terminal and again from npm: together they are one wish. */
const duplicateSignalMs = 400;

/**
 * An eighth of the memory, at least what a large page cache needs (MB). It bounds what JavaScript holds; finished pages, pictures and requests under way
 * are beside it (docs/running.md, "Memory").
 */
function serverHeapMb() {
  const constrained = process.constrainedMemory?.() ?? 0;
  const total = constrained > 0 ? Math.min(constrained, os.totalmem()) : os.totalmem();
  return Math.round(Math.min(320, Math.max(256, total / 8 / 2 ** 20)));
}

/**
 * Runs the program that the first argument names, with the others, and exits as it does.
 * @param {string[]} given
 */
export async function launch([name = "start", ...rest]) {
  const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
  const program = programs[name];
  if (!program) return failWithText(`There is no "${name}": use one of ${Object.keys(programs).join(", ")}.`);
  const fail = program.json ? failWithJson : failWithText;
  const wishes = listenForStopSignals();
  const breakOff = new AbortController();
  wishes.heard = () => breakOff.abort();
  try {
    await installDependencies(root, breakOff.signal, program.json ? process.stdout : process.stderr);
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
  await runSupervised(root, program, rest, wishes);
}

/**
 * Hears every wish to stop, in whatever way it comes, from now on.
 * @returns {{ heard: (signal: NodeJS.Signals) => void }} `heard` is to be replaced by what a wish does
 */
function listenForStopSignals() {
  const wishes = { heard: /** @param {NodeJS.Signals} _signal */ (_signal) => {} };
  let last = 0;
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"])) {
    process.on(signal, () => {
      if (Date.now() - last < duplicateSignalMs) return;
      last = Date.now();
      wishes.heard(signal);
    });
  }
  const callers = findCallers();
  const watch = setInterval(() => {
    if (callers.every(({ pid, started }) => isRunning(pid, started))) return;
    clearInterval(watch);
    wishes.heard("SIGTERM");
  }, 300);
  watch.unref();
  return wishes;
}

/**
 * Runs one program on Node 24 and watches over it until it ends, or until it has died too often.
 * @param {string} root the program's folder
 * @param {Program} program
 * @param {string[]} rest
 * @param {{ heard: (signal: NodeJS.Signals) => void }} wishes
 */
export async function runSupervised(root, program, rest, wishes = listenForStopSignals()) {
  const { own, again, json } = program;
  const policy = restartPolicy();
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
    wishes.heard = (signal) => {
      count += 1;
      if (count === 1) setTimeout(() => killChild(child, own, "SIGKILL"), stopTimeoutMs).unref();
      // The terminal has sent its Ctrl-C to the command line itself.
      if (!own && signal === "SIGINT" && process.stdin.isTTY) return;
      if (count < 3) child.kill("SIGTERM");
      else killChild(child, own, "SIGKILL");
    };
    const { code, signal } = await waitForExit(child, json ? failWithJson : failWithText);
    wishes.heard = () => stopped.abort();
    if (own) await killProcessGroup(child.pid ?? 0);
    await Promise.race([logged, sleep(1_000)]);
    const say = (/** @type {string} */ line) => process.stderr.write(json ? jsonLine(line) : `${line}\n`);
    const status = code ?? (signal ? 128 + os.constants.signals[signal] : 1);
    if (count > 0 || status === 0 || !again || !ready) {
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
 * @param {string | undefined} port where the one before was reached
 */
function start(root, { file, own, whole, heap, json }, rest, port) {
  // Young objects may take three times 8 MB before V8 looks back: renders leave much behind, and the process was 110 MB larger without.
  const limit =
    heap && !process.env.NODE_OPTIONS?.includes("max-old-space-size")
      ? [`--max-old-space-size=${heap}`, "--max-semi-space-size=8"]
      : [];
  // A render keeps its requests long; V8 then takes it that all requests live long, and put a part of each among the old objects: three megabytes a
  // second under load, collected every three seconds, in which the slowest hundredth of the readers waited four times as long.
  if (heap) limit.push("--no-allocation-site-pretenuring");
  const leash = ["--import", path.join(root, "server/process/parent-watchdog.mjs")];
  return spawn(nodeBinary(root), [...limit, ...leash, path.resolve(root, file), ...rest], {
    cwd: root,
    detached: own,
    // The fourth pipe closes when this process ends, which the program notices, and carries the message that the program is ready.
    stdio: [own ? "ignore" : "inherit", "inherit", json ? "pipe" : "inherit", "pipe"],
    env: {
      // Types stripped and code compiled once: a start takes 1.25 s of processor instead of 1.65, and 85 MB less.
      NODE_COMPILE_CACHE: path.join(root, "node_modules", ".cache", "node"),
      // The command line's paths are meant from here; npm says where it was called itself.
      INIT_CWD: process.cwd(),
      // glibc otherwise keeps what sharp's threads have freed: after 336 encoded pictures 525 to 660 MB stayed in use, with
      // these 230 to 250. Other C libraries ignore them.
      MALLOC_ARENA_MAX: "2",
      MALLOC_MMAP_THRESHOLD_: "131072",
      MALLOC_TRIM_THRESHOLD_: "131072",
      ...process.env,
      ...(port ? { PORT: port } : {}),
      VIGIE_LEASH: whole ? "group" : "process",
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
 * @returns {Promise<boolean>} false if it was broken off
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
 * Tells the keeper that no next site will come, so that it stops the embedded PostgreSQL without waiting.
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
 * @param {boolean} own
 * @param {NodeJS.Signals} signal
 */
function killChild(child, own, signal) {
  if (own && child.pid) signalProcessGroup(child.pid, signal);
  else child.kill(signal);
}

/**
 * Ends what a killed program left in its group (a build, a browser).
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
 * npm, and the shell between it and us. A SIGTERM or SIGKILL to npm alone does not reach us, so they are watched.
 * Started without npm there is nobody to watch: the shell that said `&` may go.
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
 * For people on standard output, for machines on standard error.
 * @param {string} line
 */
function failWithJson(line) {
  console.log(line);
  process.stderr.write(jsonLine(line, 60));
  process.exit(1);
}
