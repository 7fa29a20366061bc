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
import { checkDataFormat, writeDataFormat } from "./data-format.ts";

export interface ClusterLocation {
  /** Folder with the programs: bin, lib and share. */
  native: string;
  /** Folder that holds the cluster (`data`). */
  home: string;
  user: SystemUser | undefined;
}

/**
 * Where root's PostgreSQL is stored when its user cannot enter DATA_DIR or the program's own folder (a clone in /root).
 */
const fallbackHome = "/var/lib/vigie";

/** The folder of our own control files, in DATA_DIR. */
export function controlFolder(dataDir: string): string {
  return path.join(path.resolve(dataDir), "postgres");
}

/**
 * Creates the data folder and the control folder in it, accessible to their owner only. Throws an OperatorError, before anything is changed, if
 * another version made the folder and this one cannot use it.
 */
export function makeControlFolder(dataDir: string): string {
  checkDataFormat(dataDir);
  const folder = controlFolder(dataDir);
  for (const each of [path.resolve(dataDir), folder]) {
    if (existsSync(each)) continue;
    makeFolder(each);
    chmodSync(each, 0o700);
  }
  writeDataFormat(dataDir);
  return folder;
}

/**
 * Root's PostgreSQL runs as another user, who must pass through the data folder to its own. That user's group, which
 * has no other member, may enter the folder but not list it. Nothing stricter works: the folder of the cluster itself
 * must belong to that user.
 */
function allowTraversal(dataDir: string, user: SystemUser): void {
  for (const each of [path.resolve(dataDir), controlFolder(dataDir)]) {
    if (statSync(each).uid === user.uid) continue;
    chownSync(each, statSync(each).uid, user.gid);
    chmodSync(each, 0o710);
  }
}

/**
 * Creates parents first, one by one. In /proc, where a folder cannot be created and the system says "not found", Node's
 * `recursive` option tries forever and uses a whole CPU.
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

/** Whether that user can enter once the folder lets its group pass. If not, the folder is closed again. */
function canTraverse(dataDir: string, user: SystemUser, native: string): boolean {
  allowTraversal(dataDir, user);
  if (canRunBinaries(user, controlFolder(dataDir), native)) return true;
  for (const each of [path.resolve(dataDir), controlFolder(dataDir)]) chmodSync(each, 0o700);
  return false;
}

/**
 * Chooses where the cluster and the programs are stored, and creates the folder. The choice is kept in `place.json`.
 * Throws an OperatorError if the chosen folder is missing, instead of starting with an empty database.
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

/** Root runs a cluster that another user created as that user. */
function ownerOf(data: string): SystemUser | undefined {
  if (process.getuid?.() !== 0 || !existsSync(data)) return undefined;
  const { uid, gid } = statSync(data);
  return uid === 0 ? undefined : { uid, gid };
}

/** Copies the programs next to the cluster, once per version. */
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

/** Creates a folder that only PostgreSQL's user can access. */
export function makePrivateFolder(folder: string, user: SystemUser | undefined): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { mode: 0o700 });
  if (user) chownSync(folder, user.uid, user.gid);
}
