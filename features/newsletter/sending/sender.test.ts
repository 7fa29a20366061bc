import { eq, sql } from "drizzle-orm";
import { SMTPServer } from "smtp-server";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  mailReports,
  mailSuppressions,
  newsletterDeliveries,
  newsletterIssues,
  newsletterSenders,
  newsletterSubscribers,
  settings,
} from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { readBounceToken } from "#features/mail/bounces/bounce-token.ts";
import { suppress } from "#features/mail/suppressions/mutations.ts";
import { env } from "#lib/env.ts";
import { startSmtp } from "#lib/mail/smtp-testing.ts";
import { listArchive } from "../issues/queries.ts";
import { isSubscriberToken } from "../subscribers/subscriber-token.ts";
import { finishIssues, recordDeliveries } from "./ledger.ts";
import { cancelIssue } from "./mutations.ts";
import { maxAttempts } from "./rules.ts";
import { runSender } from "./sender.ts";
import { aSendingAlert, countStates } from "./testing.ts";

const { db, clear } = testDatabase();
const stops: (() => Promise<void>)[] = [];

beforeEach(async () => {
  await clear();
  await db.insert(settings).values([
    { key: "newsletter.perSecond", value: 1_000 },
    { key: "newsletter.perDomainPerMinute", value: 60_000 },
  ]);
});
afterEach(async () => {
  Object.assign(env(), { SMTP_URL: undefined, MAIL_BOUNCE_ADDRESS: undefined });
  for (const stop of stops.splice(0)) await stop();
});

async function recordingServer() {
  const server = await startSmtp();
  stops.push(server.stop);
  Object.assign(env(), { SMTP_URL: server.url });
  return server;
}

/** Starts a server that answers each recipient as `answer` says: a code and a text, "drop" to end the connection, or undefined to accept. */
async function refusingServer(answer: (address: string) => [number, string] | "drop" | undefined) {
  const accepted: string[] = [];
  const server = new SMTPServer({
    disabledCommands: ["STARTTLS", "AUTH"],
    disableReverseLookup: true,
    onRcptTo({ address }, session, done) {
      const refusal = answer(address);
      if (refusal === "drop") {
        for (const { id, _socket } of server.connections) if (id === session.id) _socket.destroy();
        return;
      }
      if (!refusal) accepted.push(address);
      done(refusal ? Object.assign(new Error(refusal[1]), { responseCode: refusal[0] }) : null);
    },
    onData: (stream, _session, done) => void stream.resume().once("end", () => done()),
  });
  server.on("error", () => undefined);
  const port = await new Promise<number>((resolve) => {
    const listening = server.listen(0, "127.0.0.1", () => {
      const address = listening.address();
      resolve(address && typeof address === "object" ? address.port : 0);
    });
  });
  stops.push(() => new Promise((resolve) => server.close(() => resolve())));
  Object.assign(env(), { SMTP_URL: `smtp://127.0.0.1:${port}` });
  return accepted;
}

const send = () => runSender(db, { signal: new AbortController().signal });
const readIssue = async () => (await db.select().from(newsletterIssues))[0];

test("sends each subscriber one mail with their own links and return path, and ends", async () => {
  const { received } = await recordingServer();
  Object.assign(env(), { MAIL_BOUNCE_ADDRESS: "bounces@example.org" });
  const issueId = await aSendingAlert(db, 40);
  expect(await send()).toEqual({ sent: 40, other: 0 });
  expect(new Set(received.flatMap(({ recipients }) => recipients)).size).toBe(40);
  expect(received).toHaveLength(40);
  expect(await countStates(db)).toEqual({ sent: 40 });
  expect(await readIssue()).toMatchObject({ status: "sent", failure: null });
  expect(await db.select().from(newsletterSenders)).toEqual([]);
  const subscribers = await db.select().from(newsletterSubscribers);
  for (const { from, recipients, source } of received) {
    const owner = subscribers.find(({ address }) => address === recipients[0]);
    const token = /unsubscribe\?s=([\w-]+)>/.exec(source)?.[1] ?? "";
    expect(owner && isSubscriberToken(token, owner)).toBe(true);
    const [, bounce = ""] = /^bounces\+(\w+)@/.exec(from) ?? [];
    expect(readBounceToken(bounce)).toEqual({ kind: "issue", issueId, subscriberId: owner?.id });
  }
});

test("several senders at once send each mail once", async () => {
  const { received } = await recordingServer();
  await aSendingAlert(db, 60);
  const counts = await Promise.all([send(), send(), send()]);
  expect(counts.reduce((sum, { sent }) => sum + sent, 0)).toBe(60);
  expect(new Set(received.flatMap(({ recipients }) => recipients)).size).toBe(60);
  expect(received).toHaveLength(60);
});

test("sends nothing to a suppressed address, nor to one whose topics have nothing in the issue any more", async () => {
  const { received } = await recordingServer();
  await aSendingAlert(db, 3);
  await suppress(db, "reader1@example.net", "complaint");
  await db.execute(sql`delete from newsletter_subscriber_topics where subscriber_id = 2`);
  await send();
  expect(received.map(({ recipients }) => recipients[0])).toEqual(["reader3@example.net"]);
  expect(await countStates(db)).toEqual({ sent: 1, skipped: 2 });
});

test("ends the subscription of a mailbox that does not exist, and suppresses it", async () => {
  await refusingServer((address) => (address.startsWith("reader2@") ? [550, "5.1.1 No such user"] : undefined));
  await aSendingAlert(db, 5);
  await send();
  expect(await countStates(db)).toEqual({ sent: 4, bounced: 1 });
  const [subscriber] = await db.select().from(newsletterSubscribers).where(eq(newsletterSubscribers.id, 2));
  expect(subscriber?.state).toBe("suppressed");
  expect(await db.select({ code: mailSuppressions.code }).from(mailSuppressions)).toEqual([{ code: "5.1.1" }]);
  const [bounced] = await db.select().from(newsletterDeliveries).where(eq(newsletterDeliveries.state, "bounced"));
  expect(bounced?.response).toBe("550 5.1.1 No such user");
});

test("keeps the subscription of a full mailbox, and records the refusal", async () => {
  await refusingServer((address) => (address.startsWith("reader2@") ? [552, "5.2.2 Mailbox full"] : undefined));
  await aSendingAlert(db, 3);
  await send();
  expect(await countStates(db)).toEqual({ sent: 2, bounced: 1 });
  const [subscriber] = await db.select().from(newsletterSubscribers).where(eq(newsletterSubscribers.id, 2));
  expect(subscriber?.state).toBe("active");
  expect(await db.select().from(mailReports)).toMatchObject([
    { kind: "bounce", source: "smtp", subscriberId: 2, code: "5.2.2" },
  ]);
});

test("pauses the issue when the server refuses everybody alike, and ends almost no subscription", async () => {
  await refusingServer(() => [550, "5.1.1 Relay access denied"]);
  await aSendingAlert(db, 60);
  await send();
  expect(await readIssue()).toMatchObject({ status: "paused", failure: "refusals" });
  const { queued = 0, bounced = 0 } = await countStates(db);
  expect(bounced).toBeLessThanOrEqual(2);
  expect(queued + bounced).toBe(60);
});

test("a small issue that is refused as a whole ends almost no subscription, however many senders try", async () => {
  await refusingServer(() => [550, "5.1.1 Relay access denied"]);
  await aSendingAlert(db, 10);
  for (let attempt = 0; attempt < 4; attempt += 1) {
    await send();
    await db
      .update(newsletterDeliveries)
      .set({ dueAt: new Date(0) })
      .where(eq(newsletterDeliveries.state, "queued"));
  }
  expect(await countStates(db)).toEqual({ bounced: 10 });
  expect(await db.$count(newsletterSubscribers, eq(newsletterSubscribers.state, "suppressed"))).toBeLessThanOrEqual(2);
  expect(await db.$count(mailReports)).toBe(10);
});

test("a recipient at whose mail the server always closes the connection is given up, and the others get theirs", async () => {
  await refusingServer((address) => (address.startsWith("reader2@") ? "drop" : undefined));
  await aSendingAlert(db, 3);
  await db.execute(sql`update newsletter_deliveries set attempts = ${maxAttempts - 1} where subscriber_id = 2`);
  await send();
  expect(await countStates(db)).toEqual({ sent: 2, failed: 1 });
  expect(await readIssue()).toMatchObject({ status: "sent" });
}, 20_000);

test("an issue whose content cannot be read is paused, and the next one is sent", async () => {
  const { received } = await recordingServer();
  const broken = await aSendingAlert(db, 3);
  await db.execute(sql`
    with next as (insert into newsletter_issues (slug, kind, subject, status, started_at, snapshot)
      select 'suite', kind, 'Suite', status, now(), snapshot from newsletter_issues where id = ${broken} returning id)
    insert into newsletter_deliveries (issue_id, subscriber_id, domain)
      select next.id, s.id, 'example.net' from next cross join newsletter_subscribers s`);
  await db.execute(sql`update newsletter_issues set snapshot = '{}' where id = ${broken}`);
  await send();
  expect(received).toHaveLength(3);
  expect(await db.select().from(newsletterIssues).orderBy(newsletterIssues.id)).toMatchObject([
    { status: "paused", failure: "compose" },
    { status: "sent", failure: null },
  ]);
  expect(await countStates(db)).toEqual({ queued: 3, sent: 3 });
}, 20_000);

test("an issue that was cancelled with its only mail in flight leaves the archive when that mail is refused", async () => {
  const issueId = await aSendingAlert(db, 1);
  await db.execute(sql`update newsletter_deliveries set state = 'sending', claimed_by = 'other', claimed_at = now()`);
  await db.insert(newsletterSenders).values({ id: "other", leaseEndsAt: new Date(Date.now() + 60_000) });
  expect(await cancelIssue(db, issueId)).toEqual({ ok: true, value: { cancelled: 0 } });
  expect(await listArchive(db, 1)).toHaveLength(1);
  await recordDeliveries(db, "other", [
    { issueId, subscriberId: 1, state: "bounced", response: "550", retrySeconds: 0, countsAttempt: true },
  ]);
  await finishIssues(db);
  expect(await listArchive(db, 1)).toEqual([]);
  expect(await readIssue()).toMatchObject({ status: "cancelled", snapshot: null });
});

test("queues what was refused for the moment, and does not wait for it", async () => {
  await refusingServer((address) => (address.startsWith("reader2@") ? [451, "4.7.1 Greylisted"] : undefined));
  await aSendingAlert(db, 5);
  await send();
  expect(await countStates(db)).toEqual({ sent: 4, queued: 1 });
  const [queued] = await db.select().from(newsletterDeliveries).where(eq(newsletterDeliveries.state, "queued"));
  expect(queued).toMatchObject({ attempts: 1, claimedBy: null, response: "451 4.7.1 Greylisted" });
  expect(queued?.dueAt.getTime()).toBeGreaterThan(Date.now() + 60_000);
  expect(await readIssue()).toMatchObject({ status: "sending" });
});

test("claims nothing while the mail server cannot be reached, and says so", async () => {
  const { stop } = await startSmtp().then((server) => {
    Object.assign(env(), { SMTP_URL: server.url });
    return server;
  });
  await stop();
  await aSendingAlert(db, 5);
  const end = new AbortController();
  const running = runSender(db, { signal: end.signal });
  await expect.poll(async () => (await readIssue())?.failure).toBe("unreachable");
  end.abort();
  await running;
  expect(await countStates(db)).toEqual({ queued: 5 });
});

test("stops after the messages in flight, and another sender goes on", async () => {
  const { received } = await recordingServer();
  await aSendingAlert(db, 200);
  const end = new AbortController();
  const running = runSender(db, { signal: end.signal, onProgress: ({ sent }) => sent >= 20 && end.abort() });
  await running;
  const { sent = 0, queued = 0, ...others } = await countStates(db);
  expect(others).toEqual({});
  expect(sent + queued).toBe(200);
  expect(queued).toBeGreaterThan(0);
  await send();
  expect(received).toHaveLength(200);
  expect(new Set(received.flatMap(({ recipients }) => recipients)).size).toBe(200);
});

test("a sender whose lease has expired sends nothing more", async () => {
  await recordingServer();
  await aSendingAlert(db, 400);
  const running = runSender(db, {
    signal: new AbortController().signal,
    onProgress: () => void db.delete(newsletterSenders).then(() => undefined),
  });
  // Nothing can be claimed any more: the ledger tells the sender at its next heartbeat.
  await expect.poll(async () => (await db.select().from(newsletterSenders)).length).toBe(0);
  await expect.poll(async () => (await countStates(db)).sending ?? 0).toBe(0);
  expect((await countStates(db)).queued).toBeGreaterThan(0);
  await db.update(newsletterIssues).set({ status: "paused" });
  await running;
});
