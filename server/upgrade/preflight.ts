import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, statfsSync, statSync } from "node:fs";
import path from "node:path";
import type { connect } from "#db/client.ts";
import { appliedTimestamps } from "#db/migrate.ts";
import { findIntolerable } from "#db/migration-tolerance.ts";
import { isLaterVersion } from "#features/health/checks/version.ts";
import { OperatorError } from "#lib/operator-error.ts";
import { runChecks } from "../backup/run-checks.ts";
import { nodeBinary } from "../process/install-dependencies.mjs";
import { programFolders } from "./release-file.mjs";
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

/**
 * Throws an OperatorError unless there is room for the release's dependencies, its build and the backup, on one disk or
 * two.
 */
export function checkDisk(release: InspectedRelease, dataDir: string, databaseBytes: number): void {
  const isInstalled = existsSync(path.join(release.folder, "node_modules", ".package-lock.json"));
  const isBuilt = existsSync(path.join(release.folder, ".next", "vigie-build"));
  const needs = [
    [release.folder, (isInstalled ? 0 : estimateBytes(release.folder)) + (isBuilt ? 0 : buildBytes)],
    // Rows compress well; a quarter of the database's size is more than its archive.
    [dataDir, databaseBytes / 4 + 100_000_000],
  ] as const;
  const disks = new Map<number, { folder: string; bytes: number }>();
  for (const [folder, bytes] of needs) {
    const disk = statSync(folder).dev;
    disks.set(disk, { folder, bytes: bytes + (disks.get(disk)?.bytes ?? 0) });
  }
  for (const { folder, bytes } of disks.values()) {
    const { bavail, bsize } = statfsSync(folder);
    if (bavail * bsize < bytes)
      throw new OperatorError(
        `The disk of ${folder} has ${megabytes(bavail * bsize)} MB free, and the upgrade needs ${megabytes(bytes)} MB: make room, then run the same command again.`,
      );
  }
}

const megabytes = (bytes: number) => Math.ceil(bytes / 1_000_000);

/** Throws an OperatorError if the release is older than the one that runs. */
export function checkVersion(release: InspectedRelease, running: Pick<InspectedRelease, "number">): void {
  if (isLaterVersion(running.number, release.number))
    throw new OperatorError(
      `Release ${release.number} is older than ${running.number}, which is running. To return to the previous release, use --back; to any other, stop the site and run \`npm start\` in its folder. Nothing was changed.`,
    );
}

/** How long npm may take to reach its registry (ms). */
const registryTimeoutMs = 15_000;

/**
 * Warns if npm cannot reach its registry, which `npm ci` notices only after minutes. It is no error, because some private
 * registries answer `npm ci` but no ping. Undefined if the dependencies are there, or are to come from npm's cache.
 */
export function describeRegistry(
  release: Pick<InspectedRelease, "folder">,
  env: NodeJS.ProcessEnv,
): string | undefined {
  const isInstalled = existsSync(path.join(release.folder, "node_modules", ".package-lock.json"));
  if (isInstalled || env.npm_config_offline === "true") return undefined;
  const npm = process.env.npm_execpath;
  const [program, first] = npm ? [process.execPath, [npm]] : ["npm", []];
  const run = spawnSync(program, [...first, "ping", "--fetch-retries=0", `--fetch-timeout=${registryTimeoutMs}`], {
    cwd: release.folder,
    env,
    stdio: "ignore",
    timeout: 2 * registryTimeoutMs,
  });
  if (run.status === 0) return undefined;
  return "npm cannot reach its registry: installing the dependencies will probably fail. Nothing has changed yet; stop with Ctrl-C. Without a network, set npm_config_offline=true if npm has them in its cache, or run `npm ci` in the release's folder on a machine of the same kind and copy it here with its node_modules.";
}

/** How long the checks of `vigie check` may take before an upgrade (ms). */
const checkLimitMs = 10_000;

/** Says what the quick checks of `vigie check` find, so that nobody blames the upgrade for it. */
export async function describeFindings(url: string, signal: AbortSignal): Promise<string | undefined> {
  const { total, findings } = await runChecks(url, signal, checkLimitMs);
  if (total === 0) return undefined;
  return `\`vigie check\` already finds ${total === 1 ? "1 inconsistency" : `${total} inconsistencies`}; the upgrade goes on. The first: ${findings[0]}`;
}

/** How many changed files are named. */
const maxNamed = 5;

/**
 * Says which of the program's files the operator has changed in a clone: the new release does not bring these changes.
 * Undefined if there are none, or if git cannot tell.
 */
export function describeLocalChanges(folder: string): string | undefined {
  if (!existsSync(path.join(folder, ".git"))) return undefined;
  const status = spawnSync(
    "git",
    ["-C", folder, "status", "--porcelain", "-z", "--no-renames", "--untracked-files=all", "--", ...programFolders],
    {
      encoding: "utf8",
      timeout: 20_000,
    },
  );
  const names =
    status.status === 0
      ? status.stdout
          .split("\0")
          .filter(Boolean)
          .map((entry) => entry.slice(3))
      : [];
  if (names.length === 0) return undefined;
  const rest = names.length - maxNamed;
  const named = names.slice(0, maxNamed).join(", ") + (rest > 0 ? ` and ${rest} more` : "");
  return `Program files that you have changed, and that the new release has without your changes: ${named}`;
}

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
