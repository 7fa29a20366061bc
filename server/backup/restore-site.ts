import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { withConnection } from "#db/single-connection.ts";
import type { ArchiveManifest } from "#features/backup/archive/archive-format.ts";
import { isOlderThanName } from "#features/backup/archive/archive-name.ts";
import { readArchive } from "#features/backup/archive/read-archive.ts";
import type { DecryptionKeys } from "#features/backup/encryption/decryption.ts";
import { OperatorError, sayError } from "#lib/operator-error.ts";
import type { Storage } from "#lib/storage/storage.ts";
import type { ArchiveSource } from "./archive-source.ts";
import { findRestorePlace } from "./database-host.ts";
import { clusterElsewhere, guardDisks } from "./disk-guard.ts";
import { abandonRestore, finishRestore, readOid } from "./finish-restore.ts";
import { ArchiveLoader } from "./load-archive.ts";
import { findMigration } from "./migrate-to.ts";
import { ReferencedPictures } from "./referenced-pictures.ts";
import { PictureRestorer } from "./restore-pictures.ts";
import { stageSecret } from "./restored-secrets.ts";
import { type CheckResult, runChecks } from "./run-checks.ts";
import { type RestorePlan, RestoreStage } from "./staged-restore.ts";
import { createTargetDatabase, replacedTime, type TargetDatabase, timeOf } from "./target-database.ts";
import { hashSource, verifyOrigin } from "./verify-origin.ts";
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
  /** What stays free on the disk (bytes). */
  reserve?: number;
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

/** What a restore leaves free (bytes): on a full disk PostgreSQL stops, and with it the old site. */
const reservedBytes = 128 * 2 ** 20;

/**
 * Restores a site from an archive. Everything is loaded into a new database, compared with the archive and checked; only
 * then does that database take the place of the site's own. Until then the site is as it was, also if this process is
 * killed. The caller holds the lock of DATA_DIR.
 * @throws OperatorError with one sentence
 */
export async function restoreSite(options: RestoreOptions): Promise<RestoreResult> {
  const { url, dataDir, onStep } = options;
  mkdirSync(dataDir, { recursive: true });
  const place = await findRestorePlace(url, dataDir, options.isEmbedded);
  const hasSite = await hasTables(url);
  if (hasSite && !options.replace)
    throw new OperatorError(
      `There is a site in ${options.isEmbedded ? resolve(dataDir) : "the database of DATABASE_URL"} already: add --replace to put the backup in its place (its database is kept), or set DATA_DIR to an empty folder; nothing was changed.`,
    );
  const guard = await guardDisks(
    () => [dataDir, ...clusterElsewhere(dataDir)],
    options.reserve ?? reservedBytes,
    "A restore needs room for the restored database beside the old one, and for the pictures. The site is as it was: make room, then restore again.",
  );
  const signal = AbortSignal.any([options.signal, guard.signal]);
  const stage = new RestoreStage(dataDir);
  const pictures = new PictureRestorer(options.storage, stage);
  const referenced = new ReferencedPictures(options.source, options.keys, options.storage, pictures);
  let isReferring = false;
  let target: Partial<TargetDatabase> & { url: string } = { url };
  let plan: RestorePlan | undefined;
  let loader: ArchiveLoader | undefined;
  let isInPlace = false;
  const source = hashSource(options.source);
  try {
    const manifest = await readArchive(
      source.stream,
      options.keys,
      {
        async header(header) {
          findMigration(header);
          isReferring = header.pictures === "referenced";
          onStep(`Restoring the site of ${header.siteUrl} as it was at ${header.madeAt}.`);
          if (place.kind === "exchange") target = await createTargetDatabase(place.host);
          plan = await planRestore(target, hasSite);
          stage.begin(plan);
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
        secret: (name, bytes) => stageSecret(stage.secrets, name, bytes),
      },
      options.onBytes,
    );
    await pictures.finish();
    if (!loader || !plan) throw new Error("The archive had no header.");
    const isOwn = await verifyOrigin(options.source, source.digest(), dataDir);
    await loader.finish(manifest, onStep);
    const heldMail = options.sendWaitingMail ? { jobs: 0, notifications: 0, issues: 0 } : await holdMail(target.url);
    onStep("Checking the restored site.");
    const check = await runChecks(target.url, signal);
    await loader.close();
    signal.throwIfAborted();
    guard.end();

    // From here on it takes a moment, and is finished later if this process dies.
    if (target.exchange) await target.exchange();
    else stage.store({ ...plan, oid: await readOid(url) });
    isInPlace = true;
    const notes = await finishRestore(options, plan).catch((error: unknown) => {
      throw new OperatorError(
        `The restored database is in its place, and the rest is done at the next start of the site: ${sayError(error)}`,
        { cause: error },
      );
    });
    if (isOlderThanName(options.source.name ?? "", manifest.madeAt))
      notes.push(
        `The backup is older than its name ${options.source.name} says: an older one was put in its place, or a clock was wrong.`,
      );
    if (isOwn !== true && (options.keys.identities ?? []).length > 0)
      notes.push(
        "Whether this site made the backup cannot be verified: anybody can encrypt for a public key, and no index signed with the secret in this DATA_DIR is beside it. For a backup made by hand, or on a new machine without the old auth-secret, that is normal.",
      );
    else if (isOwn === false && !options.keys.isRequired)
      notes.push(
        "Whether this site made the backup cannot be verified: it is neither encrypted nor signed with the secret in this DATA_DIR. On a new machine without the old auth-secret, that is normal.",
      );
    return {
      manifest,
      ...(plan.kept && hasSite && { keptDatabase: plan.kept }),
      pictures: { written: pictures.written, kept: pictures.kept, missing: referenced.missing },
      heldMail,
      check,
      notes,
    };
  } catch (error) {
    // A full disk may have made the database fail first.
    throw guard.signal.aborted ? guard.signal.reason : error;
  } finally {
    guard.end();
    await loader?.close().catch(() => {});
    await pictures.close();
    if (!isInPlace && plan) await abandonRestore(options, plan).catch(() => {});
  }
}

/** What is to be known of a restore after a kill. */
async function planRestore(target: Partial<TargetDatabase> & { url: string }, hadSite: boolean): Promise<RestorePlan> {
  const { name = "", keptName } = target;
  if (!keptName) return { database: name, oid: null, hadSite, time: timeOf(new Date()) };
  return { database: name, oid: await readOid(target.url), kept: keptName, hadSite, time: replacedTime(keptName) };
}

const holdMail = (url: string) => withConnection(url, holdWaitingMail, { prepare: false });

/** Whether a database has any of Vigie's tables. */
function hasTables(url: string): Promise<boolean> {
  return withConnection(
    url,
    async (sql) => {
      const [found] = await sql`
        select exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
          where n.nspname in ('public', 'drizzle', 'pgboss') and c.relkind in ('r', 'p')) as some`;
      return found?.some === true;
    },
    { prepare: false },
  );
}
