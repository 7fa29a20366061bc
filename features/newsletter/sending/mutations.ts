import { and, eq, inArray, sql } from "drizzle-orm";
import { newsletterCacheTags } from "#db/cache-tags/newsletter.ts";
import type { Database, Executor } from "#db/client.ts";
import { toIdArray } from "#db/id-array.ts";
import { invalidateTags } from "#db/invalidation.ts";
import {
  type IssueSnapshot,
  type IssueStatus,
  newsletterDeliveries,
  newsletterIssues,
  newsletterSubscribers,
  newsletterSubscriberTopics,
} from "#db/schema.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { buildSnapshot } from "../issues/snapshot.ts";
import { withdrawUnsentIssues } from "./ledger.ts";
import { maxDelayHours, type SendingFailure } from "./rules.ts";

type IssueRow = typeof newsletterIssues.$inferSelect;

/**
 * Starts sending an issue: freezes its content and writes a delivery for each recipient into the ledger, in one transaction and a fixed
 * number of statements. Of two who start it at once, one wins. `version`: of the issue that the form showed. Refused with
 * `issue.gone`, `sending.changed`, `sending.started`, `sending.noRecipients`, or as `buildSnapshot` does.
 */
export async function startSending(
  db: Database,
  issueId: number,
  by: number | null,
  version: number,
): Promise<Result<{ recipients: number }>> {
  return db.transaction(async (tx): Promise<Result<{ recipients: number }>> => {
    const issue = await lockIssue(tx, issueId);
    if (!issue) return refused("issue.gone");
    if (issue.status !== "draft" && issue.status !== "scheduled") return refused("sending.started");
    if (issue.version !== version) return refused("sending.changed");
    return startLocked(tx, issue, by);
  });
}

async function startLocked(tx: Executor, issue: IssueRow, by: number | null): Promise<Result<{ recipients: number }>> {
  const built = await buildSnapshot(tx, issue.id);
  if (!built.ok) return built;
  const recipients = await insertDeliveries(tx, issue, built.value);
  if (recipients === 0) return refused("sending.noRecipients");
  await tx
    .update(newsletterIssues)
    .set({
      status: "sending",
      snapshot: built.value,
      recipients,
      startedAt: sql`now()`,
      startedBy: by,
      failure: null,
      version: issue.version + 1,
      updatedAt: sql`now()`,
    })
    .where(eq(newsletterIssues.id, issue.id));
  await invalidateTags(tx, [newsletterCacheTags.archive, newsletterCacheTags.issue(issue.slug)], "update");
  return ok({ recipients });
}

/**
 * Writes the ledger: active subscribers of the issue's rhythm (of alerts, for an alert) who chose a topic with an article in it. Suppressed
 * addresses are left out when their turn comes: their keys cannot be computed by PostgreSQL.
 */
async function insertDeliveries(
  tx: Executor,
  { id, kind, rhythm }: Pick<IssueRow, "id" | "kind" | "rhythm">,
  snapshot: IssueSnapshot,
): Promise<number> {
  const topicIds = [...new Set(snapshot.articles.flatMap((article) => article.topicIds))];
  const s = newsletterSubscribers;
  const wants = kind === "alert" ? sql`${s.alerts}` : sql`${s.rhythm} = ${rhythm}`;
  const [row] = await tx.execute<{ recipients: number }>(sql`
    with inserted as (
      insert into ${newsletterDeliveries} (issue_id, subscriber_id, domain)
      select ${id}::bigint, ${s.id}, lower(split_part(${s.address}, '@', 2)) from ${s}
      where ${s.state} = 'active' and ${s.address} is not null and ${wants} and exists (
        select from ${newsletterSubscriberTopics} where ${newsletterSubscriberTopics.subscriberId} = ${s.id}
          and ${newsletterSubscriberTopics.topicId} = any(${toIdArray(topicIds)}))
      returning 1
    ) select count(*)::int as recipients from inserted`);
  return row?.recipients ?? 0;
}

/**
 * Pauses an issue: what is in flight ends, the rest stays queued. `failure`: why, if no person did. Idempotent. Refused with
 * `sending.notSending`.
 */
export async function pauseIssue(
  db: Executor,
  issueId: number,
  failure: SendingFailure | null = null,
): Promise<Result<{ status: IssueStatus }>> {
  const changed = await changeStatus(db, issueId, ["sending"], "paused", failure, "sending.notSending");
  return changed.ok || !(await hasStatus(db, issueId, "paused")) ? changed : ok({ status: "paused" });
}

/** Resumes a paused issue. Idempotent. Refused with `sending.notPaused`. */
export async function resumeIssue(db: Executor, issueId: number): Promise<Result<{ status: IssueStatus }>> {
  const changed = await changeStatus(db, issueId, ["paused"], "sending", null, "sending.notPaused");
  return changed.ok || !(await hasStatus(db, issueId, "sending")) ? changed : ok({ status: "sending" });
}

async function hasStatus(db: Executor, id: number, status: IssueStatus): Promise<boolean> {
  const matches = and(eq(newsletterIssues.id, id), eq(newsletterIssues.status, status));
  return (await db.select({ id: newsletterIssues.id }).from(newsletterIssues).where(matches)).length > 0;
}

/**
 * Cancels what has not been sent, for good. An issue of which no mail was sent loses its content, and so its page in the archive: at
 * once, or when the last mail in flight was refused (`finishIssues`). Refused with `sending.over`. Returns how many get nothing.
 */
export async function cancelIssue(
  db: Database,
  issueId: number,
  by: number | null = null,
): Promise<Result<{ cancelled: number }>> {
  return db.transaction(async (tx): Promise<Result<{ cancelled: number }>> => {
    const changed = await changeStatus(tx, issueId, ["sending", "paused"], "cancelled", null, "sending.over");
    if (!changed.ok) return changed;
    await tx.update(newsletterIssues).set({ cancelledBy: by }).where(eq(newsletterIssues.id, issueId));
    const cancelled = await tx
      .update(newsletterDeliveries)
      .set({ state: "cancelled" })
      .where(and(eq(newsletterDeliveries.issueId, issueId), eq(newsletterDeliveries.state, "queued")))
      .returning({ id: newsletterDeliveries.subscriberId });
    await withdrawUnsentIssues(tx, issueId);
    return ok({ cancelled: cancelled.length });
  });
}

async function changeStatus(
  db: Executor,
  issueId: number,
  from: IssueStatus[],
  to: IssueStatus,
  failure: SendingFailure | null,
  code: string,
): Promise<Result<{ status: IssueStatus }>> {
  const changed = await db
    .update(newsletterIssues)
    .set({
      status: to,
      failure,
      version: sql`${newsletterIssues.version} + 1`,
      updatedAt: sql`now()`,
      ...(to === "cancelled" && { finishedAt: sql`now()` }),
    })
    .where(and(eq(newsletterIssues.id, issueId), inArray(newsletterIssues.status, from)))
    .returning({ status: newsletterIssues.status });
  return changed.length > 0 ? ok({ status: to }) : refused(code);
}

/**
 * Stores on the issues that are being sent why nothing is sent at the moment; null: sending goes on. Writes only a change. With `pause` they
 * are paused until an editor resumes them.
 */
export async function setSendingFailure(
  db: Executor,
  failure: SendingFailure | null,
  { pause = false }: { pause?: boolean } = {},
): Promise<void> {
  await db
    .update(newsletterIssues)
    .set(pause ? { failure, status: "paused", version: sql`${newsletterIssues.version} + 1` } : { failure })
    .where(
      sql`${newsletterIssues.status} = 'sending' and (${pause} or ${newsletterIssues.failure} is distinct from ${failure})`,
    );
}

/** What an editor decided about deliveries whose outcome is unknown. */
export type UncertainDecision = "sent" | "again";

/**
 * Decides about uncertain deliveries: `sent` counts them as sent, `again` queues them, so that somebody may get the issue twice. Without
 * `subscriberId` all of the issue's. Refused with `sending.noUncertain`, or `sending.cancelled` for `again` after a cancellation.
 */
export async function resolveUncertain(
  db: Database,
  {
    issueId,
    subscriberId,
    decision,
    by,
  }: { issueId: number; subscriberId: number | null; decision: UncertainDecision; by: number },
): Promise<Result<{ resolved: number }>> {
  return db.transaction(async (tx): Promise<Result<{ resolved: number }>> => {
    const issue = await lockIssue(tx, issueId);
    if (!issue) return refused("issue.gone");
    if (decision === "again" && issue.status === "cancelled") return refused("sending.cancelled");
    const d = newsletterDeliveries;
    const resolved = await tx
      .update(d)
      .set(
        decision === "sent"
          ? { state: "sent", sentAt: sql`coalesce(${d.claimedAt}, now())`, resolvedBy: by }
          : { state: "queued", dueAt: sql`now()`, claimedBy: null, resolvedBy: by },
      )
      .where(
        and(
          eq(d.issueId, issueId),
          eq(d.state, "uncertain"),
          subscriberId === null ? undefined : eq(d.subscriberId, subscriberId),
        ),
      )
      .returning({ id: d.subscriberId });
    if (resolved.length === 0) return refused("sending.noUncertain");
    if (decision === "again" && issue.status === "sent")
      await tx
        .update(newsletterIssues)
        .set({ status: "sending", finishedAt: null, version: issue.version + 1 })
        .where(eq(newsletterIssues.id, issueId));
    return ok({ resolved: resolved.length });
  });
}

/**
 * Starts the scheduled issues that are due. One whose time passed more than a day ago, or that cannot be sent, becomes a draft again, with
 * the reason. Returns how many of each.
 */
export async function startDueIssues(db: Database): Promise<{ started: number; failed: number }> {
  const count = { started: 0, failed: 0 };
  const due = await db
    .select({
      id: newsletterIssues.id,
      version: newsletterIssues.version,
      isMissed: sql<boolean>`${newsletterIssues.scheduledAt} < now() - make_interval(hours => ${maxDelayHours})`,
    })
    .from(newsletterIssues)
    .where(sql`${newsletterIssues.status} = 'scheduled' and ${newsletterIssues.scheduledAt} <= now()`)
    .orderBy(newsletterIssues.scheduledAt);
  for (const { id, version, isMissed } of due) {
    const started = await db.transaction(async (tx) => {
      const issue = await lockIssue(tx, id);
      // Changed meanwhile, or started by another process.
      if (issue?.status !== "scheduled" || issue.version !== version) return undefined;
      const result = isMissed ? refused("sending.missed") : await startLocked(tx, issue, issue.createdBy);
      if (!result.ok)
        await tx
          .update(newsletterIssues)
          .set({ status: "draft", failure: result.code, version: version + 1, updatedAt: sql`now()` })
          .where(eq(newsletterIssues.id, id));
      return result.ok;
    });
    if (started !== undefined) count[started ? "started" : "failed"] += 1;
  }
  return count;
}

async function lockIssue(tx: Executor, issueId: number): Promise<IssueRow | undefined> {
  const [issue] = await tx.select().from(newsletterIssues).where(eq(newsletterIssues.id, issueId)).for("update");
  return issue;
}
