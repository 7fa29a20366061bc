import { setTimeout as sleep } from "node:timers/promises";
import { beforeEach, expect, test } from "vitest";
import { newsletterDeliveries, settings } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { aMember } from "#features/members/testing.ts";
import { env } from "#lib/env.ts";
import { startSmtp } from "#lib/mail/smtp-testing.ts";
import { recordReport } from "../bounces/mutations.ts";
import { endSubscription } from "../subscribers/mutations.ts";
import { finishIssues, sweepExpiredSenders } from "./ledger.ts";
import { cancelIssue, pauseIssue, resolveUncertain, resumeIssue, startSending } from "./mutations.ts";
import { runSender } from "./sender.ts";
import { anAlert, aTopic, countStates, someSubscribers } from "./testing.ts";

const { db, clear } = testDatabase();
const count = 150;

beforeEach(async () => {
  await clear();
  await db.insert(settings).values([
    { key: "newsletter.perSecond", value: 300 },
    { key: "newsletter.perDomainPerMinute", value: 60_000 },
  ]);
});

const random = (max: number) => Math.floor(Math.random() * max);

/** Starts an issue with three senders, and lets four others change it at random; `last`: what one of them does in the end. */
async function sendAmongChanges(last: (issueId: number) => Promise<unknown>) {
  const { url, received, stop } = await startSmtp();
  Object.assign(env(), { SMTP_URL: url });
  await someSubscribers(db, await aTopic(db), count);
  const { id, version } = await anAlert(db);
  const by = await aMember(db, "edith");
  const started = await Promise.all([1, 2, 3].map(() => startSending(db, id, by, version)));
  expect(started.filter(({ ok }) => ok)).toHaveLength(1);
  const bounce = { kind: "bounce", code: "5.2.2", diagnostic: "", id: "x" } as const;
  const changes = [
    () => pauseIssue(db, id),
    () => resumeIssue(db, id),
    () => finishIssues(db),
    () => sweepExpiredSenders(db),
    () => resolveUncertain(db, { issueId: id, subscriberId: null, decision: random(2) ? "sent" : "again", by }),
    () => endSubscription(db, 1 + random(count), "one-click"),
    () =>
      recordReport(db, { ...bounce, subject: { kind: "issue", issueId: id, subscriberId: 1 + random(count) } }, "pipe"),
  ];
  const senders = () => [1, 2, 3].map(() => runSender(db, { signal: new AbortController().signal }));
  const first = senders();
  const people = [1, 2, 3, 4].map(async () => {
    for (let step = 0; step < 20; step += 1) {
      await changes[random(changes.length)]?.();
      await sleep(random(15));
    }
  });
  await Promise.all(people);
  await last(id);
  await Promise.all(first);
  await Promise.all(senders());
  await stop();
  const addresses = received.map(({ recipients }) => recipients[0]);
  expect(new Set(addresses).size).toBe(addresses.length);
  const rows = await db.select().from(newsletterDeliveries);
  const sent = rows.filter(({ sentAt }) => sentAt !== null);
  // Whatever the ledger says of it now: an accepted mail has the time at which it was sent.
  expect(sent.length).toBeGreaterThanOrEqual(addresses.length);
  return countStates(db);
}

test("whatever is pressed and reported while three senders run, nobody gets an issue twice, and it ends", async () => {
  const { sent = 0, bounced = 0, skipped = 0, ...others } = await sendAmongChanges((id) => resumeIssue(db, id));
  expect(others).toEqual({});
  expect(sent + bounced + skipped).toBe(count);
}, 30_000);

test("after a cancellation nothing stays queued or in flight", async () => {
  const states = await sendAmongChanges((id) => cancelIssue(db, id));
  expect(states.queued ?? 0).toBe(0);
  expect(states.sending ?? 0).toBe(0);
}, 30_000);
