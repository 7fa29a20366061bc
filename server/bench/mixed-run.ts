import { spawn } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { desc, eq } from "drizzle-orm";
import { articles } from "#db/schema/articles.ts";
import { setSetting } from "#features/settings/mutations.ts";
import { residentMemory, root } from "./child-process.ts";
import type { Bench, SectionResult } from "./context.ts";
import { type BenchMember, signInMembers } from "./members.ts";
import type { KindSummary } from "./mixed-times.ts";
import { figure, type Row, table } from "./report.ts";
import { sendRequests } from "./request-load.ts";
import type { Staleness } from "./second-client.ts";

/** The input of the load generator. */
export interface MixedPlan {
  site: string;
  seconds: number;
  /** Events a second at the highest level. One in 25 is a comment. */
  eventsPerSecond: number;
  /** The levels in their order, as shares of the highest. */
  levels: number[];
  seed: number;
  articles: string[];
  editorPages: string[];
  members: BenchMember[];
  moderators: BenchMember[];
  editors: BenchMember[];
}

/** The output of the load generator. */
export interface MixedResult {
  seconds: number;
  kinds: Record<string, KindSummary>;
  levels: { share: number; kinds: Record<string, KindSummary> }[];
  unanswered: number;
  staleness: Record<"added" | "removed", Staleness>;
  generator: { processorShare: number; delayP99: number };
}

const levels = [0.25, 0.5, 0.75, 1];
const commentShare = 0.04;
/** A member may post ten comments in five minutes. */
const commentsPerMember = 6;
/** How long signed-out readers may get a page without an addition, and with removed content (ms). */
const maxStaleness = { added: 850, removed: 0 };

/**
 * Runs readers, members, moderators, editors and unknown addresses at once, at four levels of load. Prints the latencies
 * of each kind, the cost, and the staleness of the pages that a second client got meanwhile.
 */
export async function measureMixedRun(bench: Bench): Promise<SectionResult> {
  const { site, instrument, options, say } = bench;
  const seconds = options.mixedSeconds;
  const plan = await makePlan(bench);
  say(`  rendering ${figure(plan.articles.length)} pages, then ${figure(seconds)} s of load`);
  const pages = plan.articles.map((slug) => `/articles/${slug}`);
  await sendRequests(site.url, (n) => ({ path: pages[n] ?? "/" }), { count: pages.length, connections: 8 });
  const file = path.join(bench.dataDir, "mixed-plan.json");
  writeFileSync(file, JSON.stringify(plan), { mode: 0o600 });
  const before = residentMemory(site.pid);
  let result: MixedResult | undefined;
  const cost = await instrument.measure(async () => {
    result = await generate(file);
    const all = Object.values(result.kinds);
    const requests = all.reduce((sum, kind) => sum + kind.requests, 0);
    return { requests, rate: requests / result.seconds, p50: Number.NaN, p99: Number.NaN, failures: 0 };
  });
  rmSync(file);
  if (!result) throw new Error("The load generator measured nothing.");
  const memory = { before, after: residentMemory(site.pid) };
  for (const [at, { share, kinds }] of result.levels.entries())
    say(levelTable(`Level ${at + 1}: ${figure(share * options.commentsPerSecond)} comments a second`, kinds));
  say(levelTable(`All of ${figure(seconds)} s (seed ${options.seed})`, result.kinds));
  const { added, removed } = result.staleness;
  const row = (name: string, { count, p99, worst, never }: Staleness): Row => [
    name,
    ...[figure(count), figure(p99), figure(worst), figure(never)],
  ];
  say(
    table(
      "Staleness seen by a second, signed-out client, from the response to a write (ms)",
      ["comment", "seen", "p99", "worst", "never"],
      [row("added", added), row("removed", removed)],
    ),
  );
  say(
    `\nPer request: ${figure(cost.nodeMs, 2)} ms of the serving process, ${figure(cost.postgresMs, 2)} ms of PostgreSQL, ${figure(cost.statements, 2)} statements. ` +
      `Memory: ${figure(memory.before)} → ${figure(memory.after)} MB. Unanswered: ${figure(result.unanswered)}.\n` +
      `The load generator used ${figure(result.generator.processorShare * 100)} % of a core; its timers were ${figure(result.generator.delayP99, 1)} ms late (p99).`,
  );
  const over = (["added", "removed"] as const).flatMap((name) => {
    const { worst, never } = result?.staleness[name] ?? { worst: 0, never: 0 };
    return worst > maxStaleness[name] || never > 0
      ? [
          `pages were stale for ${figure(worst)} ms after a comment was ${name} (at most ${maxStaleness[name]}), ${never} never changed`,
        ]
      : [];
  });
  return { figures: { ...result, cost, memory }, over };
}

async function makePlan({ site, dataDir, db, articles: slugs, options }: Bench): Promise<MixedPlan> {
  await setSetting(db, "comments.newcomer", 0);
  const comments = options.commentsPerSecond * options.mixedSeconds;
  const rows = await db
    .select({ id: articles.id })
    .from(articles)
    .where(eq(articles.status, "published"))
    .orderBy(desc(articles.publishedAt))
    .limit(50);
  return {
    site: site.url,
    seconds: options.mixedSeconds,
    eventsPerSecond: options.commentsPerSecond / commentShare,
    levels,
    seed: options.seed,
    articles: [...slugs],
    editorPages: rows.map(({ id }) => `/admin/articles/${id}`),
    members: await signInMembers(db, dataDir, Math.max(50, Math.ceil(comments / commentsPerMember))),
    moderators: await signInMembers(db, dataDir, 10, "moderator"),
    editors: await signInMembers(db, dataDir, 10, "editor"),
  };
}

/** Runs the load generator in a process of its own, because its processor time must not count. */
async function generate(file: string): Promise<MixedResult> {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, "mixed-load.ts"), file], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let out = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    out += text;
  });
  const code = await new Promise((resolve) => child.once("close", resolve));
  if (code !== 0) throw new Error(`The load generator ended with code ${code}.`);
  return JSON.parse(out);
}

function levelTable(title: string, kinds: Record<string, KindSummary>): string {
  const rows = Object.entries(kinds)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(
      ([kind, { rate, p50, p99, worst, failures }]): Row => [
        kind,
        ...[figure(rate, 1), figure(p50, 1), figure(p99, 1), figure(worst)],
        Object.entries(failures)
          .map(([code, count]) => `${count} × ${code}`)
          .join(", "),
      ],
    );
  return table(title, ["kind", "per s", "p50 ms", "p99 ms", "worst ms", "failed"], rows);
}
