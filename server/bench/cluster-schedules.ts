import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { loadavg } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { sql } from "drizzle-orm";
import { connect, type Database } from "#db/client.ts";
import { migrate } from "#db/migrate.ts";
import { articleSchedules, categories, follows, newsletterIssues } from "#db/schema.ts";
import { setArticleStatus } from "#features/articles/mutations.ts";
import { aSendingAlert } from "#features/newsletter/sending/testing.ts";
import { setSetting } from "#features/settings/mutations.ts";
import { closeJobs } from "#lib/jobs.ts";
import { sayError } from "#lib/operator-error.ts";
import { seeded } from "../cli/synthetic-corpus/random.ts";
import { checkPort } from "../process/port.ts";
import { PostgresServer } from "../testing/cluster/postgres-servers.ts";
import { startSharedServices } from "../testing/cluster/shared-services.ts";
import { conditionTimeoutMs, TrackedProcess } from "../testing/cluster/tracked-process.ts";
import { createTestFolder, removeTestFolder } from "../testing/temporary-postgres.ts";
import { root } from "./child-process.ts";
import { signInMembersWith } from "./members.ts";
import { figure, type Row, table } from "./report.ts";
import { percentile } from "./request-load.ts";
import { createBenchDrafts, findPublishing } from "./scheduled-articles.ts";

const usage = `node --conditions=react-server server/bench/cluster-schedules.ts [options]

Schedules articles, half of them in bursts of one second each, and lets several nodes with VIGIE_WEB=0 publish them while
they send a newsletter. One node is killed while it has published articles that it has not committed, and started again
later; another one is frozen in the same state. Counts what is missing or was done twice, and prints how late articles
were.

  --articles N      (default 1000)
  --seconds N       over which they are scheduled (default 240)
  --burst N         articles in each burst (default 50)
  --workers N       (default 3)
  --freeze S        how long a node is frozen (default 20)
  --no-faults       kills and freezes nothing
  --subscribers N   of the newsletter (default 2000)
`;

const say = (line: string) => void process.stdout.write(`${line}\n`);
/** Between the last schedule and the first publication (ms). */
const aheadMs = 10_000;
const pollMs = 20;

const { values } = parseArgs({
  options: {
    articles: { type: "string", default: "1000" },
    seconds: { type: "string", default: "240" },
    burst: { type: "string", default: "50" },
    workers: { type: "string", default: "3" },
    freeze: { type: "string", default: "20" },
    "no-faults": { type: "boolean", default: false },
    subscribers: { type: "string", default: "2000" },
    help: { type: "boolean", default: false },
  },
});
const number = (name: "articles" | "seconds" | "burst" | "workers" | "freeze" | "subscribers") => Number(values[name]);

/** Creates drafts in one category with a follower, so that each publication is announced once. */
async function createDrafts(db: Database, secret: string): Promise<{ ids: number[]; editor: number }> {
  const [editor] = await signInMembersWith(db, secret, 1, "editor");
  const [follower] = await signInMembersWith(db, secret, 1);
  const [category] = await db
    .insert(categories)
    .values({ slug: "banc", name: "Banc" })
    .returning({ id: categories.id });
  if (!editor || !follower || !category) throw new Error("The editor, the follower or the category is missing.");
  await db.insert(follows).values({ memberId: follower.id, categoryId: category.id });
  const ids = await createBenchDrafts(db, editor.id, {
    count: number("articles"),
    seed: Date.now() % 100_000,
    categoryId: category.id,
  });
  return { ids, editor: editor.id };
}

/** The times of all articles (ms since 1970): bursts on whole seconds, the others anywhere. */
function chooseTimes(count: number, from: number): number[] {
  const random = seeded(count);
  const spanMs = number("seconds") * 1_000;
  const bursts = Math.max(1, Math.floor(count / 2 / number("burst")));
  return Array.from({ length: count }, (_, n) =>
    n < bursts * number("burst")
      ? Math.ceil((from + ((n % bursts) + 1) * (spanMs / (bursts + 1))) / 1_000) * 1_000
      : from + random.whole(spanMs),
  );
}

interface WorkerNode {
  name: string;
  start(): Promise<TrackedProcess>;
}

function describeWorkers(folder: string, url: string, services: Record<string, string>, secret: string): WorkerNode[] {
  const { PATH, HOME, LANG, TMPDIR } = process.env;
  const actionsKey = randomBytes(32).toString("base64");
  return Array.from({ length: number("workers") }, (_, n) => {
    const name = `worker${n}`;
    const dataDir = path.join(folder, name);
    mkdirSync(dataDir, { recursive: true });
    const start = async () => {
      const port = await checkPort(0, "127.0.0.1");
      const node = new TrackedProcess(process.execPath, [path.join(root, "server/process/start.ts")], {
        cwd: root,
        log: path.join(dataDir, "node.log"),
        env: {
          ...{ PATH, HOME, LANG, TMPDIR, NODE_ENV: "production", LOG_LEVEL: "warn", DEMO: "0" },
          ...{ ...services, VIGIE_WEB: "0", PORT: String(port), HOST: "127.0.0.1", DATA_DIR: dataDir },
          ...{ SITE_URL: "http://127.0.0.1:4399", DATABASE_URL: url, AUTH_SECRET: secret },
          ...{ NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: actionsKey, PGAPPNAME: name },
        },
      });
      const isReady = () =>
        fetch(`http://127.0.0.1:${port}/readyz`).then(
          ({ ok }) => ok,
          () => false,
        );
      await node.until(`${name} is ready`, isReady, 3 * conditionTimeoutMs);
      return node;
    };
    return { name, start };
  });
}

/** Waits until a node has published articles in a transaction that is not committed, and returns its name. */
async function waitForPublishing(db: Database, names: readonly string[]): Promise<string> {
  for (;;) {
    const name = await findPublishing(db, names);
    if (name !== undefined) return name;
    await sleep(5);
  }
}

/** Kills a node, starts it again, and freezes another one, each in the middle of a publication. */
async function causeFaults(db: Database, nodes: WorkerNode[], running: Map<string, TrackedProcess>, began: number) {
  const spanMs = number("seconds") * 1_000;
  const at = (share: number) => sleep(Math.max(0, began + share * spanMs - Date.now()));
  await at(0.2);
  const killed = await waitForPublishing(db, [...running.keys()]);
  await running.get(killed)?.kill();
  running.delete(killed);
  say(`  ${killed} killed`);
  await at(0.45);
  const node = nodes.find(({ name }) => name === killed);
  if (node) running.set(killed, await node.start());
  say(`  ${killed} started again`);
  await at(0.6);
  const frozen = await waitForPublishing(db, [...running.keys()]);
  running.get(frozen)?.pause();
  say(`  ${frozen} frozen`);
  await sleep(number("freeze") * 1_000);
  running.get(frozen)?.resume();
  say(`  ${frozen} goes on`);
}

/** Counts articles that were published other than once, by what each publication leaves behind. */
async function countWrong(db: Database, ids: readonly number[]) {
  const list = sql.raw(ids.join(","));
  const countOf = async (rows: ReturnType<typeof sql>) => {
    const [row] = await db.execute<{ none: number; several: number }>(sql`
      select count(*) filter (where n = 0)::int as none, count(*) filter (where n > 1)::int as several
      from (select a.id, (${rows}) as n from articles a where a.id in (${list})) as counted`);
    return row ?? { none: Number.NaN, several: Number.NaN };
  };
  return {
    "published versions": await countOf(
      sql`select count(*) from article_revisions r where r.article_id = a.id and r.kind = 'live'`,
    ),
    "lines of the activity log": await countOf(
      sql`select count(*) from activity_log l where l.subject_id = a.id and l.kind = 'published'`,
    ),
    "announcements to the follower": await countOf(
      sql`select count(*) from notifications n where n.article_id = a.id and n.kind = 'article'`,
    ),
    "transactions that invalidate its page": await countOf(
      sql`select count(distinct c.xid) from changes c where c.tags @> array['articles:id:' || a.id] and c.urgency = 'update'`,
    ),
  };
}

async function main(): Promise<void> {
  if (values.help) return say(usage);
  const folder = createTestFolder();
  const database = await PostgresServer.startPrimary(path.join(folder, "database"));
  const mails = path.join(folder, "mails");
  const services = await startSharedServices({ recordMailsIn: mails });
  const running = new Map<string, TrackedProcess>();
  const { db, close } = connect(database.url, { max: 4 });
  try {
    await migrate(database.url);
    const secret = randomBytes(32).toString("base64");
    const { ids, editor } = await createDrafts(db, secret);
    await setSetting(db, "newsletter.perSecond", 20);
    await setSetting(db, "newsletter.perDomainPerMinute", 60_000);
    await setArticleStatus(db, ids, "scheduled");
    const nodes = describeWorkers(folder, database.url, services.env, secret);
    await Promise.all(nodes.map(async (node) => running.set(node.name, await node.start())));
    const began = Date.now() + aheadMs;
    const times = new Map(chooseTimes(ids.length, began).map((time, n) => [ids[n] ?? 0, time]));
    await db
      .insert(articleSchedules)
      .values([...times].map(([articleId, time]) => ({ articleId, scheduledBy: editor, publishAt: new Date(time) })));
    await db.execute(sql`analyze`);
    say(`${running.size} nodes run; the first article is due in ${figure((began - Date.now()) / 1_000)} s.`);
    await sleep(Math.max(0, began - Date.now()));
    const issue = await aSendingAlert(db, number("subscribers"));
    const faults = values["no-faults"] ? Promise.resolve() : causeFaults(db, nodes, running, began);
    const waiting = new Set(ids);
    const late: { ms: number; at: number }[] = [];
    // What readers see, polled; the last minutes are for what a frozen node holds.
    while (waiting.size > 0 && Date.now() < began + number("seconds") * 1_000 + 120_000) {
      const rows = await db.select({ id: articleSchedules.articleId }).from(articleSchedules);
      const left = new Set(rows.map(({ id }) => id));
      const now = Date.now();
      for (const id of waiting) {
        if (left.has(id)) continue;
        waiting.delete(id);
        late.push({ ms: now - (times.get(id) ?? 0), at: (now - began) / 1_000 });
      }
      await sleep(pollMs);
    }
    await faults;
    const load = loadavg()[0];
    await waitForJobs(db);
    const wrong = await countWrong(db, ids);
    const deliveries = await db.execute<{ state: string; n: number }>(
      sql`select state, count(*)::int as n from newsletter_deliveries where issue_id = ${issue} group by state`,
    );
    const sent = existsSync(mails) ? readFileSync(mails, "utf8").split("\n").filter(Boolean) : [];
    const issues = await db.select({ id: newsletterIssues.id }).from(newsletterIssues);
    const sorted = late.map(({ ms }) => ms).sort((a, b) => a - b);
    const countOver = (limit: number) => figure(sorted.filter((ms) => ms > limit).length);
    say(
      table(
        `${figure(ids.length)} schedules, ${nodes.length} nodes, load ${figure(load, 1)}: how late, ms`,
        ["published", "p50", "p90", "p99", "max", "over 1 s", "over 5 s"],
        [
          [
            figure(sorted.length),
            ...[0.5, 0.9, 0.99, 1].map((share) => figure(percentile(sorted, share))),
            ...[countOver(1_000), countOver(5_000)],
          ],
        ],
      ),
    );
    say(
      table(
        "articles by what their publication left",
        ["", "none", "more than one"],
        Object.entries(wrong).map(([name, { none, several }]): Row => [name, figure(none), figure(several)]),
      ),
    );
    for (const { ms, at } of late.filter((one) => one.ms > 5_000).slice(0, 10))
      say(`  ${figure(ms)} ms late, seen after ${figure(at)} s`);
    const twice = sent.length - new Set(sent).size;
    say(`${issues.length} newsletter to ${number("subscribers")}: ${sent.length} mails accepted, ${twice} twice;`);
    say(`  deliveries: ${deliveries.map(({ state, n }) => `${n} ${state}`).join(", ")}.`);
    const isWrong = Object.values(wrong).some(({ none, several }) => none + several > 0);
    if (waiting.size > 0)
      for (const { log } of running.values()) say(readFileSync(log, "utf8").split("\n").slice(-20).join("\n"));
    process.exitCode = waiting.size > 0 || twice > 0 || isWrong ? 1 : 0;
  } finally {
    for (const node of running.values()) await node.kill();
    await closeJobs();
    await close();
    await services.close();
    await database.stop();
    removeTestFolder(folder);
  }
}

/** Waits, for two minutes at most, until the announcements are made and the newsletter is sent. */
async function waitForJobs(db: Database): Promise<void> {
  const deadline = Date.now() + 120_000;
  while (Date.now() < deadline) {
    const [row] = await db.execute<{ open: number }>(sql`
      select (select count(*) from pgboss.job where name = 'article-announcement' and state < 'completed')::int
        + (select count(*) from newsletter_deliveries where state = 'queued')::int as open`);
    if (row?.open === 0) return;
    await sleep(500);
  }
}

main().then(
  () => process.exit(),
  (error: unknown) => {
    console.error(sayError(error));
    process.exit(1);
  },
);
