import { and, eq, lt, sql } from "drizzle-orm";
import { newsletterCacheTags } from "#db/cache-tags/newsletter.ts";
import type { Database, Executor } from "#db/client.ts";
import { invalidateTags } from "#db/invalidation.ts";
import { type DeliveryState, newsletterDeliveries, newsletterIssues, newsletterSenders } from "#db/schema.ts";
import { senderTimeoutSeconds } from "./rules.ts";

/** A claimed delivery, with what its mail needs. */
export interface Claim {
  issueId: number;
  subscriberId: number;
  address: string;
  linkKey: Uint8Array;
  locale: string | null;
  /** All topics that the subscriber chose. */
  topicIds: number[];
  domain: string;
  /** Earlier attempts. */
  attempts: number;
}

/** Limits of sending, from the settings. */
export interface SendingLimits {
  perSecond: number;
  perDomainMinute: number;
  warmUp: boolean;
  /** The site's time zone, in which a day begins. */
  zone: string;
}

/** Registers a sender with a lease. */
export async function registerSender(db: Executor, senderId: string): Promise<void> {
  await db
    .insert(newsletterSenders)
    .values({ id: senderId, leaseEndsAt: sql`clock_timestamp() + make_interval(secs => ${senderTimeoutSeconds})` });
}

/** Renews a lease that has not expired; false if it has: the sender must stop. */
export async function renewSender(db: Executor, senderId: string): Promise<boolean> {
  const renewed = await db
    .update(newsletterSenders)
    .set({ leaseEndsAt: sql`clock_timestamp() + make_interval(secs => ${senderTimeoutSeconds})` })
    .where(and(eq(newsletterSenders.id, senderId), sql`${newsletterSenders.leaseEndsAt} > clock_timestamp()`))
    .returning({ id: newsletterSenders.id });
  return renewed.length > 0;
}

/** Ends a lease. What its sender was still sending becomes uncertain. */
export async function removeSender(db: Database, senderId: string): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.delete(newsletterSenders).where(eq(newsletterSenders.id, senderId));
    await tx
      .update(newsletterDeliveries)
      .set({ state: "uncertain" })
      .where(and(eq(newsletterDeliveries.state, "sending"), eq(newsletterDeliveries.claimedBy, senderId)));
  });
}

/**
 * Makes uncertain what senders with an expired lease were sending, and returns how many deliveries that were. The lease is deleted first:
 * a claim that is being committed holds it, and is seen afterwards.
 */
export async function sweepExpiredSenders(db: Database): Promise<number> {
  return db.transaction(async (tx) => {
    await tx.delete(newsletterSenders).where(lt(newsletterSenders.leaseEndsAt, sql`clock_timestamp()`));
    const swept = await tx
      .update(newsletterDeliveries)
      .set({ state: "uncertain" })
      .where(
        sql`${newsletterDeliveries.state} = 'sending' and not exists (
          select from ${newsletterSenders} where ${newsletterSenders.id} = ${newsletterDeliveries.claimedBy})`,
      )
      .returning({ issueId: newsletterDeliveries.issueId });
    return swept.length;
  });
}

/** Claims up to `wanted` deliveries within the limits, in one committed statement; see `claim_deliveries`. */
export async function claimDeliveries(
  db: Executor,
  senderId: string,
  wanted: number,
  { perSecond, perDomainMinute, warmUp, zone }: SendingLimits,
): Promise<Claim[]> {
  const rows = await db.execute<{
    issue_id: string;
    subscriber_id: string;
    address: string;
    link_key: Uint8Array;
    locale: string | null;
    topic_ids: string;
    domain: string;
    attempts: number;
  }>(sql`
    select issue_id, subscriber_id, address, link_key, locale, array_to_string(topic_ids, ',') as topic_ids, domain, attempts
    from claim_deliveries(${senderId}, ${wanted}::int, ${perSecond}::int, ${perDomainMinute}::int, ${warmUp}::boolean, ${zone})`);
  return rows.map((row) => ({
    issueId: Number(row.issue_id),
    subscriberId: Number(row.subscriber_id),
    address: row.address,
    linkKey: row.link_key,
    locale: row.locale,
    topicIds: row.topic_ids === "" ? [] : row.topic_ids.split(",").map(Number),
    domain: row.domain,
    attempts: row.attempts,
  }));
}

/** What became of a claimed delivery. */
export interface DeliveryRecord {
  issueId: number;
  subscriberId: number;
  state: Extract<DeliveryState, "sent" | "queued" | "uncertain" | "bounced" | "failed" | "skipped">;
  response: string;
  retrySeconds: number;
  countsAttempt: boolean;
}

/**
 * Records outcomes in one statement, durably: a crash of the database must not make a sent one look unsent. A sender whose lease expired
 * meanwhile may still record what it knows: an uncertain delivery becomes `sent` or `bounced`, but is not queued again. One that bounced
 * before its outcome was recorded stays `bounced`.
 */
export async function recordDeliveries(db: Executor, senderId: string, records: DeliveryRecord[]): Promise<void> {
  if (records.length === 0) return;
  await db.execute(sql`
    update ${newsletterDeliveries} as d set
      state = r.state::newsletter_delivery_state,
      response = case when r.response = '' then d.response else r.response end,
      attempts = d.attempts + r."countsAttempt"::int,
      sent_at = case when r.state = 'sent' then clock_timestamp() else d.sent_at end,
      due_at = case when r.state = 'queued' then clock_timestamp() + make_interval(secs => r."retrySeconds") else d.due_at end,
      claimed_by = case when r.state = 'queued' then null else d.claimed_by end
    from jsonb_to_recordset(${JSON.stringify(records)}::jsonb) as r
      ("issueId" bigint, "subscriberId" bigint, state text, response text, "retrySeconds" int, "countsAttempt" boolean)
    cross join (select set_config('synchronous_commit', 'on', true) as is_durable) as commit
    where commit.is_durable = 'on' and d.issue_id = r."issueId" and d.subscriber_id = r."subscriberId" and d.claimed_by = ${senderId}
      and (d.state = 'sending' or (d.state = 'uncertain' and r.state in ('sent', 'bounced')))`);
}

/**
 * Queues again what this sender claimed without learning of it, because the database's answer was lost: none of it was sent. `inFlight`: what
 * it is sending.
 */
export async function releaseUnsentClaims(
  db: Executor,
  senderId: string,
  inFlight: readonly Pick<Claim, "issueId" | "subscriberId">[],
): Promise<void> {
  const known = JSON.stringify(inFlight.map(({ issueId, subscriberId }) => ({ issueId, subscriberId })));
  await db.execute(sql`
    update ${newsletterDeliveries} as d set state = 'queued', claimed_by = null
    where d.state = 'sending' and d.claimed_by = ${senderId} and not exists (
      select from jsonb_to_recordset(${known}::jsonb) as k ("issueId" bigint, "subscriberId" bigint)
      where k."issueId" = d.issue_id and k."subscriberId" = d.subscriber_id)`);
}

/** Whether a delivery of an issue that is being sent waits because the mail server refused it for good, which may be the server's mistake. */
export async function hasRefusedDeliveries(db: Executor): Promise<boolean> {
  const [row] = await db.execute<{ found: boolean }>(sql`
    select exists (select from ${newsletterIssues} as i join ${newsletterDeliveries} as d on d.issue_id = i.id
      where i.status = 'sending' and d.state = 'queued' and d.attempts > 0 and d.response like '5%') as found`);
  return row?.found ?? false;
}

/** How long after a cancellation the last outcomes of its issue come. */
const cancellationHours = 24;

/**
 * Removes a cancelled issue of which no mail was sent from the archive, with its content; without an id, all that were cancelled recently.
 * An issue with a mail in flight or uncertain stays.
 */
export async function withdrawUnsentIssues(tx: Executor, issueId?: number): Promise<void> {
  const withdrawn = await tx
    .update(newsletterIssues)
    .set({ snapshot: null })
    .where(
      and(
        issueId === undefined ? undefined : eq(newsletterIssues.id, issueId),
        sql`${newsletterIssues.status} = 'cancelled' and ${newsletterIssues.snapshot} is not null
          and ${newsletterIssues.finishedAt} > now() - make_interval(hours => ${cancellationHours})
          and not exists (select from ${newsletterDeliveries} where ${newsletterDeliveries.issueId} = ${newsletterIssues.id}
            and (${newsletterDeliveries.state} in ('sending', 'sent', 'uncertain') or ${newsletterDeliveries.sentAt} is not null))`,
      ),
    )
    .returning({ slug: newsletterIssues.slug });
  if (withdrawn.length === 0) return;
  const pages = withdrawn.map(({ slug }) => newsletterCacheTags.issue(slug));
  await invalidateTags(tx, [newsletterCacheTags.archive, ...pages], "update");
}

/**
 * Marks issues as sent that have nothing left to send, and returns their ids. Cancels deliveries that came back to the queue after their
 * issue was cancelled.
 */
export async function finishIssues(db: Executor): Promise<number[]> {
  await db.execute(sql`
    update ${newsletterDeliveries} as d set state = 'cancelled' from ${newsletterIssues} as i
    where i.status = 'cancelled' and d.issue_id = i.id and d.state = 'queued'`);
  await db.transaction((tx) => withdrawUnsentIssues(tx));
  // Literals instead of parameters, so that PostgreSQL uses the partial indexes.
  const isOpen = sql`exists (select from ${newsletterDeliveries}
      where ${newsletterDeliveries.issueId} = ${newsletterIssues.id} and ${newsletterDeliveries.state} = 'queued')
    or exists (select from ${newsletterDeliveries}
      where ${newsletterDeliveries.issueId} = ${newsletterIssues.id} and ${newsletterDeliveries.state} = 'sending')`;
  const finished = await db
    .update(newsletterIssues)
    .set({ status: "sent", finishedAt: sql`now()`, failure: null })
    .where(sql`${newsletterIssues.status} = 'sending' and not (${isOpen})`)
    .returning({ id: newsletterIssues.id });
  return finished.map(({ id }) => id);
}

/** How long until something can be claimed (ms): 0 if it is due, undefined if no issue is being sent. */
export async function findSendingDelay(db: Executor): Promise<number | undefined> {
  const [row] = await db.execute<{ ms: number | null; open: number }>(sql`
    select count(*)::int as open, (extract(epoch from min(next.due_at) - clock_timestamp()) * 1000)::float8 as ms
    from ${newsletterIssues} as i
    left join lateral (
      select d.due_at from ${newsletterDeliveries} as d where d.issue_id = i.id and d.state = 'queued' order by d.due_at limit 1
    ) as next on true
    where i.status = 'sending'`);
  if (!row || row.open === 0) return undefined;
  return Math.max(0, row.ms ?? 0);
}
