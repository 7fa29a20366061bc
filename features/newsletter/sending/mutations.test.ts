import { eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { newsletterDeliveries, newsletterIssueItems, newsletterIssues, newsletterSubscribers } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { aMember } from "#features/members/testing.ts";
import { findIssue, listIssues, wasAlertSent } from "../issues/queries.ts";
import { cancelIssue, pauseIssue, resumeIssue, startDueIssues, startSending } from "./mutations.ts";
import { readCancellation } from "./queries.ts";
import { anAlert, aSendingAlert, aTopic, countStates, someSubscribers } from "./testing.ts";

const { db, queries, clear } = testDatabase();
beforeEach(clear);

const readIssue = async () => (await db.select().from(newsletterIssues))[0];

describe("sending", () => {
  test("starts with a delivery for each active subscriber of a topic with an article", async () => {
    const topicId = await aTopic(db);
    await someSubscribers(db, topicId, 6);
    const change = (id: number, set: Partial<typeof newsletterSubscribers.$inferInsert>) =>
      db.update(newsletterSubscribers).set(set).where(eq(newsletterSubscribers.id, id));
    await change(1, { state: "ended" });
    await change(2, { state: "suppressed" });
    await change(3, { alerts: false });
    await change(4, { address: "Someone@Example.ORG" });
    await db.execute(sql`delete from newsletter_subscriber_topics where subscriber_id = 5`);
    const { id, version } = await anAlert(db);
    expect(await startSending(db, id, null, version)).toEqual({ ok: true, value: { recipients: 2 } });
    expect(await readIssue()).toMatchObject({ status: "sending", recipients: 2, snapshot: { siteName: "Vigie" } });
    const rows = await db.select().from(newsletterDeliveries).orderBy(newsletterDeliveries.subscriberId);
    expect(rows.map(({ subscriberId, domain, state }) => [subscriberId, domain, state])).toEqual([
      [4, "example.org", "queued"],
      [6, "example.net", "queued"],
    ]);
  });

  test("takes as many statements for 2,000 recipients as for one", async () => {
    const topicId = await aTopic(db);
    await someSubscribers(db, topicId, 1);
    const { id, version } = await anAlert(db);
    const one = await queries(() => startSending(db, id, null, version));
    await clear();
    await someSubscribers(db, await aTopic(db), 2_000);
    const next = await anAlert(db);
    const many = await queries(() => startSending(db, next.id, null, next.version));
    expect(many.result).toEqual({ ok: true, value: { recipients: 2_000 } });
    expect(many.statements).toHaveLength(one.statements.length);
  });

  test("is started by one of two people who press at once", async () => {
    await someSubscribers(db, await aTopic(db), 3);
    const { id, version } = await anAlert(db);
    const results = await Promise.all([1, 2].map(() => startSending(db, id, null, version)));
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    expect(results.find(({ ok }) => !ok)).toMatchObject({ code: "sending.started" });
    expect(await countStates(db)).toEqual({ queued: 3 });
  });

  test("is refused for another version, without recipients, and without an article", async () => {
    const { id, version } = await anAlert(db);
    expect(await startSending(db, id, null, version + 1)).toMatchObject({ code: "sending.changed" });
    expect(await startSending(db, id, null, version)).toMatchObject({ code: "issue.noArticle" });
    await aTopic(db);
    expect(await startSending(db, id, null, version)).toMatchObject({ code: "sending.noRecipients" });
    expect(await startSending(db, 99, null, 0)).toMatchObject({ code: "issue.gone" });
    expect(await readIssue()).toMatchObject({ status: "draft", version });
  });
});

test("an issue is paused, resumed, and its rest cancelled for good", async () => {
  const id = await aSendingAlert(db, 3);
  expect(await resumeIssue(db, id)).toMatchObject({ ok: true });
  expect(await pauseIssue(db, id, "refusals")).toMatchObject({ ok: true });
  expect(await readIssue()).toMatchObject({ status: "paused", failure: "refusals" });
  // Pressed twice, or by two editors at once.
  expect(await pauseIssue(db, id)).toMatchObject({ ok: true });
  expect(await readIssue()).toMatchObject({ status: "paused", failure: "refusals" });
  expect(await resumeIssue(db, id)).toMatchObject({ ok: true });
  expect(await readIssue()).toMatchObject({ status: "sending", failure: null });
  expect(await cancelIssue(db, id)).toEqual({ ok: true, value: { cancelled: 3 } });
  expect(await cancelIssue(db, id)).toMatchObject({ code: "sending.over" });
  expect(await resumeIssue(db, id)).toMatchObject({ code: "sending.notPaused" });
  expect(await pauseIssue(db, id)).toMatchObject({ code: "sending.notSending" });
  expect(await countStates(db)).toEqual({ cancelled: 3 });
});

test("an issue that was cancelled before any mail left stays in the list, and counts neither recipients nor as an alert that was sent", async () => {
  const id = await aSendingAlert(db, 3);
  const [item] = await db.select().from(newsletterIssueItems);
  const articleIds = [item?.articleId ?? 0];
  expect(await wasAlertSent(db, 0, articleIds)).toBe(true);
  await cancelIssue(db, id);
  expect(await wasAlertSent(db, 0, articleIds)).toBe(false);
  expect(await listIssues(db)).toMatchObject([{ id, status: "cancelled", recipients: 3, sent: 0 }]);
  expect(await findIssue(db, id)).toMatchObject({ snapshot: null });
});

test("an issue that was partly sent says who cancelled it, when, and how many had got it", async () => {
  const id = await aSendingAlert(db, 3);
  const by = await aMember(db, "edith", { role: "editor", name: "Édith" });
  expect(await readCancellation(db, id)).toBeUndefined();
  await db.execute(sql`update newsletter_deliveries set state = 'sending' where subscriber_id = 1`);
  await db.execute(sql`update newsletter_deliveries set state = 'sent', sent_at = now() where subscriber_id = 1`);
  await cancelIssue(db, id, by);
  expect(await readCancellation(db, id)).toEqual({ at: expect.any(Date), by: "Édith", sent: 1, recipients: 3 });
  expect(await findIssue(db, id)).toMatchObject({ status: "cancelled", snapshot: { siteName: "Vigie" } });
});

describe("a scheduled issue", () => {
  const schedule = (hoursAgo: number) =>
    anAlert(db, { status: "scheduled", scheduledAt: sql`now() - make_interval(hours => ${hoursAgo})` as never });

  test("starts once its time has come, also after hours without a process", async () => {
    await someSubscribers(db, await aTopic(db), 2);
    await schedule(23);
    expect(await startDueIssues(db)).toEqual({ started: 1, failed: 0 });
    expect(await startDueIssues(db)).toEqual({ started: 0, failed: 0 });
    expect(await readIssue()).toMatchObject({ status: "sending", recipients: 2 });
  });

  test("does not start before its time", async () => {
    await someSubscribers(db, await aTopic(db), 2);
    await schedule(-1);
    expect(await startDueIssues(db)).toEqual({ started: 0, failed: 0 });
  });

  test("becomes a draft with the reason if its time was missed by more than a day, or it cannot be sent", async () => {
    await someSubscribers(db, await aTopic(db), 2);
    await schedule(25);
    expect(await startDueIssues(db)).toEqual({ started: 0, failed: 1 });
    expect(await readIssue()).toMatchObject({ status: "draft", failure: "sending.missed" });
    await clear();
    await schedule(0);
    expect(await startDueIssues(db)).toEqual({ started: 0, failed: 1 });
    expect(await readIssue()).toMatchObject({ status: "draft", failure: "issue.noArticle" });
  });
});
