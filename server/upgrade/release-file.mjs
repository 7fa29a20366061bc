// Plain JavaScript without dependencies: the launcher runs it on Node 20 before anything is installed.
import { createHash } from "node:crypto";
import {
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";

/**
 * The release that `npm start` runs. `home`: the folder in which the operator runs it; it hands over to `folder` as long as its own
 * files are those of `homeFingerprint`. `previous`: what ran before, to which `vigie upgrade --back` returns. `mayReturn`: the launcher
 * may return to it as well (probation.mjs). `returned`: the release from which it did.
 * @typedef {{ folder: string, version: string, since: string }} Release
 * @typedef {{ folder: string, version: string, at: string }} GivenUpRelease
 * @typedef {{ home: string, homeFingerprint: string, previous?: Release, mayReturn?: boolean, returned?: GivenUpRelease }} Choice
 * @typedef {Release & Choice} ChosenRelease
 */

/** The folders of the program. `public/` belongs to the operator, and may have files of theirs. */
export const programFolders = ["app", "components", "db", "drizzle", "features", "i18n", "lib", "server"];

/**
 * Reads a JSON file; undefined if it is missing or damaged.
 * @param {string} file
 */
export function readJsonFile(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

/**
 * Reads a JSON file that says which code runs: only if it belongs to this process's user or to root. A data folder that
 * was open to others before its first start may have files of theirs.
 * @param {string} file
 * @param {number | undefined} user undefined on systems without owners
 */
export function readTrustedJsonFile(file, user = process.getuid?.()) {
  try {
    const opened = openSync(file, "r");
    try {
      const { uid } = fstatSync(opened);
      return user === undefined || uid === user || uid === 0 ? JSON.parse(readFileSync(opened, "utf8")) : undefined;
    } finally {
      closeSync(opened);
    }
  } catch {
    return undefined;
  }
}

/**
 * Writes a JSON file in one step: a reader, also after a kill, finds the content before or after.
 * @param {string} file
 * @param {unknown} content
 */
export function writeJsonFile(file, content) {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const part = `${file}.${process.pid}.part`;
  writeFileSync(part, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600, flush: true });
  renameSync(part, file);
}

/**
 * Whether two paths lead to one folder. A program knows its own folder without the links that lead to it, as DATA_DIR may
 * be one.
 * @param {string} one
 * @param {string} other
 */
export function isSameFolder(one, other) {
  if (one === other) return true;
  try {
    return realpathSync(one) === realpathSync(other);
  } catch {
    return false;
  }
}

/** @param {string} dataDir */
const releaseFile = (dataDir) => path.join(dataDir, "release.json");

/**
 * The release that an upgrade chose for this DATA_DIR, if any.
 * @param {string} dataDir
 * @returns {ChosenRelease | undefined}
 */
export function readRelease(dataDir) {
  const found = readTrustedJsonFile(releaseFile(dataDir));
  return typeof found?.folder === "string" && typeof found.home === "string" ? found : undefined;
}

/**
 * @param {string} dataDir
 * @param {ChosenRelease} release
 */
export function writeRelease(dataDir, release) {
  writeJsonFile(releaseFile(dataDir), release);
}

/** @param {string} dataDir */
export function forgetRelease(dataDir) {
  rmSync(releaseFile(dataDir), { force: true });
}

/**
 * Hashes the program's files in a folder. Equal hashes mean the same release, whatever was built, stored or added beside
 * it.
 * @param {string} root
 */
export function fingerprintOf(root) {
  const hash = createHash("sha256");
  const add = (/** @type {string} */ name) => {
    const content = readFileSync(path.join(root, name));
    hash.update(`\0${name}\0${content.length}\0`).update(content);
  };
  const list = (/** @type {string} */ folder) =>
    readdirSync(path.join(root, folder), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  const walk = (/** @type {string} */ folder) => {
    for (const entry of list(folder)) {
      if (entry.isDirectory()) walk(`${folder}/${entry.name}`);
      else if (entry.isFile()) add(`${folder}/${entry.name}`);
    }
  };
  for (const folder of programFolders) if (existsSync(path.join(root, folder))) walk(folder);
  // Next writes the last of these itself.
  for (const { name } of list(".").filter((entry) => entry.isFile()))
    if (/\.(?:json|mjs|ts)$/.test(name) && name !== "next-env.d.ts") add(name);
  return hash.digest("hex");
}

/**
 * Decides which release a start in `root` runs: the one that an upgrade chose, unless it is missing or somebody has
 * changed `root` since, as `git pull` does.
 * @param {string} root
 * @param {string} dataDir
 * @returns {{ folder: string, line?: string, isObsolete?: boolean }} `line`: a message for the operator
 */
export function chooseRelease(root, dataDir) {
  const release = readRelease(dataDir);
  if (!release || release.folder === root || release.home !== root) return { folder: root };
  if (!existsSync(path.join(release.folder, "server", "process", "launcher.mjs")))
    return {
      folder: root,
      line: `The release ${release.folder} is missing: the one in this folder starts instead. Bring it back, or upgrade again.`,
    };
  if (fingerprintOf(root) !== release.homeFingerprint)
    return {
      folder: root,
      isObsolete: true,
      line: `This folder has changed since the upgrade to ${release.folder}: the release in this folder starts.`,
    };
  return {
    folder: release.folder,
    line: `Release ${release.version} in ${release.folder} (docs/running.md, "Upgrade").`,
  };
}

/**
 * The environment for a release that runs in another folder than the operator's: paths are relative to the operator's.
 * @param {string} home
 * @param {string} dataDir
 * @param {NodeJS.ProcessEnv} source
 * @returns {NodeJS.ProcessEnv}
 */
export function environmentFor(home, dataDir, source = process.env) {
  const resolved = Object.fromEntries(
    ["BACKUP_TO", "DKIM_KEY"].flatMap((name) => {
      const value = source[name];
      const file = value && path.resolve(home, value);
      return file && !value.includes("://") && existsSync(file) ? [[name, file]] : [];
    }),
  );
  return { ...source, ...resolved, DATA_DIR: dataDir, VIGIE_HOME: home };
}
