import { parseArgs } from "node:util";
import { sql } from "drizzle-orm";
import { connect, type Database } from "#db/client.ts";
import { migrate } from "#db/migrate.ts";
import { articleSchedules, categories, members } from "#db/schema.ts";
import { setArticleStatus } from "#features/articles/mutations.ts";
import { publishDueArticles } from "#features/newsroom/schedule/publish-due.ts";
import { closeJobs } from "#lib/jobs.ts";
import { startTestPostgres } from "../testing/temporary-postgres.ts";
import { processorTime } from "./child-process.ts";
import { figure, table } from "./report.ts";
import { createBenchDrafts } from "./scheduled-articles.ts";

/**
 * Measures what it costs to publish a scheduled article: statements, and processor time of this process and of
 * PostgreSQL. It uses a database of its own, which it removes at the end:
 *   node --conditions=react-server server/bench/schedule-costs.ts [--articles 200] [--statements]
 */
const { values } = parseArgs({
  options: { articles: { type: "string", default: "200" }, statements: { type: "boolean", default: false } },
});
const count = Number(values.articles);
/** Published first, so that plans and code are warm. */
const warmUp = 50;

async function schedule(db: Database, memberId: number, wanted: number): Promise<void> {
  const [category] = await db.select({ id: categories.id }).from(categories).limit(1);
  const ids = await createBenchDrafts(db, memberId, { count: wanted, seed: wanted, categoryId: category?.id });
  await setArticleStatus(db, ids, "scheduled");
  await db
    .insert(articleSchedules)
    .values(ids.map((articleId) => ({ articleId, scheduledBy: memberId, publishAt: new Date() })));
  await db.execute(sql`analyze`);
}

const postgres = await startTestPostgres();
process.env.DATABASE_URL = postgres.url;
await migrate(postgres.url);
const seen = new Map<string, number>();
let counts = false;
// As a worker connects, but with a single connection: the processor time of its backend is read.
const { db, close } = connect(postgres.url, {
  max: 1,
  prepareRepeated: true,
  onQuery: (text) => counts && seen.set(text, (seen.get(text) ?? 0) + 1),
});
try {
  await db.insert(categories).values({ slug: "banc", name: "Banc" });
  const [member] = await db
    .insert(members)
    .values({ name: "Banc", handle: "banc", role: "editor", confirmedAt: new Date() })
    .returning({ id: members.id });
  const memberId = member?.id ?? 0;
  await schedule(db, memberId, warmUp);
  await publishDueArticles(db);
  await schedule(db, memberId, count);
  const [backend] = await db.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`);
  const pid = backend?.pid ?? 0;
  counts = true;
  const began = { at: performance.now(), own: processorTime(process.pid), postgres: processorTime(pid) };
  const { published } = await publishDueArticles(db);
  const took = {
    at: performance.now() - began.at,
    own: processorTime(process.pid) - began.own,
    postgres: processorTime(pid) - began.postgres,
  };
  counts = false;
  const statements = [...seen.values()].reduce((sum, n) => sum + n, 0);
  const [first = "", ...others] = [statements, took.at, took.own, took.postgres].map((sum) =>
    figure(sum / published, 1),
  );
  console.log(
    table(
      `${figure(published)} scheduled articles published: for each`,
      ["statements", "ms", "processor ms, this process", "processor ms, PostgreSQL"],
      [[first, ...others]],
    ),
  );
  if (values.statements)
    for (const [text, n] of [...seen].sort(([, a], [, b]) => b - a))
      console.log(`${figure(n / published, 2)}  ${text.replaceAll(/\s+/g, " ").slice(0, 150)}`);
} finally {
  await closeJobs();
  await close();
  await postgres.stop();
}
