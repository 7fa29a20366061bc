// Plain JavaScript without dependencies: it runs on Node 20.9 before anything is installed. It installs, starts the
// program on Node 24, forwards stop signals, and ensures that no process of that program is left behind.
import { spawn } from "node:child_process";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { followProbation } from "../upgrade/probation.mjs";
import { chooseRelease, environmentFor, forgetRelease, writeRelease } from "../upgrade/release-file.mjs";
import { followSwitchRequests } from "../upgrade/switch-requests.mjs";
import { installDependencies, nodeBinary } from "./install-dependencies.mjs";
import { jsonLine } from "./json-lines.mjs";
import { isRunning, readProcess } from "./processes.mjs";
import { describeEnd, restartPolicy } from "./restart-policy.mjs";
import { killProcessGroup, SupervisedSite, stopTimeoutMs } from "./supervised-site.mjs";

/** @type {Record<string, import("./supervised-site.mjs").Program>} */
const programs = {
  start: { file: "server/process/start.ts", ownGroup: true, restarts: true, heap: serverHeapMb(), json: true },
  dev: { file: "server/process/dev.ts", ownGroup: true },
  test: { file: "server/testing/run.ts", ownGroup: true, stopsGroup: true },
  bench: { file: "server/bench/run.ts", ownGroup: true, stopsGroup: true },
  vigie: { file: "server/cli/main.ts", ownGroup: false },
};

/**
 * A Ctrl-C reaches this process from the terminal and again from npm: signals this close together count as one (ms).
 */
const duplicateSignalMs = 400;

/**
 * An eighth of the memory, and at least what a large page cache needs (MB). It bounds the JavaScript heap only;
 * finished pages, images and requests in progress come on top (docs/running.md, "Memory"). The heap holds the tags and
 * headers of each page. They are small, but add up if PAGE_MEMORY_MB allows many pages.
 */
function serverHeapMb() {
  const pageMemoryMb = Number(process.env.PAGE_MEMORY_MB ?? 0);
  const forPages = pageMemoryMb > 64 && pageMemoryMb <= 4_096 ? (pageMemoryMb - 64) / 8 : 0;
  const constrained = process.constrainedMemory?.() ?? 0;
  const total = constrained > 0 ? Math.min(constrained, os.totalmem()) : os.totalmem();
  return Math.round(Math.min(320, Math.max(256, total / 8 / 2 ** 20)) + forPages);
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
  // `npm start` and the command line run the release that an upgrade chose; the others work on the folder's own files.
  if ((name === "start" || name === "vigie") && !process.env.VIGIE_HOME) {
    const other = findOtherRelease(root, name === "start");
    if (other) return (await import(other)).launch([name, ...rest]);
  }
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
 * The launcher of the release that an upgrade chose for this DATA_DIR, with the environment prepared for it; undefined if
 * the release in `root` runs.
 * @param {string} root
 * @param {boolean} isStart
 */
function findOtherRelease(root, isStart) {
  const dataDir = path.resolve(root, process.env.DATA_DIR || ".data");
  const { folder, line, isObsolete } = chooseRelease(root, dataDir);
  if (isStart && line) process.stdout.write(`${line}\n`);
  if (isStart && isObsolete) forgetRelease(dataDir);
  if (folder === root) return undefined;
  Object.assign(process.env, environmentFor(root, dataDir));
  return pathToFileURL(path.join(folder, "server", "process", "launcher.mjs")).href;
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
 * @param {import("./supervised-site.mjs").Program} program
 * @param {string[]} rest
 * @param {{ onSignal: (signal: NodeJS.Signals) => void }} stopSignals
 */
export async function runSupervised(root, program, rest, stopSignals = listenForStopSignals()) {
  const { ownGroup, restarts, json, firstPauseMs } = program;
  let policy = restartPolicy(firstPauseMs);
  const stopped = new AbortController();
  const say = (/** @type {string} */ line, level = 50) =>
    process.stderr.write(json ? jsonLine(line, level) : `${line}\n`);
  /** Stop signals so far. */
  let count = 0;
  const site = new SupervisedSite(root, program, rest);
  stopSignals.onSignal = (signal) => {
    count += 1;
    stopped.abort();
    if (count === 1) setTimeout(() => site.signal("SIGKILL", ownGroup), stopTimeoutMs).unref();
    // The terminal has already sent its Ctrl-C to the command line.
    if (!ownGroup && signal === "SIGINT" && process.stdin.isTTY) return;
    site.signal(count < 3 ? "SIGTERM" : "SIGKILL", count >= 3 && ownGroup);
  };
  const home = process.env.VIGIE_HOME ?? root;
  const dataDir = path.resolve(home, process.env.DATA_DIR || ".data");
  if (restarts) followSwitchRequests({ site, home, dataDir, stopped: stopped.signal, say });
  const returnAfterDeath = followProbation(dataDir);
  for (;;) {
    const { code, signal } = await site.run(json ? failWithJson : failWithText);
    if (ownGroup) await killProcessGroup(site.child?.pid ?? 0);
    await Promise.race([site.logged, sleep(1_000)]);
    const status = code ?? (signal ? 128 + os.constants.signals[signal] : 1);
    if (count > 0 || status === 0 || !restarts || !site.isReady) {
      if (signal && count === 0) say(describeEnd(signal));
      await site.retired();
      process.exit(status);
    }
    const how = `The site died (${signal ?? `code ${code}`})`;
    const back = returnAfterDeath(site.root);
    if (back) {
      say(`${how}. ${back.reason}`);
      policy = restartPolicy(firstPauseMs);
      returnToRelease(site, back.release, dataDir, say);
      continue;
    }
    const pause = policy.pauseAfterDeath();
    if (pause === undefined) say(`${how}; this was the fifth time within three minutes, so it is not restarted.`);
    else say(`${how} and restarts in ${pause / 1_000} s.`);
    if (pause === undefined || !(await sleepOrAbort(pause, stopped.signal))) {
      await site.retired();
      await releaseDatabase(site.root);
      process.exit(pause === undefined ? status : 0);
    }
  }
}

/**
 * Makes the site run a release from its next process on.
 * @param {SupervisedSite} site
 * @param {import("../upgrade/release-file.mjs").ChosenRelease} release
 * @param {string} dataDir
 * @param {(line: string) => void} say
 */
function returnToRelease(site, release, dataDir, say) {
  try {
    writeRelease(dataDir, release);
  } catch (error) {
    // A full disk: this launcher returns all the same.
    say(`The return could not be recorded (${error instanceof Error ? error.message : error}).`);
  }
  site.runNext(release.folder, environmentFor(release.home, dataDir));
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
