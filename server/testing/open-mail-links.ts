import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import PostalMime from "postal-mime";
import { connect, type Database } from "#db/client.ts";
import { siteLocale } from "#i18n/translator.ts";
import { readEnv } from "#lib/env.ts";
import { mailFolder } from "#lib/mail/mail-files.ts";
import { mailFileNames } from "#lib/mail/mail-testing.ts";
import { openDatabase } from "../postgres/database.ts";
import { loadSecrets } from "../process/secrets.ts";
import { openWorker } from "../worker/job-worker.ts";
import { writeEveryMail } from "./product-mails.ts";

/**
 * Opens every link of every mail of the product with GET and HEAD, as mail scanners do, and fails if a row of the
 * database changes. Needs a running site with an empty database of its own:
 *
 *   DEMO=0 WORKER=0 DATA_DIR=/tmp/x SITE_URL=http://localhost:4410 PORT=4410 npm start
 *   DATA_DIR=/tmp/x SITE_URL=http://localhost:4410 node server/testing/open-mail-links.ts
 */
const env = readEnv();
const database = await openDatabase(env);
process.env.DATABASE_URL = database.url;
loadSecrets(env.DATA_DIR);
const { db, close } = connect(database.url, { max: 2 });

/** Counters of requests, which change without being an effect of the link. */
const ignoredTables = ["rate_limits"];

async function fingerprints(db: Database): Promise<Map<string, string>> {
  const tables = await db.execute<{ name: string }>(
    sql`select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
  );
  const found = new Map<string, string>();
  for (const { name } of tables) {
    if (ignoredTables.includes(name)) continue;
    const [row] = await db.execute<{ hash: string }>(
      sql`select coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as hash from ${sql.identifier(name)} as t`,
    );
    found.set(name, row?.hash ?? "");
  }
  return found;
}

const queues = await openWorker(db, { work: false });
const earlier = new Set(mailFileNames());
await writeEveryMail(db, siteLocale());
const links = new Set<string>();
for (const name of mailFileNames()) {
  if (earlier.has(name)) continue;
  const { html = "", headers } = await PostalMime.parse(readFileSync(join(mailFolder(), name)));
  const stop = headers.find(({ key }) => key === "list-unsubscribe")?.value.slice(1, -1);
  if (stop) links.add(stop);
  for (const [, href = ""] of html.matchAll(/href="([^"]+)"/g)) links.add(href.replaceAll("&amp;", "&"));
}
const before = await fingerprints(db);
const failures: string[] = [];
for (const link of links)
  for (const method of ["GET", "HEAD"]) {
    const { status } = await fetch(link, { method, redirect: "manual" });
    // The page of the scenario's issue is a 404, because it is not sent.
    if (status >= 500) failures.push(`${method} ${link}: ${status}`);
  }
const after = await fingerprints(db);
for (const [table, hash] of before) if (after.get(table) !== hash) failures.push(`The table ${table} changed.`);
await queues.stop();
await close();
await database.release();
console.log(`${links.size} links opened with GET and HEAD; ${failures.length} failures`);
for (const failure of failures) console.log(failure);
process.exitCode = failures.length > 0 ? 1 : 0;
