import { chmodSync, chownSync, existsSync, statSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { OperatorError } from "#lib/operator-error.ts";

/** Keys and passwords, relative to the data folder. */
const secretFiles = [
  "auth-secret",
  "actions-key",
  "postgres/password",
  "postgres/superuser-password",
  "postgres/keeper.json",
  "postgres/postgres.log",
  "postgres/postgres.log.1",
];

/**
 * Restricts the data folder (0700) and the keys in it (0600) to their owner, and reports what it changed. When root
 * runs it, the folder keeps 0710 where PostgreSQL's own user must be able to enter it through its group
 * (`postgres/cluster-location.ts`). Throws an OperatorError with the command to run if the modes cannot be set.
 */
export function restrictDataFolder(dataDir: string, say: (line: string) => void): void {
  if (process.platform === "win32") return;
  const folder = path.resolve(dataDir);
  rejectSharedFolder(folder);
  // Another process that is creating the cluster may have opened the folder to the group just now.
  const allowedMode =
    process.getuid?.() === 0 && !existsSync(path.join(folder, "postgres", "place.json")) ? 0o710 : 0o700;
  for (const entry of [folder, path.join(folder, "postgres")])
    restrictMode(entry, allowedMode, say, clusterGroup(folder, entry));
  for (const name of secretFiles) restrictMode(path.join(folder, name), 0o600, say);
}

/** Refuses a folder that other users share, since restricting it would lock them out. */
function rejectSharedFolder(folder: string): void {
  const shared = folder === path.parse(folder).root || folder === path.resolve(homedir());
  if (!shared && !(existsSync(folder) && statSync(folder).mode & 0o1000)) return;
  throw new OperatorError(
    `DATA_DIR=${folder} is a folder that others use too, and Vigie would make everything in it private: give Vigie a folder of its own, for example DATA_DIR=${path.join(folder, "vigie-data")}.`,
  );
}

/** The group of the cluster's owner if root runs another user's cluster here, else undefined. */
function clusterGroup(folder: string, entry: string): number | undefined {
  const data = path.join(folder, "postgres", "data");
  if (process.getuid?.() !== 0 || !existsSync(data)) return undefined;
  const cluster = statSync(data);
  return cluster.uid === statSync(entry).uid ? undefined : cluster.gid;
}

function restrictMode(file: string, allowedMode: number, say: (line: string) => void, group?: number): void {
  // In one step: a supervisor that stops meanwhile removes its address.
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found) return;
  const { mode, uid, gid } = found;
  const before = mode & 0o777;
  const targetMode = before & allowedMode;
  if (group !== undefined && gid !== group) chownSync(file, uid, group);
  if (before === targetMode) return;
  try {
    chmodSync(file, targetMode);
  } catch {
    // The next line reports it.
  }
  const after = statSync(file, { throwIfNoEntry: false });
  if (!after) return;
  const now = after.mode & 0o777;
  if (now === targetMode) {
    say(`${file} was open to other users (mode ${octal(before)}): its mode is now ${octal(targetMode)}.`);
    return;
  }
  throw new OperatorError(
    `${file} is open to other users (mode ${octal(now)}) and its mode cannot be changed from here: run \`chown ${process.getuid?.()} ${file} && chmod ${octal(targetMode)} ${file}\` as its owner or as root, or set DATA_DIR to another folder.`,
  );
}

const octal = (mode: number) => mode.toString(8).padStart(4, "0");
