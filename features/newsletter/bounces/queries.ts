import { and, desc, eq, lt, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { mailReports, members, newsletterDeliveries, newsletterSubscribers } from "#db/schema.ts";
import { type BounceSubject, mailboxMark } from "#features/mail/bounces/bounce-token.ts";
import { maxSoftBounceDays, softBounceDays, weighBounce } from "#features/mail/bounces/rules.ts";

/** The mailbox that a report is about. */
export type Mailbox =
  | { address: string | null; issueId: number | null; subscriberId: number }
  | { address: string; memberId: number };

/** The mailbox to which a mail was sent; undefined if this site sent no such mail, or the member has another address by now. */
export async function findMailbox(tx: Executor, subject: BounceSubject): Promise<Mailbox | undefined> {
  if (subject.kind === "issue") {
    const { issueId, subscriberId } = subject;
    const [found] = await tx
      .select({ address: newsletterSubscribers.address })
      .from(newsletterDeliveries)
      .innerJoin(newsletterSubscribers, eq(newsletterSubscribers.id, newsletterDeliveries.subscriberId))
      .where(and(eq(newsletterDeliveries.issueId, issueId), eq(newsletterDeliveries.subscriberId, subscriberId)));
    return found && { address: found.address, issueId, subscriberId };
  }
  if (subject.kind === "member") {
    const [member] = await tx.select({ email: members.email }).from(members).where(eq(members.id, subject.memberId));
    // The member may have another address by now.
    const isCurrent = member?.email && mailboxMark(member.email) === subject.mailbox;
    return isCurrent && member.email ? { address: member.email, memberId: subject.memberId } : undefined;
  }
  return undefined;
}

/** The subscriber and the member with an address, in any case of its letters. */
export async function findMailboxesOfAddress(tx: Executor, address: string): Promise<Mailbox[]> {
  const subscribers = await tx
    .select({ id: newsletterSubscribers.id, address: newsletterSubscribers.address })
    .from(newsletterSubscribers)
    .where(sql`lower(${newsletterSubscribers.address}) = lower(${address})`);
  const found = await tx
    .select({ id: members.id, email: members.email })
    .from(members)
    .where(sql`lower(${members.email}) = lower(${address})`);
  return [
    ...subscribers.map((one) => ({ address: one.address, issueId: null, subscriberId: one.id })),
    ...found.flatMap(({ id, email }) => (email ? [{ address: email, memberId: id }] : [])),
  ];
}

/** More reports of one kind a day than the mails to one mailbox can cause: whoever has its token can write any number. */
const maxReportsPerDay = 20;

/** Whether the mailbox has had as many reports of a kind today as are kept; one hard bounce is kept in any case. */
export async function hasTooManyReports(
  tx: Executor,
  ids: MailboxIds,
  kind: typeof mailReports.$inferSelect.kind,
  isHard: boolean,
): Promise<boolean> {
  const recent = await tx
    .select({ code: mailReports.code })
    .from(mailReports)
    .where(and(isAbout(ids), eq(mailReports.kind, kind), sql`${mailReports.createdAt} > now() - interval '1 day'`))
    .orderBy(desc(mailReports.id))
    .limit(maxReportsPerDay + 1);
  return recent.length >= maxReportsPerDay && (!isHard || recent.some(({ code }) => weighBounce(code) === "hard"));
}

type MailboxIds = { subscriberId: number } | { memberId: number };

const isAbout = (ids: MailboxIds) =>
  "memberId" in ids ? eq(mailReports.memberId, ids.memberId) : eq(mailReports.subscriberId, ids.subscriberId);

/** Whether mails to the mailbox bounced on so many different days that it counts as dead. */
export async function hasTooManySoftBounces(tx: Executor, ids: MailboxIds): Promise<boolean> {
  const [counted] = await tx
    .select({ days: sql<number>`count(distinct ${mailReports.createdAt}::date)::int` })
    .from(mailReports)
    .where(
      and(
        isAbout(ids),
        eq(mailReports.kind, "bounce"),
        sql`${mailReports.createdAt} > now() - make_interval(days => ${softBounceDays})`,
      ),
    );
  return (counted?.days ?? 0) >= maxSoftBounceDays;
}

export const reportsPerPage = 20;

/**
 * Lists what mail servers and readers reported about mails, newest first, with the address as it is now: of a subscriber
 * or a member.
 * @param before the id after which the list continues
 */
export async function listMailReports(db: Executor, before?: number) {
  const { id, kind, code, diagnostic, createdAt, subscriberId, memberId } = mailReports;
  const rows = await db
    .select({
      id,
      kind,
      code,
      diagnostic,
      createdAt,
      address: sql<string | null>`coalesce(${newsletterSubscribers.address}, ${members.email})`,
    })
    .from(mailReports)
    .leftJoin(newsletterSubscribers, eq(newsletterSubscribers.id, subscriberId))
    .leftJoin(members, eq(members.id, memberId))
    .where(before === undefined ? undefined : lt(id, before))
    .orderBy(desc(id))
    .limit(reportsPerPage + 1);
  const reports = rows.slice(0, reportsPerPage);
  return { reports, next: rows.length > reportsPerPage ? reports.at(-1)?.id : undefined };
}
