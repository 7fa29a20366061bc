import { eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import {
  newsletterDeliveries,
  newsletterIssues,
  newsletterRates,
  newsletterSenders,
  newsletterSubscribers,
} from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import {
  type Claim,
  claimDeliveries,
  type DeliveryRecord,
  finishIssues,
  recordDeliveries,
  registerSender,
  removeSender,
  renewSender,
  sweepExpiredSenders,
} from "./ledger.ts";
import { cancelIssue, pauseIssue, resolveUncertain } from "./mutations.ts";
import { aSendingAlert, countStates } from "./testing.ts";

const { db, queries, clear } = testDatabase();
beforeEach(clear);

const fast = { perSecond: 10_000, perDomainMinute: 1_000_000, warmUp: false, zone: "Europe/Paris" };

const claim = (wanted: number, limits = fast, sender = "one") => claimDeliveries(db, sender, wanted, limits);
const record = (claims: Claim[], state: DeliveryRecord["state"], sender = "one") =>
  recordDeliveries(
    db,
    sender,
    claims.map(({ issueId, subscriberId }) => ({
      issueId,
      subscriberId,
      state,
      response: "250 ok",
      retrySeconds: 0,
      countsAttempt: true,
    })),
  );
/** Makes a lease expire. */
const expire = (sender: string) =>
  db
    .update(newsletterSenders)
    .set({ leaseEndsAt: sql`now() - interval '1 second'` })
    .where(eq(newsletterSenders.id, sender));

describe("a claim", () => {
  test("returns what a mail needs, and is one statement", async () => {
    const issueId = await aSendingAlert(db, 3);
    await registerSender(db, "one");
    const { result, statements } = await queries(() => claim(2));
    expect(statements).toHaveLength(1);
    expect(result).toHaveLength(2);
    expect(result[0]).toMatchObject({ issueId, domain: "example.net", locale: null, attempts: 0 });
    expect(result[0]?.address).toMatch(/^reader\d@example\.net$/);
    expect(result[0]?.topicIds).toHaveLength(1);
    expect(result[0]?.linkKey).toHaveLength(32);
    expect(await countStates(db)).toEqual({ queued: 1, sending: 2 });
  });

  test("needs a lease that has not expired", async () => {
    await aSendingAlert(db, 1);
    expect(await claim(1)).toEqual([]);
    await registerSender(db, "one");
    await expire("one");
    expect(await claim(1)).toEqual([]);
    expect(await renewSender(db, "one")).toBe(false);
  });

  test("of several senders at once never returns the same delivery twice", async () => {
    await aSendingAlert(db, 60);
    const senders = ["one", "two", "three"];
    for (const sender of senders) await registerSender(db, sender);
    const claimed = await Promise.all(Array.from({ length: 12 }, (_, n) => claim(5, fast, senders[n % 3])));
    const ids = claimed.flat().map(({ subscriberId }) => subscriberId);
    expect(new Set(ids).size).toBe(60);
    expect(ids).toHaveLength(60);
  });

  test("takes nothing of a paused issue", async () => {
    const issueId = await aSendingAlert(db, 1);
    await registerSender(db, "one");
    await pauseIssue(db, issueId);
    expect(await claim(1)).toEqual([]);
  });

  test("skips subscriptions that ended meanwhile", async () => {
    await aSendingAlert(db, 3);
    await registerSender(db, "one");
    await db.update(newsletterSubscribers).set({ state: "ended" }).where(eq(newsletterSubscribers.id, 2));
    await db
      .update(newsletterSubscribers)
      .set({ state: "suppressed", address: null })
      .where(eq(newsletterSubscribers.id, 3));
    expect(await claim(5)).toHaveLength(1);
    expect(await countStates(db)).toEqual({ sending: 1, skipped: 2 });
  });
});

describe("the rate", () => {
  test("of the site is that of all senders together", async () => {
    await aSendingAlert(db, 50);
    for (const sender of ["one", "two"]) await registerSender(db, sender);
    const limits = { ...fast, perSecond: 5 };
    const [first, second] = [await claim(20, limits), await claim(20, limits, "two")];
    // A second's messages, and what became free between the two claims.
    expect(first).toHaveLength(5);
    expect(second.length).toBeLessThan(5);
  });

  test("of a domain moves what exceeds it to the time of its turn, and lets other domains pass", async () => {
    await aSendingAlert(db, 90, { domains: ["big.example", "big.example", "small.example"] });
    await registerSender(db, "one");
    const limits = { ...fast, perDomainMinute: 60 };
    const claimed = [...(await claim(25, limits)), ...(await claim(25, limits))];
    const of = (domain: string) => claimed.filter((one) => one.domain === domain).length;
    // Ten seconds' messages at once.
    expect(of("big.example")).toBeGreaterThanOrEqual(10);
    expect(of("big.example")).toBeLessThan(15);
    expect(of("small.example")).toBeGreaterThanOrEqual(10);
    const [moved] = await db.execute<{ count: number; span: number }>(sql`
      select count(distinct due_at)::int as count, extract(epoch from max(due_at) - min(due_at))::int as span
      from newsletter_deliveries where state = 'queued' and domain = 'big.example' and due_at > now()`);
    // One second apart.
    expect(moved?.count).toBeGreaterThan(10);
    expect(moved?.span).toBe((moved?.count ?? 0) - 1);
  });

  test("during a warm-up is limited by day, from what the ledger says", async () => {
    await aSendingAlert(db, 700);
    await registerSender(db, "one");
    const limits = { ...fast, warmUp: true };
    const claimed = await claim(700, limits);
    expect(claimed).toHaveLength(500);
    expect(await claim(700, limits)).toEqual([]);
    // A restart counts the ledger again: what was sent, not what was only tried.
    await record(claimed.slice(0, 400), "sent");
    await record(claimed.slice(400), "queued");
    await db.delete(newsletterRates);
    const retried = await claim(700, limits);
    expect(retried).toHaveLength(100);
    await record(retried, "queued");
    // An earlier day doubles it: the day before yesterday and yesterday.
    for (const [days, id] of [
      [1, claimed[0]?.subscriberId],
      [1, claimed[1]?.subscriberId],
      [2, claimed[2]?.subscriberId],
    ])
      await db
        .update(newsletterDeliveries)
        .set({ sentAt: sql`now() - make_interval(days => ${days})` })
        .where(eq(newsletterDeliveries.subscriberId, id ?? 0));
    await db.delete(newsletterRates);
    expect((await claim(1, limits)).length).toBe(1);
    const [site] = await db.select().from(newsletterRates).where(eq(newsletterRates.key, "site"));
    expect(site).toMatchObject({ dayLimit: 2_000, dayCount: 398 });
  });
});

describe("a lease that expires", () => {
  test("makes uncertain what its sender was sending, and nothing else", async () => {
    await aSendingAlert(db, 6);
    for (const sender of ["one", "two"]) await registerSender(db, sender);
    await claim(2);
    await claim(2, fast, "two");
    await expire("one");
    expect(await sweepExpiredSenders(db)).toBe(2);
    expect(await sweepExpiredSenders(db)).toBe(0);
    expect(await countStates(db)).toEqual({ queued: 2, sending: 2, uncertain: 2 });
  });

  test("lets its sender still record what it knows, but queue nothing again", async () => {
    await aSendingAlert(db, 3);
    await registerSender(db, "one");
    const [first, second, third] = await claim(3);
    await expire("one");
    await sweepExpiredSenders(db);
    if (!first || !second || !third) throw new Error("Nothing was claimed.");
    await record([first], "sent");
    await record([second], "queued");
    expect(await countStates(db)).toEqual({ sent: 1, uncertain: 2 });
  });

  test("that is closed leaves nothing in the state `sending`", async () => {
    await aSendingAlert(db, 1);
    await registerSender(db, "one");
    await claim(1);
    await removeSender(db, "one");
    expect(await countStates(db)).toEqual({ uncertain: 1 });
  });
});

test("an issue is sent once nothing is queued or being sent", async () => {
  const issueId = await aSendingAlert(db, 2);
  await registerSender(db, "one");
  const claims = await claim(2);
  expect(await finishIssues(db)).toEqual([]);
  await record(claims.slice(0, 1), "sent");
  await record(claims.slice(1), "queued");
  expect(await finishIssues(db)).toEqual([]);
  await record(await claim(2), "failed");
  expect(await finishIssues(db)).toEqual([issueId]);
  const [issue] = await db.select().from(newsletterIssues);
  expect(issue).toMatchObject({ status: "sent" });
  expect(issue?.finishedAt).not.toBeNull();
});

describe("the ledger refuses", () => {
  const setState = (state: string) =>
    db.execute(sql`update newsletter_deliveries set state = ${state}::newsletter_delivery_state`);

  test.each(["sent", "bounced", "failed", "skipped"] as const)("to queue again what is %s", async (state) => {
    await aSendingAlert(db, 1);
    await registerSender(db, "one");
    await record(await claim(1), state);
    await expect(setState("queued")).rejects.toThrow();
    await expect(setState("sending")).rejects.toThrow();
    await expect(db.delete(newsletterDeliveries)).rejects.toThrow();
  });

  test("to queue again what became uncertain a second time, without another decision", async () => {
    const issueId = await aSendingAlert(db, 1);
    const [editor] = await db.execute<{ id: string }>(
      sql`insert into members (name, handle, role) values ('Ada', 'ada', 'admin') returning id`,
    );
    await registerSender(db, "one");
    await record(await claim(1), "uncertain");
    await expect(setState("queued")).rejects.toThrow();
    const by = Number(editor?.id);
    const again = { issueId, subscriberId: null, decision: "again", by } as const;
    expect(await resolveUncertain(db, again)).toEqual({ ok: true, value: { resolved: 1 } });
    await record(await claim(1), "uncertain");
    await expect(setState("queued")).rejects.toThrow();
    expect(await resolveUncertain(db, { ...again, decision: "sent" })).toMatchObject({ ok: true });
    expect(await resolveUncertain(db, again)).toMatchObject({ ok: false, code: "sending.noUncertain" });
  });
});

test("what was in flight when its issue was cancelled is not left in the queue", async () => {
  const issueId = await aSendingAlert(db, 3);
  await registerSender(db, "one");
  const [late, sent] = await claim(2);
  if (!late || !sent) throw new Error("Nothing was claimed.");
  await cancelIssue(db, issueId);
  await record([late], "queued");
  await record([sent], "sent");
  expect(await finishIssues(db)).toEqual([]);
  expect(await countStates(db)).toEqual({ cancelled: 2, sent: 1 });
});
