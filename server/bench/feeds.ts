import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { sql } from "drizzle-orm";
import { connect, type Database } from "#db/client.ts";
import { migrate } from "#db/migrate.ts";
import { feedItems, feedStates, feeds, sources } from "#db/schema.ts";
import { feedsPerHost, isReadable, itemsPerFeed } from "../testing/feed-documents.ts";
import { startTestPostgres } from "../testing/temporary-postgres.ts";
import { residentMemory } from "./child-process.ts";
import { findPostmaster, processorTimeOfFamily } from "./processor-time.ts";

// Measures the fetching of many feeds end to end, without pictures, with a server of synthetic feeds and a PostgreSQL in other processes: a
// first round, and one in which nothing has changed. Some feeds fail, some are slow, some never answer.
//   node server/bench/feeds.ts [FEEDS] [CPU_PROFILE_FOLDER]

interface Round {
  feeds: number;
  unchanged: number;
  failed: number;
  added: number;
  merged: number;
  seconds: number;
  processorMs: number;
  peakMb: number;
}

const [count = 500] = process.argv.slice(2, 3).map(Number);
const profileFolder = process.argv[3];

function start(script: string, env: Record<string, string> = {}, flags: string[] = []): ChildProcess {
  const file = fileURLToPath(new URL(`../testing/${script}`, import.meta.url));
  return spawn(process.execPath, [...flags, file], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, ...env },
  });
}

async function subscribe(db: Database, port: string): Promise<void> {
  await db.execute(sql`
    insert into ${sources} (slug, name, url)
    select 's' || n, 'Source ' || n, 'http://h' || n || '.feeds.test/' from generate_series(0, ${Math.ceil(count / feedsPerHost)}::int) as n`);
  await db.execute(sql`
    insert into ${feeds} (source_id, url, url_key)
    select s.id, 'http://h' || (n / ${feedsPerHost}::int) || '.feeds.test:' || ${port}::text || '/feed/' || n,
      'h' || (n / ${feedsPerHost}::int) || '.feeds.test:' || ${port}::text || '/feed/' || n
    from generate_series(1, ${count}::int) as n join ${sources} s on s.slug = 's' || (n / ${feedsPerHost}::int)`);
  await db.execute(sql`insert into ${feedStates} (feed_id) select id from ${feeds}`);
}

/** `postgresMs`: the processor time of all PostgreSQL processes. */
async function runRound(url: string, postmaster: number): Promise<Round & { siteMb: number; postgresMs: number }> {
  const before = processorTimeOfFamily(postmaster);
  // The limits of the worker's thread.
  const limits = ["--max-old-space-size=192", "--max-semi-space-size=16"];
  const flags = profileFolder ? [...limits, "--cpu-prof", `--cpu-prof-dir=${profileFolder}`] : limits;
  const poller = start("feed-poller-process.ts", { DATABASE_URL: url }, flags);
  let siteMb = 0;
  const watch = setInterval(() => {
    siteMb = Math.max(siteMb, residentMemory(poller.pid ?? 0) ?? 0);
  }, 500);
  const printed = poller.stdout ? await text(poller.stdout) : "";
  clearInterval(watch);
  const postgresMs = Math.round(processorTimeOfFamily(postmaster) - before);
  return { ...JSON.parse(printed), postgresMs, siteMb: Math.round(siteMb) };
}

const server = start("feed-server-process.ts");
const [printedPort] = server.stdout ? await once(server.stdout, "data") : [];
const port = String(printedPort).trim();
const postgres = await startTestPostgres();
try {
  await migrate(postgres.url);
  const { db, close } = connect(postgres.url, { max: 2 });
  await subscribe(db, port);
  const owner = connect(postgres.owner, { max: 1 });
  const postmaster = await findPostmaster(owner.sql);
  await owner.close();
  const first = await runRound(postgres.url, postmaster);
  await db.execute(sql`update ${feedStates} set next_at = now() where next_at is not null`);
  const unchanged = await runRound(postgres.url, postmaster);
  const [stored] = await db.execute<{ items: number; addresses: number; firsts: number }>(sql`
    select count(*)::int as items, count(distinct (feed_id, url))::int as addresses,
      count(*) filter (where duplicate_of_id is null)::int as firsts from ${feedItems}`);
  const readable = Array.from({ length: count }, (_, n) => n + 1).filter(isReadable).length;
  const figures = await (await fetch(`http://127.0.0.1:${port}/figures`)).json();
  await close();
  console.log(
    JSON.stringify({ first, unchanged, expected: readable * itemsPerFeed, stored, server: figures }, null, 2),
  );
} finally {
  server.kill("SIGKILL");
  await postgres.stop();
}
