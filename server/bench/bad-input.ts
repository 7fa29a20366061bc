import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { eq, sql } from "drizzle-orm";
import { moderationLogCacheTag } from "#db/cache-tags/moderation-log.ts";
import { connect } from "#db/client.ts";
import { invalidateTags } from "#db/invalidation.ts";
import { articles, comments } from "#db/schema.ts";
import { setSetting } from "#features/settings/mutations.ts";
import { makeProse } from "../cli/synthetic-corpus/prose.ts";
import { seeded } from "../cli/synthetic-corpus/random.ts";
import { acquirePostgres } from "../postgres/database.ts";
import type { Bench, SectionResult } from "./context.ts";
import { measureFinishedPage } from "./finished-page.ts";
import { signInMembers } from "./members.ts";
import { measureOutage } from "./outage.ts";
import { figure } from "./report.ts";
import { sendRequests } from "./request-load.ts";
import { floodUnknownAddresses } from "./unknown-flood.ts";
import { isDone, WriteRequests } from "./write-requests.ts";

const floodSeconds = 10;
const slowSeconds = 5;
const burst = { comments: 1_000, members: 100 };
/** How long the comments of a burst may take to be visible once the last is answered (ms). */
const visibleTimeoutMs = 10_000;

/** Measures the site under a flood of unknown addresses, a slow query, a burst of comments and a database outage. */
export async function measureBadInput(bench: Bench): Promise<SectionResult> {
  const flood = await flooded(bench);
  const slow = await slowQuery(bench);
  const bursts = await burstOfComments(bench);
  const outage = await measureOutage(bench);
  const { stored, counted, visible } = bursts;
  const over = [stored, counted, visible].some((count) => count !== bursts.accepted)
    ? [`of a burst of ${bursts.accepted} comments ${stored} were stored, ${counted} counted and ${visible} visible`]
    : [];
  if (slow.waited < (slowSeconds * 1_000) / 2)
    over.push("the page did not wait for the slow query, so the measurement proves nothing");
  return { figures: { flood, slow, burst: bursts, outage }, over };
}

/** Requests distinct unknown addresses as fast as the machine can, while another client reads a finished page. */
async function flooded(bench: Bench) {
  const { site, instrument, article, say } = bench;
  const quiet = await measureFinishedPage(site.url, article, 3);
  let outcome: Awaited<ReturnType<typeof floodUnknownAddresses>> | undefined;
  let meanwhile = quiet;
  const cost = await instrument.measure(async () => {
    const flooding = floodUnknownAddresses(site.url, floodSeconds);
    // The finished page is requested once the flood's process has begun.
    await sleep(1_000);
    [outcome, meanwhile] = await Promise.all([flooding, measureFinishedPage(site.url, article, floodSeconds - 2)]);
    return { requests: outcome.offered, rate: Number.NaN, p50: Number.NaN, p99: Number.NaN, failures: 0 };
  });
  const { offered = 0, statuses = {} } = outcome ?? {};
  const lookups = Math.round(cost.statements * offered);
  const answers = Object.entries(statuses).map(([status, count]) => `${figure(count)} × ${status}`);
  say(
    `Unknown addresses for ${floodSeconds} s: ${figure(offered)} offered, answered ${answers.join(", ")}, ${figure(lookups)} lookups, ` +
      `${figure(cost.nodeMs, 3)} ms of processor time each. A finished page meanwhile: p99 ${figure(meanwhile.p99, 1)} ms (${figure(quiet.p99, 1)} before), ${meanwhile.failures} failed.`,
  );
  return { offered, statuses, lookups, nodeMs: cost.nodeMs, finished: meanwhile, quiet };
}

/** Lets the public moderation log wait for a locked table while another client reads a finished page. */
async function slowQuery({ site, dataDir, db, article, say }: Bench) {
  const handle = await acquirePostgres({ dataDir });
  const { sql: locking, close } = connect(handle.url, { max: 1 });
  const page = "/moderation-log";
  let waited = Number.NaN;
  let status = 0;
  const locked = locking.begin(async (tx) => {
    await tx`lock table moderation_log in access exclusive mode`;
    await tx`select pg_sleep(${slowSeconds})`;
  });
  await sleep(200);
  // From now on the page must be rendered, which waits for the table.
  await invalidateTags(db, [moderationLogCacheTag], "now");
  await sleep(200);
  const slow = Promise.all(
    Array.from({ length: 8 }, async () => {
      const from = performance.now();
      const answer = await fetch(site.url + page, { headers: { "x-forwarded-for": "198.19.255.1" } });
      await answer.arrayBuffer();
      waited = performance.now() - from;
      status = answer.status;
    }),
  );
  const finished = await measureFinishedPage(site.url, article, slowSeconds - 1);
  await Promise.all([locked, slow]);
  await close();
  await handle.release();
  say(
    `A query of ${slowSeconds} s inside ${page} (answered ${status} after ${figure(waited)} ms): a finished page meanwhile: p99 ${figure(finished.p99, 1)} ms, ${finished.failures} failed.`,
  );
  return { waited, status, finished };
}

/** Posts a thousand comments on one article by a hundred members at once: each must be stored, counted and shown once. */
async function burstOfComments({ site, dataDir, db, articles: slugs, options, say }: Bench) {
  await setSetting(db, "comments.newcomer", 0);
  const slug = slugs.at(-1) ?? "";
  const members = await signInMembers(db, dataDir, burst.members);
  const requests = await WriteRequests.open(site.url, slug);
  const prose = makeProse(seeded(options.seed + 1));
  const random = seeded(options.seed + 2);
  const token = `rafale${randomUUID().slice(0, 8)}`;
  const count = async () => {
    const [row] = await db
      .select({ id: articles.id, counted: articles.commentCount })
      .from(articles)
      .where(eq(articles.slug, slug));
    return row ?? { id: 0, counted: 0 };
  };
  const before = await count();
  const sent = await sendRequests(
    site.url,
    (n) => {
      const member = members[n % members.length];
      if (!member) throw new Error("There are no members.");
      return requests.commentByScript(member, slug, `${prose.paragraph(random, 12)} ${token}n${n}.`);
    },
    { count: burst.comments, connections: burst.members, isSuccess: isDone },
  );
  const answered = performance.now();
  const accepted = sent.requests - sent.failures;
  let visible = 0;
  let visibleAfter = Number.NaN;
  while (visible < accepted && performance.now() - answered < visibleTimeoutMs) {
    visible = await countVisible(site.url, slug, token, accepted);
    visibleAfter = performance.now() - answered;
  }
  const after = await count();
  const [row] = await db
    .select({ stored: sql<number>`count(*)::int` })
    .from(comments)
    .where(sql`${comments.articleId} = ${after.id} and ${comments.bodySource} like ${`%${token}n%`}`);
  const stored = row?.stored ?? 0;
  const counted = after.counted - before.counted;
  say(
    `A burst of ${burst.comments} comments on one article by ${burst.members} members: ${accepted} accepted (${figure(sent.rate)} a second, p99 ${figure(sent.p99)} ms), ` +
      `${stored} stored, ${counted} counted, ${visible} visible to a signed-out client ${figure(visibleAfter)} ms after the last answer, ${sent.failures} refused.`,
  );
  return { ...sent, accepted, stored, counted, visible, visibleAfter };
}

/** Counts the burst's comments on the pages of the discussion, newest first. */
async function countVisible(site: string, slug: string, token: string, wanted: number): Promise<number> {
  const seen = new Set<string>();
  for (let page = 1; page <= wanted; page += 1) {
    const address = `${site}/articles/${slug}/comments?sort=newest${page === 1 ? "" : `&page=${page}`}`;
    const answer = await fetch(address);
    const html = await answer.text();
    const found = [...html.matchAll(new RegExp(`${token}n(\\d+)\\.`, "g"))].map(([, n]) => n ?? "");
    if (answer.status !== 200 || found.length === 0) break;
    for (const n of found) seen.add(n);
  }
  return seen.size;
}
