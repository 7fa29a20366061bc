import { readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { removeLeftTrials } from "#server/backup/trial-restore.ts";
import { isRunning } from "#server/process/processes.mjs";
import { releasesFolder } from "#server/upgrade/release-folder.ts";

/** Copies of sites that were read for an import: their next reading asks only for what changed. */
const siteCopyDays = 30;

/** Longer than any backup, upgrade or trial restore takes. Backups write to their file all the time. */
const abandonedAfterMs = 86_400_000;

/**
 * Removes what killed backups, upgrades and trial restores left a day ago or longer, unless the process in its name
 * still runs, and copies of sites that were last imported a month ago. The commands remove their own leftovers too, but
 * only when they run again.
 * @returns the names of what was removed
 */
export function removeAbandonedFiles(dataDir: string, now = Date.now(), temporary = tmpdir()): string[] {
  const places: [folder: string, name: RegExp][] = [
    [join(dataDir, "backups"), /\.(\d{1,10})\.part$/],
    [releasesFolder(dataDir), /^[0-9a-f]{12}\.part$/],
    [temporary, /^vigie-migrations-\w{6}$/],
  ];
  const removed: string[] = [];
  for (const [folder, pattern] of places) {
    for (const name of list(folder)) {
      const found = pattern.exec(name);
      if (!found || isRunning(Number(found[1] ?? 0))) continue;
      const path = join(folder, name);
      const writtenAt = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? now;
      if (now - writtenAt < abandonedAfterMs) continue;
      // Another site's folder of the same machine stays.
      try {
        rmSync(path, { recursive: true, force: true });
        removed.push(name);
      } catch {}
    }
  }
  removed.push(...removeSiteCopies(join(dataDir, "imports"), now));
  const trials = removeLeftTrials(dataDir, abandonedAfterMs, now);
  if (trials > 0) removed.push(`trial-restore (${trials})`);
  return removed;
}

/** Removes copies of sites that no import has written to for a month. */
function removeSiteCopies(folder: string, now: number): string[] {
  return list(folder).filter((name) => {
    const path = join(folder, name);
    const state = statSync(join(path, "state.json"), { throwIfNoEntry: false });
    if (!state || now - state.mtimeMs < siteCopyDays * 86_400_000) return false;
    try {
      rmSync(path, { recursive: true, force: true });
      return true;
    } catch {
      return false;
    }
  });
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
