import { type Connection, connect, type Database } from "#db/client.ts";
import { readEnv } from "#lib/env.ts";
import { type DatabaseHandle, openDatabase } from "#server/postgres/database.ts";

let opened: Promise<{ database: DatabaseHandle; connection: Connection }> | undefined;

async function open() {
  const database = await openDatabase(readEnv());
  return { database, connection: connect(database.url, { max: 2 }) };
}

/** Works on the database of the site under test. Each Playwright worker opens it once. */
export async function withSiteDatabase<T>(work: (db: Database) => Promise<T>): Promise<T> {
  opened ??= open();
  return work((await opened).connection.db);
}

/** Closes what `withSiteDatabase` opened; fixtures.ts calls it when a worker ends. */
export async function closeSiteDatabase(): Promise<void> {
  const last = await opened;
  opened = undefined;
  await last?.connection.close();
  await last?.database.release();
}
