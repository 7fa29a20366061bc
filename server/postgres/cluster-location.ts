import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { OperatorError } from "#lib/operator-error.ts";
import { findBinaries, findSystemUser, type SystemUser } from "./binaries.ts";

export interface ClusterLocation {
  /** Folder with bin, lib and share. */
  native: string;
  /** Folder that holds the cluster (`data`). */
  home: string;
  user: SystemUser | undefined;
}

/** Where root's PostgreSQL goes when its user cannot enter DATA_DIR or the program's own folder (a clone in /root). */
const fallbackHome = "/var/lib/vigie";

/** The folder of our own control files, below DATA_DIR. */
export function controlFolder(dataDir: string): string {
  return path.join(path.resolve(dataDir), "postgres");
}

/** Makes the data folder and the control folder in it, for their owner alone. */
export function makeControlFolder(dataDir: string): string {
  const folder = controlFolder(dataDir);
  for (const each of [path.resolve(dataDir), folder]) {
    if (existsSync(each)) continue;
    makeFolder(each);
    chmodSync(each, 0o700);
  }
  return folder;
}

/**
 * Root's PostgreSQL runs as another user, who must pass through the data folder to its own: it may be entered by that user's group, which
 * has nobody else in it, and not be listed. Nothing stricter works: the folder of the cluster itself must belong to that user.
 */
function allowTraversal(dataDir: string, user: SystemUser): void {
  for (const each of [path.resolve(dataDir), controlFolder(dataDir)]) {
    if (statSync(each).uid === user.uid) continue;
    chownSync(each, statSync(each).uid, user.gid);
    chmodSync(each, 0o710);
  }
}

/**
 * Parents first, one by one: in /proc, where a folder cannot be made and the system says "not found", Node's own
 * `recursive` tries for ever and burns a processor.
 */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(path.dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "EEXIST" && statSync(folder).isDirectory()) return;
    if (code !== "ENOENT") throw error;
    throw new OperatorError(
      `The folder ${folder} cannot be made there: set DATA_DIR to a folder that you may write to.`,
    );
  }
}

function canRunBinaries(user: SystemUser, folder: string, native: string): boolean {
  const run = { uid: user.uid, gid: user.gid, cwd: "/", stdio: "ignore" as const };
  return (
    spawnSync("/bin/sh", ["-c", 'cd "$1"', "sh", folder], run).status === 0 &&
    spawnSync(path.join(native, "bin", "postgres"), ["--version"], run).status === 0
  );
}

/** Whether that user comes in once the folder lets its group enter; if not, the folder is closed again. */
function canTraverse(dataDir: string, user: SystemUser, native: string): boolean {
  allowTraversal(dataDir, user);
  if (canRunBinaries(user, controlFolder(dataDir), native)) return true;
  for (const each of [path.resolve(dataDir), controlFolder(dataDir)]) chmodSync(each, 0o700);
  return false;
}

/**
 * Chooses where the cluster and the programs live, and makes the folder. A place chosen once is kept (`place.json`).
 * Throws an OperatorError if that place is gone, rather than starting with an empty database.
 */
export function findClusterLocation(dataDir: string, say: (line: string) => void): ClusterLocation {
  const control = makeControlFolder(dataDir);
  const native = findBinaries();
  const user = ownerOf(path.join(control, "data")) ?? findSystemUser();
  const note = path.join(control, "place.json");
  let home = control;
  if (existsSync(note)) {
    home = String(JSON.parse(readFileSync(note, "utf8")).home);
    if (!existsSync(home)) {
      throw new OperatorError(
        `The database of ${path.resolve(dataDir)} lives in ${home}, which is missing: bring it back, or delete ${note} to start with an empty one.`,
      );
    }
  } else if (user && (existsSync(path.join(control, "data")) || canTraverse(dataDir, user, native))) {
    allowTraversal(dataDir, user);
  } else if (user) {
    home = path.join(fallbackHome, randomBytes(6).toString("hex"));
    mkdirSync(home, { recursive: true, mode: 0o711 });
    chmodSync(fallbackHome, 0o711);
    chownSync(home, 0, user.gid);
    chmodSync(home, 0o710);
    writeFileSync(`${note}.part`, JSON.stringify({ home }));
    renameSync(`${note}.part`, note);
  }
  if (!user || home === control) return { native, home, user };
  say(`PostgreSQL's user cannot enter ${path.resolve(dataDir)}: its programs and data are in ${home}.`);
  return { native: copyBinaries(native, home), home, user };
}

/** Root runs a cluster that someone else made as that person. */
function ownerOf(data: string): SystemUser | undefined {
  if (process.getuid?.() !== 0 || !existsSync(data)) return undefined;
  const { uid, gid } = statSync(data);
  return uid === 0 ? undefined : { uid, gid };
}

/** Copies the programs beside the cluster, once per version of them. */
function copyBinaries(native: string, home: string): string {
  const version = String(JSON.parse(readFileSync(path.join(native, "..", "package.json"), "utf8")).version);
  const copy = path.join(home, `native-${version}`);
  if (existsSync(copy)) return copy;
  const part = `${copy}.part`;
  rmSync(part, { recursive: true, force: true });
  cpSync(native, part, { recursive: true, verbatimSymlinks: true });
  renameSync(part, copy);
  return copy;
}

/** Makes a folder that belongs to PostgreSQL's user and to nobody else. */
export function makeOwnFolder(folder: string, user: SystemUser | undefined): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { mode: 0o700 });
  if (user) chownSync(folder, user.uid, user.gid);
}
