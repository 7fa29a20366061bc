import { randomUUID } from "node:crypto";
import { mkdirSync, realpathSync, statSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Connection, directUrl } from "#db/client.ts";
import type { Env } from "#lib/env.ts";
import { OperatorError } from "#lib/operator-error.ts";
import { acquireLockFile } from "../process/lock-file.mjs";
import { isRunning } from "../process/processes.mjs";
import {
  checkDisk,
  checkEnvironment,
  checkNode,
  checkVersion,
  compareMigrations,
  describeFindings,
  describeLocalChanges,
  describeRegistry,
} from "./preflight.ts";
import { installAndBuild, tryRelease, unpackRelease } from "./prepare-release.ts";
import { type ChosenRelease, environmentFor, fingerprintOf, readRelease, writeRelease } from "./release-file.mjs";
import {
  carryBuildFiles,
  carryPublicFiles,
  inspectRelease,
  removeOtherReleases,
  removeUnfinishedReleases,
} from "./release-folder.ts";
import { environmentOf, findRunningSite } from "./running-site.ts";
import { readSwitchState, type SwitchStep, type WaitingLauncher, writeSwitchRequest } from "./switch-request.mjs";
import { backUpBeforeUpgrade } from "./upgrade-backup.ts";

interface UpgradeOptions {
  /** The folder or archive of the new release; undefined returns to the one before. */
  target: string | undefined;
  /** The folder of the release whose code this is. */
  root: string;
  backup: boolean;
  /** How long the new release may take to start, with its migrations (ms). */
  timeoutMs: number;
  say(line: string): void;
}

export interface UpgradeReport {
  from: string;
  to: string;
  folder: string;
  /** `live`: a running site was handed over; `stopped`: the next start runs it; `same`: it runs already. */
  how: "live" | "stopped" | "same";
  migrations: string[];
  backup?: string;
  steps: { name: string; ms: number }[];
}

const stepLines: Partial<Record<SwitchStep, string>> = {
  starting: "The new release starts beside the site and migrates the database.",
  warming: "It checks itself and renders the pages that were read last.",
  switching: "It takes over.",
};

/**
 * Upgrades a site to another release, or returns to the one before. A running site serves until the new release has taken
 * over, and on if that fails. Can be run again after an interruption at any point. Throws an OperatorError with one line.
 */
export async function upgrade(
  { db, sql, env, signal }: Pick<Connection, "db" | "sql"> & { env: Env; signal: AbortSignal },
  options: UpgradeOptions,
): Promise<UpgradeReport> {
  const dataDir = path.resolve(env.DATA_DIR);
  const url = directUrl();
  const release = await lockUpgrade(dataDir);
  const steps: UpgradeReport["steps"] = [];
  const step = async <T>(name: string, work: () => Promise<T> | T): Promise<T> => {
    const begun = performance.now();
    const result = await work();
    const ms = Math.round(performance.now() - begun);
    steps.push({ name, ms });
    options.say(`${name}: ${(ms / 1_000).toFixed(1)} s`);
    signal.throwIfAborted();
    return result;
  };
  try {
    removeUnfinishedReleases(dataDir);
    const site = await findRunningSite(dataDir);
    const home = site?.home ?? process.env.VIGIE_HOME ?? options.root;
    const running = inspectRelease(site?.folder ?? options.root);
    const before = readRelease(dataDir);
    const folder = await findFolder(options.target, { before, dataDir, signal, step });
    const next = inspectRelease(folder);
    const report = { from: running.version, to: next.version, folder, steps };
    if (next.fingerprint === running.fingerprint && folder !== home) return { ...report, how: "same", migrations: [] };
    if (folder === running.folder)
      throw new OperatorError(
        `${folder} is the folder that runs: put the new release into another one, or stop the site, change this one (\`git pull\`) and start it again.`,
      );
    const siteEnvironment = { ...environmentFor(home, dataDir, environmentOf(site?.pid)), INIT_CWD: undefined };
    const migrations = await step("Check the release", async () => {
      if (options.target !== undefined) checkVersion(next, running);
      checkNode(next);
      const [size] = await sql<{ bytes: string }[]>`select pg_database_size(current_database())::text as bytes`;
      checkDisk(next, dataDir, options.backup ? Number(size?.bytes ?? 0) : 0);
      const compared = await compareMigrations(sql, next, running);
      if (options.target !== undefined)
        for (const line of [
          await describeFindings(url, signal),
          describeLocalChanges(running.folder),
          describeRegistry(next, environmentFor(home, dataDir)),
        ])
          if (line) options.say(line);
      return compared;
    });
    if (site && migrations.intolerable.length > 0)
      throw new OperatorError(
        `The running version does not work with ${migrations.intolerable.join(", ")}: stop the site, run the same command again, then \`npm start\`. Nothing was changed.`,
      );
    // Before the build, which knows these files. The release before has them.
    if (options.target !== undefined) carryPublicFiles(running.folder, folder);
    await step("Install and build", () =>
      installAndBuild(folder, { env: environmentFor(home, dataDir), say: options.say, signal }),
    );
    checkEnvironment(next, siteEnvironment);
    const copy = options.backup
      ? await step("Back up", () => backUpBeforeUpgrade(db, env, { url, signal }))
      : undefined;
    carryBuildFiles(running.folder, folder);
    const chosen: ChosenRelease = {
      ...{ folder, version: next.version, since: new Date().toISOString() },
      ...{ home, homeFingerprint: fingerprintOf(home) },
      previous: { folder: running.folder, version: running.version, since: before?.since ?? "" },
      // An operator who returns does not want the failing release back.
      mayReturn: options.target !== undefined && migrations.intolerable.length === 0,
    };
    if (site) await step("Switch", () => switchLive(dataDir, site, chosen, options));
    else
      await step("Try the release", async () => {
        await tryRelease(folder, { env: siteEnvironment, say: options.say, signal, timeoutMs: options.timeoutMs });
        writeRelease(dataDir, chosen);
      });
    removeOtherReleases(dataDir, [folder, running.folder]);
    return {
      ...{ ...report, how: site ? "live" : "stopped", migrations: migrations.pending },
      ...(copy ? { backup: copy.file } : {}),
    };
  } finally {
    release();
  }
}

async function lockUpgrade(dataDir: string): Promise<() => void> {
  mkdirSync(path.join(dataDir, "upgrade"), { recursive: true, mode: 0o700 });
  const lock = await acquireLockFile(path.join(dataDir, "upgrade", "upgrade.lock"));
  if (lock.isAcquired) return lock.release;
  throw new OperatorError(`Another upgrade of this site is running (pid ${lock.pid}): wait until it ends.`);
}

async function findFolder(
  target: string | undefined,
  options: {
    before: ChosenRelease | undefined;
    dataDir: string;
    signal: AbortSignal;
    step<T>(name: string, work: () => Promise<T>): Promise<T>;
  },
): Promise<string> {
  if (target === undefined) {
    const { previous, returned } = options.before ?? {};
    if (returned)
      throw new OperatorError(
        `Release ${returned.version} failed, and the site has already returned to the previous one.`,
      );
    if (!previous) throw new OperatorError("There is no release to return to: no upgrade has been made here.");
    return previous.folder;
  }
  const isFolder = statSync(target, { throwIfNoEntry: false })?.isDirectory() ?? false;
  // A link may lead elsewhere later.
  if (isFolder) return realpathSync(target);
  return options.step("Unpack the archive", () => unpackRelease(target, options.dataDir, options.signal));
}

/** Asks the launcher to switch, and follows what it does. Throws an OperatorError if the site stays as it was. */
async function switchLive(
  dataDir: string,
  site: WaitingLauncher,
  release: ChosenRelease,
  { timeoutMs, say }: UpgradeOptions,
): Promise<void> {
  const id = randomUUID();
  writeSwitchRequest(dataDir, { id, release, timeoutMs });
  let last: SwitchStep | undefined;
  for (;;) {
    await sleep(100);
    const state = readSwitchState(dataDir);
    if (state?.id === id) {
      if (state.step === "done") return;
      if (state.step === "failed")
        throw new OperatorError(
          `The release did not take over, and the site still runs as before: ${state.reason ?? ""}`,
        );
      if (state.step !== last) say(`  ${stepLines[state.step] ?? state.step}`);
      last = state.step;
    }
    if (!isRunning(site.pid, site.started))
      throw new OperatorError("The site was stopped meanwhile: start it, and run the same command again if needed.");
  }
}
