// Plain JavaScript without dependencies: the launcher runs it on Node 20.
import { readProcess } from "../process/processes.mjs";
import { handOver } from "./hand-over.mjs";
import { environmentFor, writeRelease } from "./release-file.mjs";
import { readSwitchRequest, writeSwitchState, writeWaitingLauncher } from "./switch-request.mjs";

/** How often the launcher looks for a request (ms): one small read. */
const pollMs = 400;

/**
 * Does what `vigie upgrade` asks for while the site runs: starts the process of another release beside it, and makes that
 * the site once it serves. The site that runs stays if anything fails.
 * @param {object} options
 * @param {import("../process/supervised-site.mjs").SupervisedSite} options.site
 * @param {string} options.home the operator's folder
 * @param {string} options.dataDir
 * @param {AbortSignal} options.stopped the site is being stopped
 * @param {(line: string, level?: number) => void} options.say
 */
export function followSwitchRequests({ site, home, dataDir, stopped, say }) {
  const started = readProcess(process.pid)?.started ?? "";
  let seen = readSwitchRequest(dataDir)?.id;
  let announced = 0;
  let busy = false;
  const poll = () => {
    if (busy || stopped.aborted || !site.isReady) return;
    const serving = site.child?.pid ?? 0;
    try {
      if (announced !== serving)
        writeWaitingLauncher(dataDir, { pid: process.pid, started, site: serving, home, folder: site.root });
      announced = serving;
    } catch {
      // A full disk: it can still be stopped and started by hand.
    }
    const request = readSwitchRequest(dataDir);
    if (!request || request.id === seen) return;
    seen = request.id;
    busy = true;
    switchRelease(site, request, { home, dataDir, stopped, say }).finally(() => {
      busy = false;
    });
  };
  setInterval(poll, pollMs).unref();
}

/**
 * @param {import("../process/supervised-site.mjs").SupervisedSite} site
 * @param {import("./switch-request.mjs").SwitchRequest} request
 * @param {{ home: string, dataDir: string, stopped: AbortSignal, say: (line: string, level?: number) => void }} options
 */
async function switchRelease(site, { id, release, timeoutMs }, { home, dataDir, stopped, say }) {
  const died = new AbortController();
  const running = site.child;
  const onExit = () => died.abort();
  running?.once("exit", onExit);
  const report = (/** @type {import("./switch-request.mjs").SwitchStep} */ step, /** @type {object} */ more = {}) => {
    try {
      writeSwitchState(dataDir, { id, step, at: new Date().toISOString(), launcher: process.pid, ...more });
    } catch (error) {
      say(`The state of the upgrade cannot be written (${error instanceof Error ? error.message : error}).`);
    }
  };
  /** @type {import("node:child_process").ChildProcess | undefined} */
  let next;
  try {
    const env = environmentFor(home, dataDir);
    if (!running) throw new Error("The site does not run.");
    const begin = () => {
      const started = site.startOther(release.folder, env);
      next = started;
      return started;
    };
    await handOver({
      site: running,
      begin,
      folder: release.folder,
      timeoutMs,
      signal: AbortSignal.any([stopped, died.signal]),
      report: (step, pid) => report(step, { pid }),
    });
    if (!next) throw new Error("The new process was not started.");
    // From here on the next `npm start` runs the new release too.
    writeRelease(dataDir, { ...release, since: new Date().toISOString() });
    site.replace(next, release.folder, env);
    say(`Release ${release.version} in ${release.folder} has taken over.`, 30);
    report("done", { pid: next.pid });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (next?.pid) await endProcess(next);
    say(`The release in ${release.folder} did not take over, and the site still runs unchanged: ${reason}`);
    report("failed", { reason });
  } finally {
    running?.off("exit", onExit);
  }
}

/**
 * Ends a process that has not taken over, with its group.
 * @param {import("node:child_process").ChildProcess} child
 */
async function endProcess(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), 20_000);
  await ended;
  clearTimeout(timer);
}
