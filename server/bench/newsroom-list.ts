import { drizzle } from "drizzle-orm/postgres-js";
import { connect } from "#db/client.ts";
import { migrate } from "#db/migrate.ts";
import { sampleFilters } from "#features/newsroom/list/filters-testing.ts";
import { listArticlesPage } from "#features/newsroom/list/queries.ts";
import type { Cursor } from "#features/newsroom/list/rules.ts";
import { readEnv } from "#lib/env.ts";
import { openDatabase } from "../postgres/database.ts";

// DATA_DIR=/tmp/x node server/bench/newsroom-list.ts [ARTICLES]: fills an empty database with that many articles
// (1,000,000) and prints the time that PostgreSQL needs for each view of the newsroom's list, all its statements
// together, the best of five runs.

const wanted = Number(process.argv[2] ?? 1_000_000);
const handle = await openDatabase(readEnv());
const { sql, close } = connect(handle.url, { max: 1 });
try {
  await migrate(handle.url);
  const [{ n } = { n: 0 }] = await sql<{ n: number }[]>`select count(*)::int as n from articles`;
  // Append-only tables (decisions, corrections) cannot be emptied, so a folder with another number of articles is
  // unusable.
  if (n > 0 && n < wanted)
    throw new Error(`There are ${n} articles already: take an empty folder, or ask for so many.`);
  if (n === 0) await fill(wanted);
  // Continues an interrupted fill.
  if ((await sql`select 1 from article_drafts limit 1`).length === 0) await assignTerms();
  console.log(`${wanted} articles`);
  for (const [name, filter, deep] of sampleFilters) {
    const cursor = deep ? await half() : undefined;
    const runs = [];
    for (let run = 0; run < 5; run += 1) runs.push(await measure(filter, cursor));
    const best = runs.sort((a, b) => a.running + a.planning - b.running - b.planning)[0];
    const ms = (value = 0) => `${value.toFixed(1).padStart(7)} ms`;
    console.log(
      `${name.padEnd(36)} runs ${ms(best?.running)}, is planned in ${ms(best?.planning)}, ${best?.statements} statements`,
    );
  }
} finally {
  await close();
  await handle.release();
}

async function fill(articles: number): Promise<void> {
  await sql`insert into members (name, handle) values ('Ada', 'ada')`;
  await sql`insert into categories (slug, name) select 'c' || n, 'C' || n from generate_series(1, 12) n`;
  await sql`insert into authors (handle, name) select 'a' || n, 'A' || n from generate_series(1, 200) n`;
  await sql`insert into sources (slug, name, url) select 's' || n, 'S' || n, 'https://s.test/' from generate_series(1, 50) n`;
  for (let from = 1; from <= articles; from += 50_000) {
    await sql`
      insert into articles (slug, status, title, lead, body_html, body_text, word_count, published_at, source_id, source_url)
      select 'a' || n, (case when n % 2000 = 0 then 'draft' when n % 5000 = 1 then 'withdrawn' else 'published' end)::article_status,
        'Un article sur mot' || n % 100, 'Le chapeau numéro ' || n || (case when n % 100000 = 7 then ' zwieback' else '' end),
        '<p>Texte.</p>', repeat('Un article et son texte parlent de mot' || n % 100 || '. ', 20), 100,
        now() - (${articles} - n) * interval '1 minute',
        case when n % 3 = 0 then 1 + n % 50 end, case when n % 3 = 0 then 'https://s.test/' || n end
      from generate_series(${from}::int, ${Math.min(articles, from + 49_999)}::int) n`;
    process.stderr.write(`\r${from + 49_999} `);
  }
}

async function assignTerms(): Promise<void> {
  await sql`truncate article_categories, article_authors`;
  for (const [table, column, of] of [
    ["article_categories", "category_id", 12],
    ["article_authors", "author_id", 200],
  ] as const)
    await sql`
      insert into ${sql(table)} (article_id, ${sql(column)}, listed_at)
      select id, 1 + (id * 7919) % ${of}, case when status = 'published' then published_at end from articles`;
  await sql`insert into article_drafts (article_id, owner_id) select id, 1 from articles where status = 'draft' and id % 10 = 0`;
  await sql`vacuum analyze`;
}

async function half(): Promise<Cursor> {
  const [row] = await sql<{ at: Date }[]>`
    select published_at as at from articles where status = 'published' order by published_at desc offset ${Math.floor(wanted / 2)} limit 1`;
  return { segment: "published", id: 1e15, at: new Date(row?.at ?? 0) };
}

async function measure(filter: (typeof sampleFilters)[number][1], cursor: Cursor | undefined) {
  const seen: { text: string; values: unknown[] }[] = [];
  const logger = { logQuery: (text: string, values: unknown[]) => void seen.push({ text, values }) };
  await listArticlesPage(drizzle(sql, { casing: "snake_case", logger }), filter, cursor);
  let running = 0;
  let planning = 0;
  for (const { text, values } of seen) {
    if (text.startsWith("explain")) continue;
    const [row] = await sql.unsafe<{ "QUERY PLAN": [{ "Execution Time": number; "Planning Time": number }] }[]>(
      `explain (analyze, timing off, format json) ${text}`,
      values as never[],
    );
    const [plan] = row?.["QUERY PLAN"] ?? [];
    running += plan?.["Execution Time"] ?? 0;
    planning += plan?.["Planning Time"] ?? 0;
  }
  return { running, planning, statements: seen.length };
}
