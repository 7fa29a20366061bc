import { spawn } from "node:child_process";
import { Agent, request as httpRequest } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { desc, eq, inArray } from "drizzle-orm";
import { connect } from "#db/client.ts";
import { articles } from "#db/schema/articles.ts";
import { comments } from "#db/schema/comments.ts";
import { acquirePostgres } from "../postgres/database.ts";
import { nextNetwork, signInMembers } from "./members.ts";
import { type BenchRequest, percentile } from "./request-load.ts";
import { isRedirect, WriteRequests } from "./write-requests.ts";

/**
 * Reads pages and posts comments while a command upgrades the site, and counts what readers and writers notice. Run it
 * next to a production site that was started with TRUST_PROXY=1:
 *
 *   DATA_DIR=/tmp/data node server/bench/upgrade.ts --url http://localhost:3000 [--readers 8] -- npm run vigie -- upgrade FOLDER
 *
 * Half of the readers open a connection for each page, half keep theirs, as a proxy does.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    url: { type: "string", default: "http://localhost:3000" },
    readers: { type: "string", default: "8" },
    pause: { type: "string", default: "20" },
    quiet: { type: "string", default: "20" },
    after: { type: "string", default: "90" },
  },
});
const { url } = values;
const pauseMs = Number(values.pause);
const commentsPerSecond = 2;
/** A reader calls this slow (ms). */
const slowMs = 1_000;

interface Outcome {
  at: number;
  ms: number;
  status: number;
  error: string;
}

const reads: Outcome[] = [];
const writes: (Outcome & { text: string })[] = [];
let running = true;

const kept = new Agent({ keepAlive: true, maxSockets: 64 });

function send({ path, method = "GET", headers, body }: BenchRequest, agent: Agent | false): Promise<Outcome> {
  const at = performance.now();
  return new Promise((resolve) => {
    const done = (status: number, error = "") => resolve({ at, ms: performance.now() - at, status, error });
    const req = httpRequest(new URL(path, url), { method, headers, agent, timeout: 30_000 }, (res) => {
      res.on("error", (error) => done(0, error.message)).on("end", () => done(res.statusCode ?? 0));
      res.resume();
    });
    req.on("error", (error: NodeJS.ErrnoException) => done(0, error.code ?? error.message));
    req.on("timeout", () => req.destroy(new Error("no response in 30 s")));
    req.end(body);
  });
}

const handle = await acquirePostgres({ dataDir: process.env.DATA_DIR ?? ".data" });
const { db, close } = connect(handle.url, { max: 2 });
const open = await db
  .select({ slug: articles.slug, policy: articles.commentPolicy })
  .from(articles)
  .where(eq(articles.status, "published"))
  .orderBy(desc(articles.publishedAt))
  .limit(200);
const pages = ["/", ...open.map(({ slug }) => `/articles/${slug}`)];
const discussed = open.filter(({ policy }) => policy === "open").slice(0, 20);
const people = await signInMembers(db, process.env.DATA_DIR ?? ".data", 300);
const forms = await WriteRequests.open(url, discussed[0]?.slug ?? "");

async function read(agent: Agent | false, first: number): Promise<void> {
  for (let n = first; running; n += 7) {
    reads.push(await send({ path: pages[n % pages.length] ?? "/", headers: nextNetwork() }, agent));
    await sleep(pauseMs);
  }
}

async function write(): Promise<void> {
  const pending: Promise<unknown>[] = [];
  for (let n = 0; running; n += 1) {
    const member = people[n % people.length];
    const article = discussed[n % discussed.length];
    if (!member || !article) throw new Error("No article is open for comments.");
    const text = `Mesure ${process.pid} numéro ${n} (${crypto.randomUUID()}).`;
    const posting = forms.commentByForm(member, article.slug, text);
    pending.push(send(posting, n % 2 === 0 ? kept : false).then((outcome) => writes.push({ ...outcome, text })));
    await sleep(1_000 / commentsPerSecond);
  }
  await Promise.all(pending);
}

const clients = Array.from({ length: Number(values.readers) }, (_, n) => read(n % 2 === 0 ? kept : false, n * 31));
const writing = write();
await sleep(Number(values.quiet) * 1_000);
const began = performance.now();
const child = spawn(positionals[0] ?? "true", positionals.slice(1), { stdio: "inherit" });
const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
const ended = performance.now();
await sleep(Number(values.after) * 1_000);
running = false;
await Promise.all([...clients, writing]);
kept.destroy();

const acknowledged = writes.filter(({ status }) => isRedirect(status));
const stored = new Map<string, number>();
for (let from = 0; from < acknowledged.length; from += 500) {
  const texts = acknowledged.slice(from, from + 500).map(({ text }) => text);
  const rows = await db.select({ text: comments.bodySource }).from(comments).where(inArray(comments.bodySource, texts));
  for (const { text } of rows) stored.set(text, (stored.get(text) ?? 0) + 1);
}
await close();
await handle.release();

const figures = (all: readonly Outcome[], isGood: (status: number) => boolean) => {
  const good = all.filter(({ status }) => isGood(status));
  const times = good.map(({ ms }) => ms).sort((a, b) => a - b);
  const others = all.filter(({ status }) => !isGood(status)).map(({ status, error }) => error || String(status));
  return {
    requests: all.length,
    p50: Math.round(percentile(times, 0.5) * 10) / 10,
    p99: Math.round(percentile(times, 0.99) * 10) / 10,
    max: Math.round(times.at(-1) ?? 0),
    slow: times.filter((ms) => ms > slowMs).length,
    failed: others.length,
    reasons: [...new Set(others)],
  };
};
const phases = { quiet: [0, began], upgrade: [began, ended], after: [ended, Number.POSITIVE_INFINITY] } as const;
const report = Object.fromEntries(
  Object.entries(phases).map(([name, [from, to]]) => {
    const within = <T extends Outcome>(all: T[]) => all.filter(({ at }) => at >= from && at < to);
    return [
      name,
      { reads: figures(within(reads), (status) => status === 200), writes: figures(within(writes), isRedirect) },
    ];
  }),
);
const lost = acknowledged.filter(({ text }) => !stored.has(text)).length;
const duplicates = [...stored.values()].filter((count) => count > 1).length;
const seconds = Math.round((ended - began) / 1_000);
console.log(JSON.stringify({ code, seconds, ...report, acknowledged: acknowledged.length, lost, duplicates }, null, 1));
