import { randomUUID } from "node:crypto";
import { performance } from "node:perf_hooks";
import { eq, inArray, sql } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { comments, members, moderationQueue } from "#db/schema.ts";
import { createMember } from "#features/members/mutations.ts";
import { decideInBulk } from "#features/moderation/decisions/bulk-decision.ts";
import { decide } from "#features/moderation/decisions/decide.ts";
import { undoDecision } from "#features/moderation/decisions/undo.ts";
import { listItems } from "#features/moderation/queue/items/queries.ts";
import { findFilterNames } from "#features/moderation/queue/queries.ts";
import { countTabs, listQueue } from "#features/moderation/queue/tabs/queries.ts";
import { type QueueFilter, queueTabs } from "#features/moderation/queue/tabs/rules.ts";
import { listUndoableDecisions } from "#features/moderation/queue/undoable-decisions/queries.ts";
import { listReports } from "#features/reports/queries.ts";
import { readSettings } from "#features/settings/queries.ts";
import { closeJobs } from "#lib/jobs.ts";
import { withDatabase } from "../cli/run-command.ts";
import { formWith, sendForm } from "./forms.ts";
import { median } from "./http-load.ts";

/**
 * Measures the moderation queue's page and a decision, on a corpus of its own, created once (ten minutes):
 *   DATA_DIR=/tmp/x npm run vigie -- load --articles 20000 --comments 1000000
 *   DATA_DIR=/tmp/x node server/bench/moderation-queue.ts
 * With a site that runs on the same folder, it also measures the whole page:
 *   VIGIE_TEST_URL=http://localhost:3000 DATA_DIR=/tmp/x node server/bench/moderation-queue.ts
 * It makes 20,000 of the newest comments pending, one in ten of them reported, and removes its decisions.
 */
const waiting = 20_000;
const rounds = 60;
/** The most that a moderator might select. */
const selected = 5_000;

async function fill(db: Database): Promise<{ all: number; waits: number }> {
  const [now] = await db.select({ waits: sql<number>`count(*)::int` }).from(moderationQueue);
  const missing = waiting - (now?.waits ?? 0);
  if (missing > 0) {
    // In batches: a trigger updates the queue row of each changed comment.
    for (let done = 0; done < missing; done += 2_000)
      await db.execute(sql`
        update comments set status = 'pending' where id in (
          select id from comments where status = 'visible' order by created_at desc limit ${Math.min(2_000, missing - done)})`);
    await db.execute(sql`
      insert into comment_reports (comment_id, member_id, reason)
      select id, (select max(id) from members) - id % 10, 'spam' from comments where status = 'visible' order by id desc limit ${waiting / 10}
      on conflict do nothing`);
    await db.execute(sql`update articles set comment_count = (select count(*) from comments where article_id = articles.id and status = 'visible')
      where id in (select article_id from moderation_queue)`);
    await db.execute(sql`vacuum analyze`);
  }
  const [row] = await db.execute<{ all: number; waits: number }>(sql`
    select (select count(*)::int from comments) as "all", (select count(*)::int from moderation_queue) as waits`);
  return row ?? { all: 0, waits: 0 };
}

/** Runs all statements of the page, as `loadQueue` sends them. */
async function page(db: Database, filter: QueueFilter, viewer: number): Promise<void> {
  const settings = await readSettings(db);
  const [{ ids }] = await Promise.all([
    listQueue(db, filter),
    countTabs(db),
    listUndoableDecisions(db, viewer),
    findFilterNames(db, filter),
  ]);
  await Promise.all([listItems(db, ids, viewer), listReports(db, ids, settings)]);
}

async function timed(work: () => Promise<unknown>, times = rounds): Promise<string> {
  await work();
  const took: number[] = [];
  for (let n = 0; n < times; n += 1) {
    const began = performance.now();
    await work();
    took.push(performance.now() - began);
  }
  took.sort((a, b) => a - b);
  return `${median(took).toFixed(1)} ms (95 %: ${(took[Math.floor(took.length * 0.95)] ?? 0).toFixed(1)})`;
}

/** A selection as the queue sends it, a hundred at a time, then one undo of it all. */
async function bulk(db: Database, id: number): Promise<string> {
  const { ids } = await listQueue(db, { tab: "pending", oldest: true }, selected);
  const versions = new Map(
    (
      await db.select({ id: comments.id, version: comments.version }).from(comments).where(inArray(comments.id, ids))
    ).map((one) => [one.id, one.version]),
  );
  const selection = randomUUID();
  const began = performance.now();
  for (let from = 0; from < ids.length; from += 100) {
    const items = ids.slice(from, from + 100).map((one) => ({ id: one, version: versions.get(one) ?? 0 }));
    const done = await decideInBulk(db, { actor: { id }, action: "reject", reason: "spam", items, selection });
    if (!done.ok) throw new Error(done.code);
  }
  const decided = performance.now();
  const undone = await undoDecision(db, { id });
  if (!undone.ok) throw new Error(undone.code);
  const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
  return `a selection of ${ids.length}: ${seconds(decided - began)}; its undo (${undone.value.parts + 1}): ${seconds(performance.now() - decided)}`;
}

/** The page as a moderator's browser requests it, signed in through the form. */
async function wholePage(db: Database, site: string): Promise<string> {
  const email = `banc-${Date.now()}@example.org`;
  const password = "banc-d-essai-assez-long";
  const created = await createMember(db, { email, name: `Banc ${Date.now()}`, role: "moderator", password });
  if (!created.ok) throw new Error(created.code);
  const login = `${site}/login`;
  const form = formWith(await (await fetch(login)).text(), "password");
  const answer = await sendForm(login, form, { email, password }, { headers: {} });
  const cookie = answer.headers
    .getSetCookie()
    .map((one) => one.split(";", 1)[0])
    .join("; ");
  const took = await timed(async () => {
    const page = await fetch(`${site}/admin/moderation`, { headers: { cookie }, redirect: "manual" });
    const text = await page.text();
    if (page.status !== 200 || !text.includes("comment")) throw new Error(`The page answered ${page.status}.`);
  });
  await db.update(members).set({ deletedAt: new Date(), email: null }).where(eq(members.email, email));
  return took;
}

await withDatabase(async ({ db }) => {
  const { all, waits } = await fill(db);
  console.log(`${all} comments, ${waits} wait`);
  const [created] = await db
    .insert(members)
    .values({ name: "Banc", handle: `banc-${Date.now()}`, role: "moderator", confirmedAt: new Date() })
    .returning({ id: members.id });
  const id = created?.id ?? 0;
  for (const tab of queueTabs)
    console.log(`SQL of the page, ${tab}: ${await timed(() => page(db, { tab, oldest: false }, id))}`);
  const deep: QueueFilter = { tab: "review", oldest: false, after: [Date.now() - 86_400_000, 0] };
  console.log(`SQL of the page, review, deep: ${await timed(() => page(db, deep, id))}`);
  for (const q of ["introuvable", "e"])
    console.log(
      `SQL of the page, review, searched for "${q}": ${await timed(() => page(db, { tab: "review", q, oldest: false }, id))}`,
    );
  const ids = (await listQueue(db, { tab: "pending", oldest: true }, rounds + 1)).ids;
  let next = 0;
  console.log(
    `a decision: ${await timed(async () => {
      const subject = { kind: "comment" as const, id: ids[next] ?? 0 };
      next += 1;
      const decided = await decide(db, {
        actor: { id },
        subject,
        action: next % 2 ? "approve" : "reject",
        reason: "spam",
      });
      if (!decided.ok) throw new Error(decided.code);
    })}`,
  );
  console.log(
    `an undo: ${await timed(async () => {
      const undone = await undoDecision(db, { id });
      if (!undone.ok) throw new Error(undone.code);
    })}`,
  );
  console.log(await bulk(db, id));
  const site = process.env.VIGIE_TEST_URL;
  if (site) console.log(`the whole page, by ${site}: ${await wholePage(db, site)}`);
  await db.update(members).set({ deletedAt: new Date() }).where(eq(members.id, id));
  // Nobody needs the jobs that the decisions enqueued.
  await closeJobs();
});
