import { randomUUID } from "node:crypto";
import { link, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { and, eq, isNotNull, isNull } from "drizzle-orm";
import type postgres from "postgres";
import type { Database } from "#db/client.ts";
import { backupRuns } from "#db/schema.ts";
import { readSettings } from "#features/settings/queries.ts";
import type { Env } from "#lib/env.ts";
import { log } from "#lib/log/log.ts";
import { sayError } from "#lib/operator-error.ts";
import type { Storage } from "#lib/storage/storage.ts";
import type { DestinationContent } from "../destinations/copies.ts";
import type { BackupDestination } from "../destinations/destination.ts";
import { localDestination, offsiteDestination } from "../destinations/open-destination.ts";
import { claimDestination } from "../destinations/site-marker.ts";
import { type EncryptionKeys, environmentKeys } from "../encryption/encryption.ts";
import { closeInterruptedRuns, finishBackupRun, startBackupRun } from "../mutations.ts";
import { openPictureSet } from "../pictures/picture-set.ts";
import { readSignedCopies, type SignedContent, signCopies } from "../pictures/signed-copies.ts";
import { listTrials } from "../queries.ts";
import { deleteArchives, deleteUnusedPictures } from "../retention/apply-retention.ts";
import { estimateSize, fitLocalCopies, requireCapacity } from "../retention/capacity.ts";
import { planRetention } from "../retention/rules.ts";
import { listCopyKinds, listDueCopies } from "./due-runs.ts";
import { type CopyOptions, makeCopy } from "./make-copy.ts";
import { withBackupLock } from "./run-lock.ts";
import { deleteUpgradeBackups } from "./upgrade-backups.ts";

export interface BackupContext {
  db: Database;
  sql: postgres.Sql;
  /** The site's database. */
  url: string;
  env: Env;
  /** Where the pictures are. */
  storage: Storage;
  signal: AbortSignal;
  /** Receives what happens, a line at a time. */
  say: (line: string) => void;
}

interface RunOptions {
  /** `due`: what the night has not made yet; `all`: every copy, now. */
  scope: "due" | "all";
  /** Accepts an empty place where there were backups. */
  newDestination?: boolean;
  /** Signs the off-site copies that are not signed with this site's secret. */
  adopt?: boolean;
}

/** How a run ended. */
export interface BackupOutcome {
  kind: "local" | "offsite" | "trial";
  location: string;
  archive: string;
  bytes: number;
  pictures: number;
  failure?: string;
}

/**
 * Makes the copies that are due, and deletes those that are no longer kept. A failure is recorded in one sentence and does not keep the other copies from being made. Returns undefined if another
 * process is at it.
 */
export async function runBackups(context: BackupContext, options: RunOptions): Promise<BackupOutcome[] | undefined> {
  const { db, env, url } = context;
  const done = await withBackupLock(url, async () => {
    await closeInterruptedRuns(db);
    const kinds = options.scope === "all" ? await listCopyKinds(db, env) : await listDueCopies(db, env);
    const outcomes: BackupOutcome[] = [];
    for (const kind of kinds) outcomes.push(await runCopy(context, kind, options));
    await deleteUpgradeBackups(db, env);
    return outcomes;
  });
  return done?.value;
}

/** The destination of a kind of copies, and how they are encrypted there. Local ones are beside the database itself. */
export function destinationOf(
  kind: "local" | "offsite",
  env: Env,
): { destination: BackupDestination; keys: EncryptionKeys } | undefined {
  if (kind === "local") return { destination: localDestination(env), keys: {} };
  const destination = offsiteDestination(env);
  return destination && { destination, keys: environmentKeys(env) };
}

async function runCopy(
  context: BackupContext,
  kind: "local" | "offsite",
  { newDestination, adopt = false }: RunOptions,
): Promise<BackupOutcome> {
  const { db, sql, url, env, storage, signal, say } = context;
  const place = destinationOf(kind, env);
  if (!place) throw new Error("There is no destination.");
  const { destination, keys } = place;
  const { location } = destination;
  say(`Copying to ${location}.`);
  const id = await startBackupRun(db, { kind, location });
  const outcome: BackupOutcome = { kind, location, archive: "", bytes: 0, pictures: 0 };
  try {
    await destination.check();
    await destination.removeUnfinished();
    // Anyone who can write to DATA_DIR can read the secret too.
    const content = await readCopies(context, destination, { adopt: adopt || kind === "local" });
    if (kind === "offsite") {
      const wasUsed = !newDestination && (await hadCopies(db, location));
      await claimDestination(destination, { site: env.SITE_URL, names: content.names, wasUsed });
    }
    await prepareDisk(context, kind, destination, content);
    const made = await makeCopy(
      { url, sql, storage, dataDir: env.DATA_DIR },
      { destination, keys, pictures: await choosePictures(kind, destination, env), signal },
    );
    Object.assign(outcome, { archive: made.archive, bytes: made.bytes, pictures: made.pictures });
    await finishBackupRun(db, id, { archive: made.archive, bytes: made.bytes, pictures: made.pictures });
  } catch (error) {
    outcome.failure = signal.aborted ? "It was stopped." : sayError(error);
    log.error({ err: error, location }, "A backup failed.");
    await finishBackupRun(db, id, { failure: outcome.failure });
    return outcome;
  }
  await applyRetention(context, kind, destination, keys);
  return outcome;
}

/** Lists the files at a destination, and reports the copies that this site did not sign. */
async function readCopies(
  { say }: BackupContext,
  destination: BackupDestination,
  { adopt }: { adopt: boolean },
): Promise<SignedContent> {
  const content = await readSignedCopies(destination);
  if (content.unsigned.length === 0) return content;
  if (adopt && (await signCopies(destination, content.unsigned)) > 0) return readSignedCopies(destination);
  const { location } = destination;
  const count = content.unsigned.length;
  log.warn(
    { location, copies: count },
    "Some copies are not signed with this site's secret: they and all pictures are kept.",
  );
  say(
    `Not signed with this site's secret: ${count === 1 ? "1 copy" : `${count} copies`} in ${location}, where no picture is deleted meanwhile. If the site made them with another auth-secret, run vigie backup run --adopt; if not, somebody else put them there.`,
  );
  return content;
}

/** Whether copies were made at a place before. */
async function hadCopies(db: Database, location: string): Promise<boolean> {
  const [row] = await db
    .select({ id: backupRuns.id })
    .from(backupRuns)
    .where(and(eq(backupRuns.location, location), isNotNull(backupRuns.finishedAt), isNull(backupRuns.failure)))
    .limit(1);
  return row !== undefined;
}

/** Plans which copies at a destination are kept, by the settings and by what trial restores found. */
export async function planCopies(db: Database, content: DestinationContent, now = new Date()) {
  const settings = await readSettings(db);
  const bad = await listBadArchives(db);
  return planRetention(
    content.copies.map((copy) => ({ ...copy, isBad: bad.has(copy.name) })),
    { daily: settings["backup.daily"], weekly: settings["backup.weekly"], monthly: settings["backup.monthly"] },
    { now, zone: settings["site.zone"] },
  );
}

/** The archives whose last trial restore failed. */
async function listBadArchives(db: Database): Promise<Set<string>> {
  const trials = await listTrials(db);
  return new Set(trials.flatMap(({ archive, failure }) => (failure !== null && archive !== "" ? [archive] : [])));
}

/** Makes room for a new copy; deletes local ones that do not fit beside it. */
async function prepareDisk(
  { db, sql, signal, say }: BackupContext,
  kind: "local" | "offsite",
  destination: BackupDestination,
  content: DestinationContent,
): Promise<void> {
  const [size] = await sql<{ bytes: number }[]>`select pg_database_size(current_database())::float8 as bytes`;
  const expected = estimateSize(content, size?.bytes ?? 0);
  if (kind === "offsite") return requireCapacity(destination, expected);
  const plan = await planCopies(db, content);
  const fitted = await fitLocalCopies(destination, { plan, copies: content.copies, expected });
  if (fitted.dropped > 0) {
    say(
      `The disk is short of space: fewer local copies are kept than the settings ask for (${fitted.dropped} deleted).`,
    );
    log.warn({ copies: fitted.dropped }, "The disk is short of space: fewer local copies are kept.");
  }
  await deleteArchives(destination, fitted.plan, signal);
}

/** Local copies link to the masters on the same disk; where that is impossible they have none. */
async function choosePictures(
  kind: "local" | "offsite",
  destination: BackupDestination,
  env: Env,
): Promise<CopyOptions["pictures"]> {
  if (kind === "offsite") return "copied";
  const media = resolve(env.DATA_DIR, "media");
  if (env.S3_BUCKET || !(await canLink(media, destination.location))) return "left out";
  return { linkMaster: (key, name) => destination.link(join(media, key), name) };
}

async function canLink(from: string, to: string): Promise<boolean> {
  const name = `.${randomUUID()}.part`;
  try {
    await writeFile(join(from, name), "");
    await link(join(from, name), join(to, name));
    return true;
  } catch {
    return false;
  } finally {
    await rm(join(from, name), { force: true });
    await rm(join(to, name), { force: true });
  }
}

/** Deletes what is no longer kept. That it fails is no failure of the copy: its key may not be allowed to delete. */
async function applyRetention(
  { db, signal, say }: BackupContext,
  kind: "local" | "offsite",
  destination: BackupDestination,
  keys: EncryptionKeys,
): Promise<void> {
  try {
    const content = await readSignedCopies(destination);
    const archives = await deleteArchives(destination, await planCopies(db, content), signal);
    const { folder } = await openPictureSet(destination, keys);
    const pictures = await deleteUnusedPictures(destination, { currentFolder: folder, now: new Date(), signal });
    if (archives + pictures > 0)
      say(`Deleted ${archives} old copies and ${pictures} pictures that no copy needs any more.`);
  } catch (error) {
    if (signal.aborted) return;
    log.error({ err: error, kind }, "Old backups could not be deleted; the next backup tries again.");
    say(`Old copies could not be deleted: ${sayError(error)}`);
  }
}
