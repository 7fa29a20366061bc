import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { withConnection } from "#db/single-connection.ts";
import type { ArchiveManifest } from "#features/backup/archive/archive-format.ts";
import { isOlderThanName } from "#features/backup/archive/archive-name.ts";
import { readArchive } from "#features/backup/archive/read-archive.ts";
import type { DecryptionKeys } from "#features/backup/encryption/decryption.ts";
import type { TrialRestore } from "#features/backup/nightly/run-trial.ts";
import { log } from "#lib/log/log.ts";
import { OperatorError } from "#lib/operator-error.ts";
import { acquirePostgres } from "../postgres/database.ts";
import { superuserAddress } from "../postgres/superuser-address.ts";
import { isRunning } from "../process/processes.mjs";
import type { ArchiveSource } from "./archive-source.ts";
import { clusterElsewhere, type DiskGuard, guardDisks } from "./disk-guard.ts";
import { ArchiveLoader } from "./load-archive.ts";
import { findMigration } from "./migrate-to.ts";
import { type CheckResult, runChecks } from "./run-checks.ts";
import { hashSource, verifyOrigin } from "./verify-origin.ts";

export interface TrialRestoreOptions {
  source: ArchiveSource;
  keys: DecryptionKeys;
  /** A throwaway cluster is created in this folder and removed afterwards. */
  dataDir: string;
  /** Only reads everything and compares it with the manifest. */
  quick?: boolean;
  /** What stays free on the disk (bytes); the trial ends before. */
  reserve?: number;
  signal: AbortSignal;
  onStep?: (step: string) => void;
  onBytes?: (bytes: number) => void;
}

export interface TrialResult {
  manifest: ArchiveManifest;
  /** Absent for a quick one. */
  check?: CheckResult;
}

/**
 * Proves that an archive can be restored: loads it into a throwaway PostgreSQL, compares each table with the archive and
 * runs the checks of `vigie check`. The site is not touched.
 * @throws OperatorError with one sentence if it cannot be restored
 */
export async function verifyArchive(options: TrialRestoreOptions): Promise<TrialResult> {
  const { signal, quick = false, onStep = () => {}, onBytes } = options;
  const source = hashSource(options.source);
  if (quick) {
    const manifest = await readArchive(
      source.stream,
      options.keys,
      {
        header: (header) => void findMigration(header),
        async table(_table, rows) {
          for await (const _chunk of rows) signal.throwIfAborted();
        },
        picture: async () => signal.throwIfAborted(),
        secret: () => {},
      },
      onBytes,
    );
    await verifyOrigin(options.source, source.digest(), options.dataDir);
    return { manifest };
  }
  return withThrowawayPostgres(options, async (url, signal) => {
    const loader = new ArchiveLoader(url, signal);
    try {
      const manifest = await readArchive(
        source.stream,
        options.keys,
        {
          async header(header) {
            findMigration(header);
            onStep("Loading the backup into a database of its own.");
            await loader.open(header);
          },
          table: (table, rows) => loader.load(table, rows),
          picture: async () => signal.throwIfAborted(),
          secret: () => {},
        },
        onBytes,
      );
      await verifyOrigin(options.source, source.digest(), options.dataDir);
      await loader.finish(manifest, onStep);
      onStep("Checking the restored database.");
      return { manifest, check: await runChecks(url, signal) };
    } finally {
      await loader.close().catch(() => {});
    }
  });
}

/**
 * The trial restores of the worker: throws what is wrong with a copy. Contradictions are no fault of a copy whose rows
 * are those of the site: they are logged, and `vigie check` lists them on the site itself.
 */
export const trialRestore =
  (dataDir: string): TrialRestore =>
  async ({ destination, archive, keys }, signal) => {
    const source = { stream: destination.open(archive), size: undefined, destination, name: archive };
    const { passphrase } = keys;
    const { manifest, check } = await verifyArchive({
      source,
      keys: { ...(passphrase !== undefined && { passphrase }), isRequired: archive.endsWith(".age") },
      dataDir,
      signal,
    });
    if (isOlderThanName(archive, manifest.madeAt))
      throw new OperatorError(
        `The copy is of ${manifest.madeAt}, and its name is newer: an older one was put in its place, or a clock was wrong.`,
      );
    if (check && check.total > 0)
      log.warn(
        { archive, contradictions: check.total },
        "A copy can be restored, and contains contradictions of the site: vigie check lists them.",
      );
  };

const folderName = "trial-restore";
/** What a trial leaves free (bytes): the site that runs beside it writes to the same disk. */
const reservedBytes = 2 ** 30;

/**
 * Runs work in an empty database of a PostgreSQL of its own, in a folder of DATA_DIR that is removed afterwards. The work
 * ends by its signal before the disk is full: an archive may expand to a thousand times its size.
 */
async function withThrowawayPostgres<T>(
  { dataDir, signal, reserve = reservedBytes }: Pick<TrialRestoreOptions, "dataDir" | "signal" | "reserve">,
  work: (url: string, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const parent = join(resolve(dataDir), folderName);
  removeLeftTrials(dataDir);
  const folder = join(parent, String(process.pid));
  mkdirSync(folder, { recursive: true });
  // Root's PostgreSQL runs as another user, who passes through; what is inside is closed.
  chmodSync(parent, 0o711);
  let guard: DiskGuard | undefined;
  let handle: Awaited<ReturnType<typeof acquirePostgres>> | undefined;
  try {
    guard = await guardDisks(
      () => [folder, ...clusterElsewhere(folder)],
      reserve,
      "A trial restore needs as much as the restored database: make room, or run `vigie backup verify` on another machine.",
    );
    handle = await acquirePostgres({ dataDir: folder });
    await disableDurability(folder, handle.url);
    return await work(handle.url, AbortSignal.any([signal, guard.signal]));
  } finally {
    guard?.end();
    await handle?.release();
    removeTrial(folder);
    if (readdirSync(parent).length === 0) rmSync(parent, { recursive: true, force: true });
  }
}

/** What is thrown away need not survive a power failure. */
function disableDurability(folder: string, url: string): Promise<void> {
  return withConnection(superuserAddress(folder, url), async (sql) => {
    await sql`alter system set fsync = off`;
    await sql`alter system set full_page_writes = off`;
    await sql`alter system set synchronous_commit = off`;
    await sql`select pg_reload_conf()`;
  });
}

/**
 * Removes the folders of trials that were killed, and returns how many. `minAgeMs`: only those begun so long ago, because
 * the process of another container cannot be seen from here.
 */
export function removeLeftTrials(dataDir: string, minAgeMs = 0, now = Date.now()): number {
  const parent = join(resolve(dataDir), folderName);
  if (!existsSync(parent)) return 0;
  const left = readdirSync(parent).filter(
    (name) => !isRunning(Number(name)) && now - statSync(join(parent, name)).mtimeMs >= minAgeMs,
  );
  for (const name of left) removeTrial(join(parent, name));
  return left.length;
}

/** Removes a trial's folder, and its cluster if that had to be elsewhere. */
function removeTrial(folder: string): void {
  for (const home of clusterElsewhere(folder)) rmSync(home, { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
