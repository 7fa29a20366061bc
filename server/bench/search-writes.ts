import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { connect } from "#db/client.ts";
import { migrate } from "#db/migrate.ts";
import { addPostedComment } from "#features/comments/mutations.ts";
import { createDraft, emptyContent } from "#features/newsroom/drafts/mutations.ts";
import { publishDraft } from "#features/newsroom/drafts/publish.ts";
import { seeded } from "../cli/synthetic-corpus/random.ts";
import { startTestPostgres } from "../testing/temporary-postgres.ts";

/**
 * Prints the processor time of PostgreSQL for what writes the search index, with its triggers and without them: a
 * posted comment, an article published by the editor's own statements, 60,000 comments in one statement.
 *   node --conditions=react-server server/bench/search-writes.ts [--runs 200] [--bulk 60000]
 * `--sql FILE` executes the file first, for example with an older trigger. Linux only.
 * The database is a new one with 1,000 articles of 300 words.
 */
const { values: options } = parseArgs({
  options: {
    runs: { type: "string", default: "200" },
    bulk: { type: "string", default: "60000" },
    sql: { type: "string" },
  },
});
const runs = Number(options.runs);
const bulk = Number(options.bulk);

const postgres = await startTestPostgres();
process.env.DATABASE_URL = postgres.url;
await migrate(postgres.url);
// One connection: its process does all the work.
const { db, sql, close } = connect(postgres.url, { max: 1, prepareRepeated: true });
const [backend] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
const random = seeded(1);

try {
  if (options.sql) await sql.unsafe(readFileSync(options.sql, "utf8"));
  await fillSite();
  console.log(`${"processor time of PostgreSQL, ms".padEnd(44)} ${"with".padStart(8)} ${"without".padStart(8)}`);
  const editor = { id: 1, role: "editor" as const };
  let number = 0;
  const draft = async () => {
    number += 1;
    const content = {
      ...(await emptyContent(db, 1)),
      title: `Essai ${number}`,
      bodyHtml: write(300),
      categoryIds: [1],
    };
    return createDraft(db, editor, { ...content, tags: ["un", "deux", "trois", "quatre", "cinq"] });
  };
  const drafts: { id: number }[] = [];
  for (let n = 0; n < 2 * runs + 50; n += 1) drafts.push(await draft());
  await sql`vacuum analyze`;

  await compare("a comment posted", runs, async (n) => {
    const [bodySource, bodyHtml, key] = ["x", write(40), `comment-number-${n}`];
    const comment = { status: "visible" as const, bodySource, bodyHtml, memberId: 1, parentId: null, key };
    const articleId = 1 + Math.abs(n % 1_000);
    await db.transaction((tx) => addPostedComment(tx, articleId, { ...comment, createdAt: new Date() }));
  });
  await compare("an article published, with five tags", runs, async () => {
    const { id } = drafts.pop() ?? (await draft());
    const result = await publishDraft(db, editor, id, 1);
    if (!result.ok) throw new Error(JSON.stringify(result));
  });
  await compare(`${bulk} comments in one statement`, 1, (round) => insertComments(round));
} finally {
  await close();
  await postgres.stop();
}
process.exit();

/** Runs `work` with the triggers of the index and without them, in turns, and prints the median processor time of one. */
async function compare(name: string, times: number, work: (n: number) => Promise<unknown>): Promise<void> {
  const spent = { with: [] as number[], without: [] as number[] };
  const rounds = times === 1 ? 1 : 4;
  for (let round = 0; round < 2 * rounds; round += 1) {
    const which = round % 2 === 0 ? "with" : "without";
    await setTriggers(which === "with" ? "enable" : "disable");
    // The first ones of a session parse and plan.
    if (times > 1) for (let n = 1; n <= 5; n += 1) await work(-5 * round - n);
    for (let n = 0; n < times / rounds; n += 1) {
      const before = processorTime();
      await work(round * times + n);
      spent[which].push(processorTime() - before);
    }
  }
  await setTriggers("enable");
  const median = (list: number[]) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)] ?? Number.NaN;
  console.log(
    `${name.padEnd(44)} ${median(spent.with).toFixed(2).padStart(8)} ${median(spent.without).toFixed(2).padStart(8)}`,
  );
}

/** Processor time of the connection's process so far (ms), to the microsecond. */
function processorTime(): number {
  return Number(readFileSync(`/proc/${backend?.pid}/schedstat`, "utf8").split(" ")[0]) / 1e6;
}

async function setTriggers(state: "enable" | "disable"): Promise<void> {
  const triggers = await sql<{ table: string; name: string }[]>`
    select tgrelid::regclass::text as table, tgname as name from pg_trigger
    where not tgisinternal and tgname like '%search\_%' and tgrelid <> 'search_changes'::regclass`;
  for (const { table, name } of triggers) await sql.unsafe(`alter table ${table} ${state} trigger ${name}`);
}

async function fillSite(): Promise<void> {
  await sql`insert into members (name, handle, role, confirmed_at) values ('N', 'n', 'editor', now())`;
  await sql`insert into categories (slug, name) values ('un', 'Un')`;
  for (let n = 1; n <= 1_000; n += 1) {
    const html = write(300);
    await sql`
      insert into articles (slug, status, title, body_html, body_text, published_at)
      values (${`a-${n}`}, 'published', ${`Article ${n}`}, ${html}, ${html}, now() - ${n}::int * interval '1 hour')`;
  }
}

async function insertComments(round: number): Promise<void> {
  await sql`
    insert into comments (article_id, thread, depth, member_id, status, body_source, body_html, created_at)
    select 1 + n % 1000, (${round}::int + 1) * 1000000 + n, 0, 1, 'visible', 'x', '<p>Un avis.</p>', now() - n * interval '1 minute'
    from generate_series(1, ${bulk}::int) as n`;
}

/** A text of so many words, of which some are frequent. */
function write(words: number): string {
  const one = () => `mot${Math.floor(2_000 * random.next() ** 3)}`;
  return `<p>${Array.from({ length: words }, one).join(" ")}</p>`;
}
