import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import postgres from "postgres";
import type { ArchiveManifest } from "#features/backup/archive/archive-format.ts";
import { readArchive } from "#features/backup/archive/read-archive.ts";
import type { DecryptionKeys } from "#features/backup/encryption/decryption.ts";
import { OperatorError } from "#lib/operator-error.ts";
import type { Storage } from "#lib/storage/storage.ts";
import type { ArchiveSource } from "./archive-source.ts";
import { findRestorePlace } from "./database-host.ts";
import { ArchiveLoader } from "./load-archive.ts";
import { findMigration } from "./migrate-to.ts";
import { ReferencedPictures } from "./referenced-pictures.ts";
import { PictureRestorer } from "./restore-pictures.ts";
import { RestoredSecrets } from "./restored-secrets.ts";
import { type CheckResult, runChecks } from "./run-checks.ts";
import { createTargetDatabase, deleteReplacedDatabase, type TargetDatabase } from "./target-database.ts";
import { type HeldMail, holdWaitingMail } from "./waiting-mail.ts";

export interface RestoreOptions {
  source: ArchiveSource;
  keys: DecryptionKeys;
  /** The site's database, empty or not. */
  url: string;
  /** Whether the PostgreSQL of DATA_DIR serves it. */
  isEmbedded: boolean;
  dataDir: string;
  storage: Storage;
  /** A site that is there is replaced. */
  replace: boolean;
  /** Mails that waited when the backup was made are sent. */
  sendWaitingMail: boolean;
  signal: AbortSignal;
  /** Receives what is being done, and how much of the archive was read. */
  onStep: (step: string) => void;
  onBytes: (bytes: number) => void;
}

export interface RestoreResult {
  manifest: ArchiveManifest;
  /** The name under which the replaced database is kept; absent if there was none. */
  keptDatabase?: string;
  pictures: { written: number; kept: number; missing: number };
  heldMail: HeldMail;
  check: CheckResult;
  notes: string[];
}

/**
 * Restores a site from an archive. Everything is loaded into a new database, compared with the archive and checked; only
 * then does that database take the place of the site's own. Until then the site is as it was, also if this process is
 * killed. The caller holds the lock of DATA_DIR.
 * @throws OperatorError with one sentence
 */
export async function restoreSite(options: RestoreOptions): Promise<RestoreResult> {
  const { url, dataDir, signal, onStep } = options;
  const place = await findRestorePlace(url, dataDir, options.isEmbedded);
  const hasSite = await hasTables(url);
  if (hasSite && !options.replace)
    throw new OperatorError(
      `There is a site in ${options.isEmbedded ? resolve(dataDir) : "the database of DATABASE_URL"} already: add --replace to put the backup in its place (its database is kept), or set DATA_DIR to an empty folder; nothing was changed.`,
    );
  const folder = join(dataDir, "restoring");
  mkdirSync(dataDir, { recursive: true });
  const pictures = new PictureRestorer(options.storage, folder);
  const referenced = new ReferencedPictures(options.source, options.keys, options.storage, pictures);
  let isReferring = false;
  const secrets = new RestoredSecrets(dataDir);
  let target: Partial<TargetDatabase> & { url: string } = { url };
  let loader: ArchiveLoader | undefined;
  let isDone = false;
  try {
    const manifest = await readArchive(
      options.source.stream,
      options.keys,
      {
        async header(header) {
          findMigration(header);
          isReferring = header.pictures === "referenced";
          onStep(`Restoring the site of ${header.siteUrl} as it was at ${header.madeAt}.`);
          if (place.kind === "exchange") target = await createTargetDatabase(place.host);
          loader = new ArchiveLoader(target.url, signal);
          await loader.open(header);
        },
        async table(table, rows) {
          await loader?.load(table, rows);
        },
        async picture(key, bytes) {
          signal.throwIfAborted();
          await pictures.put(key, bytes);
        },
        async listedPicture(picture) {
          signal.throwIfAborted();
          if (isReferring) await referenced.restore(picture);
        },
        secret: (name, bytes) => secrets.receive(name, bytes),
      },
      options.onBytes,
    );
    await pictures.finish();
    if (!loader) throw new Error("the archive had no header");
    await loader.finish(manifest, onStep);
    const heldMail = options.sendWaitingMail ? { jobs: 0, notifications: 0, issues: 0 } : await holdMail(target.url);
    onStep("Checking the restored site.");
    const check = await runChecks(target.url, signal);
    await loader.close();
    signal.throwIfAborted();

    // From here on it takes a moment.
    secrets.prepare();
    let keptDatabase = await target.exchange?.();
    isDone = true;
    const notes = secrets.apply(manifest.madeAt.slice(0, 19).replaceAll(":", "-"));
    await pictures.replace();
    if (keptDatabase && !hasSite && place.kind === "exchange") {
      await deleteReplacedDatabase(place.host, keptDatabase);
      keptDatabase = undefined;
    }
    return {
      manifest,
      ...(keptDatabase && { keptDatabase }),
      pictures: { written: pictures.written, kept: pictures.kept, missing: referenced.missing },
      heldMail,
      check,
      notes,
    };
  } finally {
    await loader?.close().catch(() => {});
    if (!isDone) await target.drop?.().catch(() => {});
    await pictures.close();
    secrets.close();
  }
}

async function withSql<T>(url: string, work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url, { max: 1, prepare: false, onnotice: () => {} });
  try {
    return await work(sql);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

const holdMail = (url: string) => withSql(url, holdWaitingMail);

/** Whether a database has any of Vigie's tables. */
function hasTables(url: string): Promise<boolean> {
  return withSql(url, async (sql) => {
    const [found] = await sql`
      select exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname in ('public', 'drizzle', 'pgboss') and c.relkind in ('r', 'p')) as some`;
    return found?.some === true;
  });
}
