import { and, asc, eq, gt, inArray, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import {
  type DeliveryState,
  deliveryState,
  type IssueStatus,
  members,
  newsletterDeliveries,
  newsletterIssues,
  newsletterSubscribers,
} from "#db/schema.ts";

/** How far the sending of an issue is. */
export interface SendingProgress {
  status: IssueStatus;
  /** Why it waits or stopped; see `SendingFailure`. */
  failure: string | null;
  recipients: number;
  counts: Record<DeliveryState, number>;
  /** Mails of the issue that were sent in the last minute. */
  perMinute: number;
  /** At that rate; null while it is unknown. */
  remainingMinutes: number | null;
}

/** Reads the progress of an issue; undefined for one that was never sent. */
export async function readSendingProgress(db: Executor, issueId: number): Promise<SendingProgress | undefined> {
  const [issue] = await db
    .select({
      status: newsletterIssues.status,
      failure: newsletterIssues.failure,
      recipients: newsletterIssues.recipients,
      startedAt: newsletterIssues.startedAt,
    })
    .from(newsletterIssues)
    .where(eq(newsletterIssues.id, issueId));
  if (!issue?.startedAt) return undefined;
  const d = newsletterDeliveries;
  const [rows, [recent]] = await Promise.all([
    db
      .select({ state: d.state, count: sql<number>`count(*)::int` })
      .from(d)
      .where(eq(d.issueId, issueId))
      .groupBy(d.state),
    db
      .select({ count: sql<number>`count(*)::int` })
      .from(d)
      .where(and(gt(d.sentAt, sql`now() - interval '1 minute'`), eq(d.issueId, issueId))),
  ]);
  const counts = Object.fromEntries(deliveryState.enumValues.map((state) => [state, 0])) as Record<
    DeliveryState,
    number
  >;
  for (const { state, count } of rows) counts[state] = count;
  const perMinute = recent?.count ?? 0;
  const remaining = counts.queued + counts.sending;
  return {
    status: issue.status,
    failure: issue.failure,
    recipients: issue.recipients,
    counts,
    perMinute,
    remainingMinutes: perMinute === 0 || remaining === 0 ? null : Math.ceil(remaining / perMinute),
  };
}

/** When and by whom an issue was cancelled, and how many had got it. */
export interface Cancellation {
  at: Date;
  /** The editor's name; null if the account is gone, or nobody in particular cancelled it. */
  by: string | null;
  sent: number;
  recipients: number;
}

/** Reads the cancellation of an issue; undefined if it was not cancelled. */
export async function readCancellation(db: Executor, issueId: number): Promise<Cancellation | undefined> {
  const i = newsletterIssues;
  const [row] = await db
    .select({
      at: i.finishedAt,
      by: members.name,
      recipients: i.recipients,
      sent: sql<number>`(select count(*)::int from ${newsletterDeliveries}
        where ${newsletterDeliveries.issueId} = ${i.id} and ${newsletterDeliveries.state} = 'sent')`,
    })
    .from(i)
    .leftJoin(members, eq(members.id, i.cancelledBy))
    .where(and(eq(i.id, issueId), eq(i.status, "cancelled")));
  return row?.at ? { ...row, at: row.at } : undefined;
}

export const deliveriesPerPage = 50;

/** Lists deliveries in these states by subscriber, one more than a page if there are more; `after`: the last id of the page before. */
export async function listDeliveries(db: Executor, issueId: number, states: DeliveryState[], after: number) {
  const d = newsletterDeliveries;
  const { subscriberId, state, domain, claimedAt, response } = d;
  return db
    .select({ subscriberId, state, domain, claimedAt, response, address: newsletterSubscribers.address })
    .from(d)
    .innerJoin(newsletterSubscribers, eq(newsletterSubscribers.id, subscriberId))
    .where(and(eq(d.issueId, issueId), inArray(state, states), gt(subscriberId, after)))
    .orderBy(asc(subscriberId))
    .limit(deliveriesPerPage + 1);
}
