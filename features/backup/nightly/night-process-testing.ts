import { join } from "node:path";
import { closeDatabase, database } from "#db/client.ts";
import { env } from "#lib/env.ts";
import { diskStorage } from "#lib/storage/storage.ts";
import { runBackups } from "./run-backups.ts";

/** A process that makes the copies of a site, for tests that kill it. It prints a line for each step. */
const db = database();
const { sql } = globalThis.vigieConnection ?? {};
if (!sql) throw new Error("There is no connection.");
const outcomes = await runBackups(
  {
    db,
    sql,
    url: process.env.DATABASE_URL ?? "",
    env: env(),
    storage: diskStorage(join(env().DATA_DIR, "media")),
    signal: new AbortController().signal,
    say: (line) => void process.stdout.write(`${line}\n`),
  },
  { scope: "all" },
);
process.stdout.write(`${JSON.stringify(outcomes)}\n`);
await closeDatabase();
