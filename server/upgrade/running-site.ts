import { readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { OperatorError } from "#lib/operator-error.ts";
import { readLockOwner } from "../process/lock-file.mjs";
import { isRunning } from "../process/processes.mjs";
import { readWaitingLauncher, type WaitingLauncher } from "./switch-request.mjs";

/** A launcher announces its site within this after a start or an upgrade (ms). */
const announcementMs = 8_000;

/**
 * The launcher of the site that runs on a data folder; undefined if none runs. Throws an OperatorError if the site cannot
 * be handed over: another program than `npm start` serves it, or a version without `vigie upgrade`.
 */
export async function findRunningSite(dataDir: string): Promise<WaitingLauncher | undefined> {
  for (let waited = 0; ; waited += 100) {
    const pid = readLockOwner(path.join(dataDir, "vigie.lock"));
    if (pid === undefined) return undefined;
    const launcher = readWaitingLauncher(dataDir);
    if (launcher && isRunning(launcher.pid, launcher.started) && launcher.site === pid) return launcher;
    if (waited >= announcementMs)
      throw new OperatorError(
        `The site that runs (pid ${pid}) cannot be handed over: it is still starting, or an older version or \`npm run dev\` started it. Stop it and run the same command again, then \`npm start\`.`,
      );
    await sleep(100);
  }
}

/** The environment that the running site was started with; this process's own where the system does not tell. */
export function environmentOf(pid: number | undefined): NodeJS.ProcessEnv {
  try {
    const text = readFileSync(`/proc/${pid}/environ`, "utf8");
    const entries = text.split("\0").filter((entry) => entry.includes("="));
    const found = entries.map((entry) => [entry.slice(0, entry.indexOf("=")), entry.slice(entry.indexOf("=") + 1)]);
    return { ...Object.fromEntries(found), NODE_ENV: process.env.NODE_ENV };
  } catch {
    return process.env;
  }
}
