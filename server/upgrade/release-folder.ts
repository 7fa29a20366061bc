import { cpSync, existsSync, linkSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { type JournalEntry, knownMigrations } from "#db/migrate.ts";
import { readToleranceNotes, type ToleranceNote } from "#db/migration-tolerance.ts";
import { OperatorError } from "#lib/operator-error.ts";
import { fingerprintOf, isSameFolder, readJsonFile, writeJsonFile } from "./release-file.mjs";

/** What is known of a release without running it. */
export interface InspectedRelease {
  folder: string;
  /** The version of its package.json. */
  number: string;
  /** With the start of its fingerprint. */
  version: string;
  fingerprint: string;
  migrations: JournalEntry[];
  tolerance: Record<string, ToleranceNote>;
}

/** Reads what a folder holds. Throws an OperatorError if it is not a Vigie that can take over. */
export function inspectRelease(folder: string): InspectedRelease {
  const file = path.join(folder, "package.json");
  const description = readJsonFile(file);
  if (description?.name !== "vigie" || !existsSync(path.join(folder, "server", "process", "bootstrap.mjs")))
    throw new OperatorError(
      `${folder} is not a folder of Vigie: there must be a package.json with the name "vigie" in it.`,
    );
  const migrations = path.join(folder, "drizzle", "migrations");
  if (!existsSync(path.join(folder, "server", "upgrade", "hand-over.mjs")))
    throw new OperatorError(
      `The Vigie in ${folder} is older than \`vigie upgrade\`: stop the site and run \`npm start\` in that folder, with the same environment.`,
    );
  const fingerprint = fingerprintOf(folder);
  return {
    ...{ folder, fingerprint, number: String(description.version) },
    version: `${description.version} (${fingerprint.slice(0, 7)})`,
    ...{ migrations: knownMigrations(migrations), tolerance: readToleranceNotes(migrations) },
  };
}

/** The folder of releases that were unpacked from archives. */
export const releasesFolder = (dataDir: string) => path.join(dataDir, "releases");

/** Removes what a killed upgrade has not unpacked to the end. Call it while no other upgrade runs. */
export function removeUnfinishedReleases(dataDir: string): void {
  const folder = releasesFolder(dataDir);
  for (const name of existsSync(folder) ? readdirSync(folder) : [])
    if (name.endsWith(".part")) rmSync(path.join(folder, name), { recursive: true, force: true });
}

/** Removes what a full disk has left incomplete in a release: it takes the space, and the next try makes it anew. */
export function removeIncompleteParts(folder: string): void {
  for (const [part, mark] of [
    ["node_modules", ".vigie-installed"],
    [".next", "vigie-build"],
  ] as const)
    if (!existsSync(path.join(folder, part, mark))) rmSync(path.join(folder, part), { recursive: true, force: true });
}

/** Removes releases that nothing runs or returns to, and what an interrupted upgrade left. */
export function removeOtherReleases(dataDir: string, kept: readonly string[]): string[] {
  const folder = releasesFolder(dataDir);
  if (!existsSync(folder)) return [];
  const removed = readdirSync(folder).filter((name) => !kept.some((one) => isSameFolder(one, path.join(folder, name))));
  for (const name of removed) rmSync(path.join(folder, name), { recursive: true, force: true });
  return removed;
}

const carriedFile = (folder: string) => path.join(folder, ".next", "carried.json");

/**
 * Adds the running build's files to the new build: a page that a reader opened before the upgrade requests them later.
 * Their names contain a hash of their content. Those that the running build had from the one before are left out.
 */
export function carryBuildFiles(from: string, to: string): number {
  const source = path.join(from, ".next", "static");
  const target = path.join(to, ".next", "static");
  if (!existsSync(source) || from === to) return 0;
  const inherited = new Set<string>(readJsonFile(carriedFile(from)) ?? []);
  const carried = new Set<string>(readJsonFile(carriedFile(to)) ?? []);
  let count = 0;
  for (const name of readdirSync(source, { recursive: true, encoding: "utf8" })) {
    const file = path.join(source, name);
    if (inherited.has(name) || existsSync(path.join(target, name)) || !statSync(file).isFile()) continue;
    mkdirSync(path.dirname(path.join(target, name)), { recursive: true });
    try {
      linkSync(file, path.join(target, name));
    } catch {
      // Another file system.
      cpSync(file, path.join(target, name));
    }
    carried.add(name);
    count += 1;
  }
  writeJsonFile(carriedFile(to), [...carried]);
  return count;
}

/** Copies the operator's files in `public/` that a release does not have itself. */
export function carryPublicFiles(from: string, to: string): void {
  const source = path.join(from, "public");
  if (existsSync(source) && from !== to)
    cpSync(source, path.join(to, "public"), {
      recursive: true,
      // Without this, a copy of the folder whose files are hard links fails.
      filter: (file, target) => statSync(file).isDirectory() || !existsSync(target),
    });
}

/** The bytes that a release and its dependencies need, estimated from the running one; 2 GB if it cannot be read. */
export function estimateBytes(folder: string): number {
  try {
    const lock = readFileSync(path.join(folder, "package-lock.json"), "utf8");
    return 600_000_000 + 600_000 * (lock.split('"resolved":').length - 1);
  } catch {
    return 2_000_000_000;
  }
}
