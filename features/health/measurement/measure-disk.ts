import { existsSync } from "node:fs";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { healthSizes } from "#db/schema.ts";
import { env } from "#lib/env.ts";
import { readDiskSpace } from "#lib/storage/disk-space.ts";
import { type DiskFacts, type DiskSizes, diskSizes, sizeKinds } from "../checks/disk.ts";
import { measureFolder } from "./measure-folders.ts";

const hourMs = 3_600_000;
/** Folders with more files than this are measured once a day, others once an hour. */
const manyFiles = 20_000;
const dayMs = 24 * hourMs;

interface StoredSizes {
  day: string;
  sizes: DiskSizes;
  measuredAt: Date;
}

/** Lists the stored sizes of the last 30 days, oldest first. */
export async function listSizes(db: Executor): Promise<StoredSizes[]> {
  const rows = await db
    .select()
    .from(healthSizes)
    .where(sql`${healthSizes.day} > (now() at time zone 'UTC')::date - 31`)
    .orderBy(healthSizes.day);
  return rows.flatMap(({ day, sizes, measuredAt }) => {
    const read = diskSizes.safeParse(sizes);
    return read.success ? [{ day, sizes: read.data, measuredAt }] : [];
  });
}

/** Measures the folders of DATA_DIR now; together the kinds are all of it, as `du -sb` says. Returns how many files were counted, too. */
export async function measureSizes(databaseBytes: number, signal?: AbortSignal) {
  const folder = env().DATA_DIR;
  // Local backups share the pictures' files.
  const options = { linked: new Set<number>(), ...(signal && { signal }) };
  const isLog = (name: string) => /\.log(?:\.\d{1,3})?$/.test(name);
  // One after the other: the disk has other work.
  const known = ["media", "backups", "mail", "postgres"].map((name) => join(folder, name));
  const [media = "", copies = "", mail = "", control = ""] = known;
  const pictures = await measureFolder(media, options);
  const backups = await measureFolder(copies, options);
  const mails = await measureFolder(mail, options);
  const cluster = await measureFolder(control, options);
  const others = await measureFolder(folder, { ...options, skips: known });
  const all = [pictures, backups, mails, cluster, others];
  const logs = await measureFolder(control, { ...options, accepts: isLog, maxFiles: 10_000 });
  // Another server's database is on another disk.
  const database = existsSync(control) ? databaseBytes : 0;
  const sizes: DiskSizes = {
    ...(await readDiskSpace(folder)),
    pictures: pictures.bytes,
    backups: backups.bytes,
    mails: mails.bytes,
    logs: logs.bytes,
    database,
    // The cluster has more than the site's database: the log of changes, and a database that a restore replaced.
    rest: others.bytes + Math.max(0, cluster.bytes - database - logs.bytes),
    isEstimate: all.some(({ isEstimate }) => isEstimate),
  };
  return { sizes, files: all.reduce((sum, { files }) => sum + files, 0) };
}

interface DiskOptions {
  now: number;
  /** Measured in any case. */
  fresh?: boolean;
  /** Nothing is stored. */
  isReadOnly?: boolean;
  signal?: AbortSignal | undefined;
}

/**
 * Returns the sizes of the folders, measured again if they are older than an hour (or a day, for very many files), and
 * the space on the disk as it is now.
 */
export async function measureDisk(
  db: Executor,
  databaseBytes: number,
  { now, fresh = false, isReadOnly = false, signal }: DiskOptions,
): Promise<DiskFacts> {
  const known = await listSizes(db);
  const last = known.at(-1);
  const isFresh = last !== undefined && Math.abs(now - last.measuredAt.getTime()) < waitAfter(last.sizes);
  if (isFresh && !fresh) {
    const space = await readDiskSpace(env().DATA_DIR);
    return describeDisk(known, { ...last.sizes, ...space }, last.measuredAt.getTime());
  }
  const { sizes, files } = await measureSizes(databaseBytes, signal);
  const stored = { ...sizes, files };
  if (isReadOnly) return describeDisk(known, sizes, now);
  await db
    .insert(healthSizes)
    .values({ day: sql`(now() at time zone 'UTC')::date`, sizes: stored })
    .onConflictDoUpdate({ target: healthSizes.day, set: { sizes: stored, measuredAt: sql`now()` } });
  await db.delete(healthSizes).where(sql`${healthSizes.day} < (now() at time zone 'UTC')::date - 90`);
  return describeDisk(known, sizes, now);
}

const waitAfter = (sizes: DiskSizes) => ((sizes.files ?? 0) > manyFiles ? dayMs : hourMs);

/** Compares the sizes with those of the oldest known day: what the disk gained, and what took the largest part of it. */
function describeDisk(known: readonly StoredSizes[], sizes: DiskSizes, measuredAt: number): DiskFacts {
  const [first] = known;
  const days = first ? Math.floor((measuredAt - Date.parse(first.day)) / dayMs) : 0;
  // A larger disk in the meantime would be a negative growth.
  if (!first || days < 1 || Math.abs(first.sizes.totalBytes - sizes.totalBytes) > sizes.totalBytes / 100)
    return { sizes, measuredAt, growth: null };
  const gained = first.sizes.freeBytes - sizes.freeBytes;
  // A kind that was not measured on that day belongs to "other".
  const parts = sizeKinds.flatMap((kind) => {
    const [now, before] = [sizes[kind], first.sizes[kind]];
    return now === undefined || before === undefined ? [] : [{ kind, bytes: now - before }];
  });
  const other = { kind: "other" as const, bytes: gained - parts.reduce((sum, { bytes }) => sum + bytes, 0) };
  const [largest = other] = [...parts, other].sort((a, b) => b.bytes - a.bytes);
  return { sizes, measuredAt, growth: { bytes: gained, days, kind: largest.kind } };
}
