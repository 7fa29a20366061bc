import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, statfsSync } from "node:fs";
import path from "node:path";
import type { connect } from "#db/client.ts";
import { appliedTimestamps } from "#db/migrate.ts";
import { findIntolerable } from "#db/migration-tolerance.ts";
import { OperatorError } from "#lib/operator-error.ts";
import { nodeBinary } from "../process/install-dependencies.mjs";
import { estimateBytes, type InspectedRelease } from "./release-folder.ts";

type Sql = ReturnType<typeof connect>["sql"];

/** Room for the build and what it leaves for a moment, besides a release and its dependencies (bytes). */
const buildBytes = 700_000_000;

/** Which migrations a release adds, and whether the running code tolerates them. */
export interface MigrationComparison {
  pending: string[];
  /** Those during which the running code cannot serve. */
  intolerable: string[];
  /** Migrations of the database that the release does not know, and tolerates. */
  unknown: number;
}

/**
 * Compares a release with the database and with the code that runs. Throws an OperatorError if the release cannot use
 * the database.
 */
export async function compareMigrations(
  sql: Sql,
  release: InspectedRelease,
  running: Pick<InspectedRelease, "migrations">,
): Promise<MigrationComparison> {
  const done = await appliedTimestamps(sql);
  const known = new Set(release.migrations.map(({ when }) => when));
  const unknown = [...done].filter((moment) => !known.has(moment));
  const refused = await findIntolerable(sql, unknown, release.migrations.at(-1)?.when ?? 0);
  if (refused.length > 0)
    throw new OperatorError(
      `${release.folder} is older than the database: it does not tolerate ${refused.length} of its migrations. Choose a newer release, or restore a backup that was made before them; nothing was changed.`,
    );
  const newest = running.migrations.at(-1)?.when ?? 0;
  const pending = release.migrations.filter(({ when }) => !done.has(when));
  const momentOf = new Map(release.migrations.map(({ tag, when }) => [tag, when]));
  const intolerable = pending.filter(({ tag, when }) => {
    if (running.migrations.some((entry) => entry.when === when)) return false;
    const since = release.tolerance[tag]?.since;
    return since === undefined || since === null || (momentOf.get(since) ?? Number.POSITIVE_INFINITY) > newest;
  });
  return {
    pending: pending.map(({ tag }) => tag),
    intolerable: intolerable.map(({ tag }) => tag),
    unknown: unknown.length,
  };
}

/** Throws an OperatorError unless there is room for the release's dependencies, its build and the backup. */
export function checkDisk(release: InspectedRelease, dataDir: string, databaseBytes: number): void {
  const isInstalled = existsSync(path.join(release.folder, "node_modules", ".package-lock.json"));
  const isBuilt = existsSync(path.join(release.folder, ".next", "vigie-build"));
  const needed = (isInstalled ? 0 : estimateBytes(release.folder)) + (isBuilt ? 0 : buildBytes);
  const folders = new Map<string, number>([[release.folder, needed]]);
  // Rows compress well; a quarter of the database's size is more than its archive.
  folders.set(dataDir, (folders.get(dataDir) ?? 0) + databaseBytes / 4 + 100_000_000);
  for (const [folder, bytes] of folders) {
    const { bavail, bsize } = statfsSync(folder);
    if (bavail * bsize < bytes)
      throw new OperatorError(
        `The disk of ${folder} has ${megabytes(bavail * bsize)} MB free, and the upgrade needs ${megabytes(bytes)} MB: make room, then run the same command again.`,
      );
  }
}

const megabytes = (bytes: number) => Math.ceil(bytes / 1_000_000);

/** Throws an OperatorError if the machine's Node cannot start the release. */
export function checkNode(release: InspectedRelease, version = process.versions.node): void {
  const { engines } = JSON.parse(readFileSync(path.join(release.folder, "package.json"), "utf8"));
  const required = /^>=\s*(\d+)(?:\.(\d+))?/.exec(engines?.node ?? "");
  if (!required) return;
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [, needMajor = "0", needMinor = "0"] = required;
  if (major < Number(needMajor) || (major === Number(needMajor) && minor < Number(needMinor)))
    throw new OperatorError(
      `The release needs Node ${engines.node}, and this is ${version}: install a newer Node first.`,
    );
}

/**
 * Reads the environment as the release does. Throws an OperatorError with its own message if a variable is wrong for it.
 */
export function checkEnvironment(release: InspectedRelease, env: NodeJS.ProcessEnv): void {
  const script = `import(${JSON.stringify(path.join(release.folder, "lib", "env.ts"))}).then(({ readEnv }) => readEnv(), () => {}).catch((error) => { console.log(error.message); process.exit(3); });`;
  const run = spawnSync(nodeBinary(release.folder), ["--input-type=module", "-e", script], {
    cwd: release.folder,
    env,
    encoding: "utf8",
    timeout: 60_000,
  });
  if (run.status === 3) throw new OperatorError(`The release refuses the environment: ${run.stdout.trim()}`);
}
