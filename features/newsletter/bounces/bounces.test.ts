import { eq, sql as raw } from "drizzle-orm";
import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import {
  mailReports,
  members,
  newsletterConsents,
  newsletterDeliveries,
  newsletterIssues,
  newsletterSubscribers,
} from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { createReturnPath, type SentSubject } from "#features/mail/bounces/bounce-token.ts";
import { type MailReport, readReport } from "#features/mail/bounces/read-report.ts";
import * as reports from "#features/mail/bounces/reports-testing.ts";
import { findSuppression, isSuppressed } from "#features/mail/suppressions/queries.ts";
import { aMember } from "#features/members/testing.ts";
import { recordDeliveries } from "../sending/ledger.ts";
import { recordAddressReport, recordRefusal, recordReport } from "./mutations.ts";
import { listMailReports, reportsPerPage } from "./queries.ts";

const { db, sql } = testDatabase();
let count = 0;
let address = "";
let subscriberId = 0;
let issueIds: number[] = [];

beforeEach(async () => {
  count += 1;
  address = `zoe.${count}@example.org`;
  const [subscriber] = await db
    .insert(newsletterSubscribers)
    .values({ address, rhythm: "weekly", linkKey: new Uint8Array(32) })
    .returning({ id: newsletterSubscribers.id });
  subscriberId = subscriber?.id ?? 0;
  const periods = [1, 8, 15, 22, 29].map((day) => new Date(Date.UTC(2000 + count, 5, day)));
  const issues = await db
    .insert(newsletterIssues)
    .values(
      periods.map((at) => ({
        slug: `w-${at.getUTCDate()}-${subscriberId}`,
        kind: "digest" as const,
        rhythm: "weekly" as const,
        periodStartAt: at,
        subject: "Un",
      })),
    )
    .returning({ id: newsletterIssues.id });
  issueIds = issues.map(({ id }) => id);
  await db
    .insert(newsletterDeliveries)
    .values(issueIds.map((issueId) => ({ issueId, subscriberId, domain: "example.org", state: "sent" as const })));
});

const pathOf = (subject: SentSubject) => createReturnPath("b@example.net", subject);
const toIssue = (n = 0) => pathOf({ kind: "issue", issueId: issueIds[n] ?? 0, subscriberId });
async function receive(message: string) {
  const report = await readReport(Buffer.from(message));
  return report && recordReport(db, report, "pipe");
}
const stateOf = async () =>
  (await db.select().from(newsletterSubscribers).where(eq(newsletterSubscribers.id, subscriberId)))[0]?.state;
const deliveries = async () =>
  (
    await db
      .select()
      .from(newsletterDeliveries)
      .where(eq(newsletterDeliveries.subscriberId, subscriberId))
      .orderBy(newsletterDeliveries.issueId)
  ).map(({ state }) => state);

test("a hard bounce ends the subscription and suppresses the mailbox, once however often it comes", async () => {
  expect(await receive(reports.postfixBounce(toIssue()))).toBe("recorded");
  expect(await receive(reports.postfixBounce(toIssue()))).toBe("repeated");
  expect(await receive(reports.gmailBounce(toIssue()))).toBe("repeated");
  expect(await stateOf()).toBe("suppressed");
  expect(await findSuppression(db, address)).toMatchObject({ reason: "bounce", code: "5.1.1" });
  expect(await deliveries()).toEqual(["bounced", "sent", "sent", "sent", "sent"]);
  expect(
    await db
      .select({ event: newsletterConsents.event, via: newsletterConsents.via })
      .from(newsletterConsents)
      .where(eq(newsletterConsents.subscriberId, subscriberId)),
  ).toEqual([{ event: "suppressed", via: "bounce" }]);
  expect(JSON.stringify(await sql`select * from mail_reports`)).not.toMatch(/zoe|@/);
  await expect(db.delete(mailReports)).rejects.toThrow();
});

test("whatever a server says, a report is recorded, without the address and within the limits", async () => {
  const words = fc.string({
    unit: fc.oneof(fc.constantFrom("\u0000", "\ud800", "\u2028", "\n", "@"), fc.string()),
    maxLength: 400,
  });
  let serial = 0;
  await fc.assert(
    fc.asyncProperty(words, async (diagnostic) => {
      serial += 1;
      const email = `m${serial}@example.org`;
      const member = await aMember(db, `m${serial}`, { email });
      const path = pathOf({ kind: "member", memberId: member, address: email });
      const report = reports
        .postfixBounce(path)
        .replace(
          /^Diagnostic-Code: .*/m,
          () => `Diagnostic-Code: smtp; 550 5.1.1 ${diagnostic.replaceAll("\n", " ")} ${email}`,
        );
      expect(await receive(report)).toBe("recorded");
      const [row] = await db.select().from(mailReports).where(eq(mailReports.memberId, member));
      expect(row?.diagnostic.length).toBeLessThanOrEqual(200);
      expect(row?.diagnostic).not.toContain("@");
    }),
    { numRuns: 25 },
  );
});

test("a hard bounce counts after a soft one of the same mail", async () => {
  expect(await receive(reports.fullMailbox(toIssue()))).toBe("recorded");
  expect(await stateOf()).toBe("active");
  expect(await receive(reports.postfixBounce(toIssue()))).toBe("recorded");
  expect(await receive(reports.fullMailbox(toIssue()))).toBe("repeated");
  expect(await stateOf()).toBe("suppressed");
  expect(await findSuppression(db, address)).toMatchObject({ code: "5.1.1" });
});

test.each(["sending", "uncertain"] as const)("a bounce of a mail that is %s proves that it left", async (state) => {
  const [issueId = 0] = issueIds;
  const setState = (to: "sending" | "uncertain") =>
    sql.begin(async (tx) => {
      await tx`set local session_replication_role = replica`;
      await tx`update newsletter_deliveries set state = ${to}, claimed_by = 'sender', claimed_at = now()
        where issue_id = ${issueId} and subscriber_id = ${subscriberId}`;
    });
  await setState(state);
  expect(await receive(reports.fullMailbox(toIssue()))).toBe("recorded");
  await recordDeliveries(db, "sender", [
    { issueId, subscriberId, state: "uncertain", response: "", retrySeconds: 0, countsAttempt: true },
  ]);
  const [delivery] = await db.select().from(newsletterDeliveries).where(eq(newsletterDeliveries.issueId, issueId));
  expect(delivery).toMatchObject({ state: "bounced", sentAt: expect.any(Date) });
});

test("whoever writes reports about the own mailbox adds a limited number of rows, and a hard bounce counts after them", async () => {
  const email = `flood.${count}@example.org`;
  const memberId = await aMember(db, `flood${count}`, { email });
  const path = pathOf({ kind: "member", memberId, address: email });
  const forge = (report: (path: string) => string, n: number) =>
    receive(report(path).replace(/^Message-ID: .*/m, `Message-ID: <forged-${n}@example.org>`));
  for (let n = 0; n < 40; n += 1) await forge(reports.fullMailbox, n);
  expect(await forge(reports.fullMailbox, 41)).toBe("repeated");
  expect(await isSuppressed(db, email)).toBe(false);
  expect(await forge(reports.postfixBounce, 42)).toBe("recorded");
  expect(await isSuppressed(db, email)).toBe(true);
  for (let n = 50; n < 60; n += 1) expect(await forge(reports.postfixBounce, n)).toBe("repeated");
  expect(await db.$count(mailReports, eq(mailReports.memberId, memberId))).toBe(21);
});

test("two reports about one delivery at the same time are recorded once", async () => {
  const both = [reports.qmailBounce(toIssue()), reports.eximBounce(toIssue())].map(receive);
  expect((await Promise.all(both)).sort()).toEqual(["recorded", "repeated"]);
});

test("a complaint ends the subscription at once", async () => {
  expect(await receive(reports.complaint(toIssue()))).toBe("recorded");
  expect(await stateOf()).toBe("suppressed");
  expect(await findSuppression(db, address)).toMatchObject({ reason: "complaint" });
});

test("delays, absence messages and forged reports change nothing", async () => {
  expect(await receive(reports.postfixDelay(toIssue()))).toBe("recorded");
  expect(await receive(reports.outOfOffice(toIssue()))).toBeUndefined();
  expect(await receive(reports.postfixBounce("b@example.net"))).toBe("foreign");
  // A signed token for a delivery that the ledger does not have.
  const other = pathOf({ kind: "issue", issueId: 999_999, subscriberId });
  expect(await receive(reports.postfixBounce(other))).toBe("foreign");
  expect(await stateOf()).toBe("active");
  expect(await isSuppressed(db, address)).toBe(false);
  expect(await deliveries()).toEqual(Array(5).fill("sent"));
});

test("soft bounces suppress on the fourth day", async () => {
  for (let n = 0; n < 4; n += 1) {
    expect(await receive(reports.fullMailbox(toIssue(n)))).toBe("recorded");
    expect(await stateOf()).toBe(n < 3 ? "active" : "suppressed");
    // The table is append-only for everyone but its owner without triggers.
    await sql.begin(async (tx) => {
      await tx`set local session_replication_role = replica`;
      await tx`update mail_reports set created_at = created_at - interval '2 days'`;
    });
  }
  expect(await findSuppression(db, address)).toMatchObject({ code: "5.2.2" });
});

test("a mail server's refusal counts like a report, and its report later is a repetition", async () => {
  const delivery = { issueId: issueIds[0] ?? 0, subscriberId };
  await recordRefusal(db, delivery, `550 5.1.1 <${address}> unknown`);
  expect(await stateOf()).toBe("suppressed");
  expect(
    await db
      .select({ source: mailReports.source, code: mailReports.code })
      .from(mailReports)
      .where(eq(mailReports.subscriberId, subscriberId)),
  ).toEqual([{ source: "smtp", code: "5.1.1" }]);
  expect(await receive(reports.postfixBounce(toIssue()))).toBe("repeated");
});

test("a bounce of a member's mail suppresses the mailbox that the member has, not one left behind", async () => {
  const email = "ada@example.org";
  const [member] = await db
    .insert(members)
    .values({ name: "Ada L.", handle: "ada", email })
    .returning({ id: members.id });
  const memberId = member?.id ?? 0;
  const path = pathOf({ kind: "member", memberId, address: email });
  await db.update(members).set({ email: "new@example.org" }).where(eq(members.id, memberId));
  expect(await receive(reports.postfixBounce(path))).toBe("foreign");
  await db.update(members).set({ email }).where(eq(members.id, memberId));
  expect(await receive(reports.postfixBounce(path))).toBe("recorded");
  expect(await isSuppressed(db, email)).toBe(true);
  expect(await stateOf()).toBe("active");
});

test("a signed report that names an address is about its subscriber and its member", async () => {
  await db.insert(members).values({ name: "Zoé", handle: "zoe", email: address });
  const report = { kind: "bounce", code: "5.1.1", diagnostic: "", id: "event-1" } as const satisfies Omit<
    MailReport,
    "subject"
  >;
  expect(await recordAddressReport(db, address.toUpperCase(), report)).toBe("recorded");
  expect(await recordAddressReport(db, address, report)).toBe("repeated");
  expect(await recordAddressReport(db, "nobody@example.org", report)).toBe("foreign");
  expect(await stateOf()).toBe("suppressed");
  const [counted] = await db.execute(
    raw`select count(*)::int as n from mail_reports where subscriber_id = ${subscriberId} or member_id is not null and source = 'webhook'`,
  );
  expect(counted).toEqual({ n: 2 });
});

test("reports are listed newest first by cursor, each with the address as it is now", async () => {
  const before = (await listMailReports(db)).reports[0]?.id ?? 0;
  const aReport = (n: number) => ({
    fingerprint: `list ${count} ${n}`,
    kind: "bounce" as const,
    source: "mailbox" as const,
    code: "5.1.1",
    diagnostic: "No such user",
  });
  const memberId = await aMember(db, `liste${count}`, { email: `liste${count}@example.net` });
  await db
    .insert(mailReports)
    .values([
      { ...aReport(0), memberId },
      ...Array.from({ length: reportsPerPage }, (_, n) => ({ ...aReport(n + 1), subscriberId })),
    ]);
  const first = await listMailReports(db);
  expect(first.reports).toHaveLength(reportsPerPage);
  expect(first.reports[0]).toMatchObject({ address, code: "5.1.1", diagnostic: "No such user" });
  const second = await listMailReports(db, first.next);
  expect(second.reports[0]).toMatchObject({ address: `liste${count}@example.net` });
  expect(second.reports[1]?.id ?? 0).toBe(before);
});
