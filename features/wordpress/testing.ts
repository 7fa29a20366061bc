import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { asc, sql } from "drizzle-orm";
import { afterAll, beforeEach } from "vitest";
import { articles } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { storeImage } from "#features/media/mutations.ts";
import { findMedia } from "#features/media/queries.ts";
import { diskStorage } from "#lib/storage/storage.ts";
import { type SampleItem, type SampleOptions, sampleExport } from "./export/sample-testing.ts";
import { type ImportOptions, importWordPress } from "./import.ts";

/** Called at the top of a test file: a database, a folder for uploads and stored pictures, and imports of sample exports. */
export function importFixtures() {
  const { db, sql: connection, clear, recordedChanges } = testDatabase();
  process.env.AUTH_SECRET ??= "a secret of these tests";
  beforeEach(clear);
  const folder = mkdtempSync(join(tmpdir(), "vigie-wordpress-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  const storage = diskStorage(join(folder, "media"));
  const run = (file: string, options: Partial<ImportOptions> = {}) =>
    importWordPress(db, {
      file,
      store: (tx, upload) => storeImage(tx, upload, storage),
      sizeOf: findMedia,
      pictureAddress: ({ id }) => `/media/${id}`,
      ...options,
    });

  /** Imports a sample of these items. */
  function bring(items: SampleItem[], options: Partial<ImportOptions> = {}, sample: SampleOptions = {}) {
    const file = join(folder, "sample.xml");
    writeFileSync(file, sampleExport(items, sample));
    return run(file, options);
  }

  const everyArticle = () => db.select().from(articles).orderBy(asc(articles.id));
  const count = async (table: string) =>
    Number((await db.execute(sql`select count(*) as n from ${sql.identifier(table)}`))[0]?.n);
  return { db, connection, clear, recordedChanges, folder, run, bring, everyArticle, count };
}
