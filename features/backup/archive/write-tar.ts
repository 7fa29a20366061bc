import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type postgres from "postgres";
import { env } from "#lib/env.ts";
import { isEncrypting } from "../encryption/encryption.ts";
import {
  type ArchiveHeader,
  type ArchiveManifest,
  type ArchiveTable,
  archiveFormat,
  headerEntry,
  manifestEntry,
  pictureEntry,
  pictureListEntry,
  secretEntry,
  secretNames,
  tableEntry,
} from "./archive-format.ts";
import type { CreateArchiveOptions } from "./archive-options.ts";
import { readMasters } from "./master-reader.ts";
import { findOriginOfTables } from "./origin-of-tables.ts";
import { listSequences, type SiteTable } from "./queries.ts";
import { RowHash } from "./row-hash.ts";
import { openSnapshot } from "./snapshot.ts";
import { TarWriter } from "./tar-writer.ts";

/** A part of a table is written once it has this size (bytes): a tar entry begins with its length. */
const partBytes = 4 * 2 ** 20;

/** The bytes of an archive's tar. `done` receives the manifest. */
export async function* writeTar(
  options: CreateArchiveOptions,
  done: (manifest: ArchiveManifest) => void,
): AsyncGenerator<Uint8Array> {
  const snapshot = await openSnapshot(options.url);
  try {
    const { sql } = snapshot;
    const { tables, leftOut, ...origin } = await findOriginOfTables(sql);
    const header: ArchiveHeader = {
      product: "vigie",
      format: archiveFormat,
      version: programVersion(),
      ...origin,
      madeAt: snapshot.at.toISOString(),
      siteUrl: env().SITE_URL,
      pictures: options.pictures,
      tables,
    };
    const tar = new TarWriter(snapshot.at);
    yield* tar.entry(headerEntry, [toJson(header)]);
    const written: ArchiveTable[] = [];
    for (const table of tables) written.push(yield* writeTable(tar, sql, table, options, snapshot.bytes));
    const sequences = await listSequences(sql);
    const pictureTotals = yield* writePictures(tar, sql, options);
    const hasSecrets = yield* writeSecrets(tar, options);
    await snapshot.check();
    const manifest: ArchiveManifest = {
      ...header,
      tables: written,
      leftOut,
      sequences,
      pictureTotals,
      hasSecrets,
      sha256: tar.digest(),
    };
    yield* tar.entry(manifestEntry, [toJson(manifest)]);
    yield tar.end();
    done(manifest);
  } finally {
    await snapshot.close();
  }
}

async function* writeTable(
  tar: TarWriter,
  sql: postgres.Sql,
  table: SiteTable,
  { onProgress }: CreateArchiveOptions,
  progress: { done: number; total: number },
): AsyncGenerator<Uint8Array, ArchiveTable> {
  const rows = new RowHash();
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  let part = 0;
  for await (const chunk of readTable(sql, table)) {
    rows.add(chunk);
    waiting.push(chunk);
    waitingBytes += chunk.length;
    if (waitingBytes < partBytes || !rows.isComplete) continue;
    part += 1;
    yield* tar.entry(tableEntry(table, part), waiting);
    progress.done += waitingBytes;
    onProgress?.({ part: "database", bytes: progress.done, total: progress.total });
    waiting = [];
    waitingBytes = 0;
  }
  if (waitingBytes > 0) yield* tar.entry(tableEntry(table, part + 1), waiting);
  progress.done += waitingBytes;
  return { ...table, rows: rows.rows, bytes: rows.bytes, rowsHash: rows.digest() };
}

/** The rows of a table in COPY's text format. */
export async function* readTable(
  sql: postgres.Sql,
  { schema, name, columns }: SiteTable,
): AsyncGenerator<Uint8Array, void> {
  const table = sql(`${schema}.${name}`);
  // A partitioned table can only be copied by a query.
  const rows = await (schema === "pgboss"
    ? sql`copy (select ${sql(columns)} from ${table}) to stdout`.readable()
    : sql`copy ${table} (${sql(columns)}) to stdout`.readable());
  yield* rows;
  // postgres.js pauses its connection while 64 KB wait to be read, and resumes it when more is asked for, which nobody
  // does after the end: without this call the next statement never gets an answer.
  rows._read(0);
}

async function* writePictures(
  tar: TarWriter,
  sql: postgres.Sql,
  options: CreateArchiveOptions,
): AsyncGenerator<Uint8Array, ArchiveManifest["pictureTotals"]> {
  const totals = { count: 0, bytes: 0, missing: 0 };
  if (options.pictures === "omitted") return totals;
  const isReferenced = options.pictures === "referenced";
  let list: Uint8Array[] = [];
  let listBytes = 0;
  let part = 0;
  const [sum] = await sql<{ total: number }[]>`select coalesce(sum(bytes), 0)::float8 as total from media`;
  for await (const { picture } of readMasters(sql, options.storage, isReferenced ? options.knownPicture : undefined)) {
    if (!picture) {
      totals.missing += 1;
      continue;
    }
    const { key, size, sha256, bytes } = picture;
    totals.count += 1;
    totals.bytes += size;
    if (!isReferenced && bytes) yield* tar.entry(pictureEntry(key), [bytes]);
    options.onPicture?.({ key, size, sha256 });
    options.onProgress?.({ part: "pictures", bytes: totals.bytes, total: sum?.total });
    const line = Buffer.from(`${sha256} ${size} ${key}\n`);
    list.push(line);
    listBytes += line.length;
    if (listBytes < partBytes) continue;
    part += 1;
    yield* tar.entry(pictureListEntry(part), list);
    list = [];
    listBytes = 0;
  }
  if (listBytes > 0) yield* tar.entry(pictureListEntry(part + 1), list);
  return totals;
}

/** Writes the secret keys into an encrypted archive. One that the environment sets takes precedence, as at a start. */
async function* writeSecrets(tar: TarWriter, options: CreateArchiveOptions): AsyncGenerator<Uint8Array, boolean> {
  if (!isEncrypting(options) || options.secrets === false) return false;
  const set = { "auth-secret": process.env.AUTH_SECRET, "actions-key": process.env.NEXT_SERVER_ACTIONS_ENCRYPTION_KEY };
  let found = false;
  for (const name of secretNames) {
    const secret = set[name] ? Buffer.from(set[name]) : await readFile(join(options.dataDir, name)).catch(ifMissing);
    if (!secret) continue;
    found = true;
    yield* tar.entry(secretEntry(name), [secret]);
  }
  return found;
}

function ifMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}

const toJson = (value: unknown) => Buffer.from(`${JSON.stringify(value, null, 1)}\n`);

/** The version of this program. */
export function programVersion(): string {
  const text = readFileSync(new URL("../../../package.json", import.meta.url), "utf8");
  return String(JSON.parse(text).version);
}
