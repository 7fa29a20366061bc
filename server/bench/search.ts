import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";
import { drizzle } from "drizzle-orm/postgres-js";
import { type Connection, connect } from "#db/client.ts";
import { migrate } from "#db/migrate.ts";
import { searchSite } from "#features/search/queries.ts";
import { parseSearchRequest } from "#features/search/request/address.ts";
import { suggest } from "#features/search/suggestions/suggest.ts";
import { readTypedText } from "#features/search/suggestions/typed-text.ts";
import { VocabularyCache } from "#features/search/suggestions/vocabulary.ts";
import { countTerms } from "#features/search/vocabulary/mutations.ts";
import { readEnv } from "#lib/env.ts";
import { openDatabase } from "../postgres/database.ts";
import { nextNetwork } from "./members.ts";

// DATA_DIR=/tmp/x node --conditions=react-server server/bench/search.ts: prints the time of searches and suggestions on
// the site in that folder (`npm run vigie -- load` fills one), with the words that it has: rare, medium and common
// ones. `--plans` prints the plans of the statements of slow ones, `--seconds N` how long throughput is measured,
// `--url http://localhost:3000` requests complete pages of a running site as well.

const { values: options } = parseArgs({
  options: {
    plans: { type: "boolean", default: false },
    runs: { type: "string", default: "20" },
    seconds: { type: "string", default: "5" },
    url: { type: "string" },
  },
});
const runs = Number(options.runs);
/** Slower statements are explained, in milliseconds. */
const slowMs = 20;

const handle = await openDatabase(readEnv());
await migrate(handle.url);
const statements: string[] = [];
/** The articles of a synthetic site may be old: the searches run at the time of the newest one. */
let now: Date | undefined;
const connection = connect(handle.url, { max: 8, prepareRepeated: true, onQuery: (text) => statements.push(text) });
const { db, sql } = connection;
/** For one search at a time: a site keeps its connections, so their plans and memory are warm. */
const single = connect(handle.url, { max: 1, prepareRepeated: true });
try {
  const [size] =
    await sql`select (select count(*)::int from search_articles) as articles, (select count(*)::int from search_comments) as comments,
    (select count(*)::int from search_terms) as words`;
  if (size?.words === 0) await countTerms(db);
  console.log(`${size?.articles} articles, ${size?.comments} comments, ${size?.words} words in the vocabulary`);
  const queries = writeQueries(await chooseWords(size?.articles, 0));
  // Warms up with other words: a new process compiles its code first.
  for (const query of Object.values(writeQueries(await chooseWords(size?.articles, runs))).flat())
    await search(single.db, query);
  console.log(
    `${"query".padEnd(26)} ${["p50", "p95", "worst"].map((name) => name.padStart(9)).join("")}   milliseconds`,
  );
  for (const [name, searches] of Object.entries(queries)) await measure(name, searches);
  await measureThroughput(Object.values(queries).flat());
} finally {
  await single.close();
  await connection.close();
  await handle.release();
}

type Words = Record<"rare" | "medium" | "common", string[]>;

/** Words by how many articles have them: at most 10, about one in a thousand, more than one in ten. */
async function chooseWords(articles: number, skipped: number): Promise<Words> {
  const list = async (from: number, to: number) => {
    const rows = await sql<{ spelling: string }[]>`
      select spelling from search_terms where article_count between ${Math.ceil(from)} and ${Math.floor(to)} and length(word) > 4
      order by md5(word) limit ${runs} offset ${skipped}`;
    return rows.map(({ spelling }) => spelling);
  };
  return {
    rare: await list(1, 10),
    medium: await list(articles / 1_500, articles / 700),
    common: await list(articles / 10, articles),
  };
}

function writeQueries({ rare, medium, common }: Words): Record<string, string[]> {
  const at = (list: string[], n: number) => list[n % Math.max(list.length, 1)] ?? "rien";
  const each = (write: (n: number) => Record<string, string>) =>
    Array.from({ length: runs }, (_, n) => String(new URLSearchParams(write(n))));
  return {
    "rare word": each((n) => ({ q: at(rare, n) })),
    "medium word": each((n) => ({ q: at(medium, n) })),
    "common word": each((n) => ({ q: at(common, n) })),
    "two common words": each((n) => ({ q: `${at(common, n)} ${at(common, n + 1)}` })),
    "common and rare word": each((n) => ({ q: `${at(common, n)} ${at(rare, n)}` })),
    "phrase of common words": each((n) => ({ q: `"${at(common, n)} ${at(common, n + 1)}"` })),
    "excluded word": each((n) => ({ q: `${at(medium, n)} -${at(common, n)}` })),
    "common word, last month": each((n) => ({ q: at(common, n), period: "month" })),
    "common word, by date": each((n) => ({ q: at(common, n), sort: "date" })),
    "common word in comments": each((n) => ({ q: at(common, n), kind: "comment" })),
    "word that nothing has": each((n) => ({ q: `xyzzy${n}` })),
  };
}

/** Words of all frequencies, cut after two to six letters. */
async function listTyped(): Promise<string[]> {
  const words = await sql<{ spelling: string }[]>`
    (select spelling from search_terms where length(word) > 3 order by article_count desc, word limit 100)
    union all (select spelling from search_terms where length(word) > 3 order by md5(word) limit 4000)`;
  return words.map(({ spelling }, n) => spelling.slice(0, 2 + (n % 5)));
}

async function search(database: Connection["db"], query: string) {
  if (!now) {
    const [row] = await sql<
      { seconds: number }[]
    >`select extract(epoch from max(listed_at))::float8 as seconds from search_articles`;
    now = row ? new Date(row.seconds * 1_000) : new Date();
  }
  return searchSite(database, parseSearchRequest(new URLSearchParams(query)), { now });
}

async function measure(name: string, searches: string[]): Promise<void> {
  const times: { ms: number; query: string }[] = [];
  let refusals = 0;
  for (const query of searches) {
    const started = performance.now();
    const result = await search(single.db, query);
    times.push({ ms: performance.now() - started, query });
    if (!result.ok) refusals += 1;
  }
  times.sort((a, b) => a.ms - b.ms);
  const at = (share: number) => times[Math.ceil(share * times.length) - 1];
  const figures = [at(0.5), at(0.95), times.at(-1)].map((one) => (one?.ms ?? 0).toFixed(1).padStart(9)).join("");
  console.log(`${name.padEnd(26)} ${figures}${refusals > 0 ? `   ${refusals} refused` : ""}`);
  const slowest = times.at(-1);
  if (options.plans && slowest) await explain(slowest.query);
}

/** Prints the plans of the slow statements of a search, with their real parameters. */
async function explain(query: string): Promise<void> {
  const explained = connect(handle.url, { max: 1 });
  try {
    const run = drizzle(explained.sql, {
      casing: "snake_case",
      logger: {
        logQuery(text, parameters) {
          if (/^\s*(with|select)/i.test(text)) seen.push({ text, parameters });
        },
      },
    });
    const seen: { text: string; parameters: unknown[] }[] = [];
    await search(run, query);
    for (const { text, parameters } of seen) {
      const rows = await explained.sql.unsafe(`explain (analyze, buffers, costs off) ${text}`, parameters as string[]);
      const plan = rows.map((row) => String(row["QUERY PLAN"]));
      const ms = Number(/([\d.]+) ms/.exec(plan.at(-1) ?? "")?.[1] ?? 0);
      if (ms < slowMs) continue;
      console.log(`\n-- ${query}: ${ms} ms\n${text.trim().slice(0, 2_000)}\n${plan.join("\n")}\n`);
    }
  } finally {
    await explained.close();
  }
}

async function measureThroughput(searches: string[]): Promise<void> {
  const seconds = Number(options.seconds);
  const perSecond = async (work: (n: number) => Promise<unknown>) => {
    let [done, next] = [0, 0];
    const until = performance.now() + seconds * 1_000;
    const client = async () => {
      while (performance.now() < until) {
        await work(next++);
        done += 1;
      }
    };
    await Promise.all(Array.from({ length: 4 }, client));
    return Math.round(done / seconds);
  };
  const pick = (n: number) => searches[(n * 7) % searches.length] ?? "";
  console.log(`searches of all kinds, 4 at a time: ${await perSecond((n) => search(db, pick(n)))} per second`);
  const vocabulary = await new VocabularyCache(db).get();
  const typed = await listTyped();
  // Four suggestions are requested while a query is typed.
  const type = async (n: number) => {
    const text = readTypedText(typed[(n * 7) % typed.length] ?? "");
    if (text) await suggest(db, vocabulary, text);
  };
  const readers = await perSecond((n) => (n % 5 === 0 ? search(db, pick(n / 5)) : type(n)));
  console.log(`searches and four times as many suggestions, 4 at a time: ${readers} per second`);
  if (!options.url) return;
  await setTimeout(500);
  const page = async (n: number) => {
    // A network may search ten times a second; the site runs with TRUST_PROXY=1.
    const headers = nextNetwork();
    const response = await fetch(`${options.url}/search?${pick(n)}&n=${n}`, { headers });
    if (!response.ok) throw new Error(`HTTP ${response.status} for ${response.url}`);
    await response.arrayBuffer();
  };
  console.log(`complete pages, 4 at a time: ${await perSecond(page)} per second`);
}
