// Plain JavaScript without dependencies: the launcher runs it on Node 20.
import { existsSync } from "node:fs";
import path from "node:path";
import { isSameFolder, readRelease } from "./release-file.mjs";

/** A release is on probation for this long after it took over (ms). */
const probationMs = 15 * 60_000;
/** A site that dies this often on probation returns to the previous release. */
const maxDeaths = 3;

/**
 * @typedef {import("./release-file.mjs").ChosenRelease} ChosenRelease
 * @typedef {{ release: ChosenRelease, reason: string }} Return
 */

/**
 * Follows the deaths of a release on probation. Call the returned function after each one: it returns the release to
 * which the site is to return, or undefined to restart the one that died.
 * @param {string} dataDir
 * @returns {(folder: string, now?: number) => Return | undefined} `folder`: the release that died
 */
export function followProbation(dataDir) {
  let since = "";
  let deaths = 0;
  return (folder, now = Date.now()) => {
    const failed = readRelease(dataDir);
    const previous = failed?.mayReturn ? failed.previous : undefined;
    if (!failed || !previous || now - Date.parse(failed.since) > probationMs || !isSameFolder(failed.folder, folder))
      return undefined;
    if (since !== failed.since) [since, deaths] = [failed.since, 0];
    deaths += 1;
    if (deaths < maxDeaths || !existsSync(path.join(previous.folder, "server", "process", "start.ts")))
      return undefined;
    const at = new Date(now).toISOString();
    const { home, homeFingerprint, version } = failed;
    const minutes = Math.max(1, Math.ceil((now - Date.parse(since)) / 60_000));
    return {
      release: {
        ...{ folder: previous.folder, version: previous.version, since: at, home, homeFingerprint },
        returned: { folder, version, at },
      },
      reason: `Release ${version} died ${deaths} times within ${minutes} min of the upgrade: the site returns to release ${previous.version} in ${previous.folder}.`,
    };
  };
}
