import { and, eq, gt, sql } from "drizzle-orm";
import { commentCacheTags } from "#db/cache-tags/comments.ts";
import type { Executor } from "#db/client.ts";
import { toIdArray } from "#db/id-array.ts";
import { invalidateTags } from "#db/invalidation.ts";
import { comments, moderationDecisions } from "#db/schema.ts";
import { rerankThreads, scheduleThreadRanking } from "#features/comments/jobs.ts";
import { lockArticles } from "#features/comments/lock-comments.ts";
import { notifyReporters } from "#features/reports/notify-reporters.ts";

/** Finds the ban that cascades to comments. Throws if the decision is not about a member. */
async function findBan(tx: Executor, id: number) {
  const [ban] = await tx.select().from(moderationDecisions).where(eq(moderationDecisions.id, id));
  if (!ban?.memberId) throw new Error(`Decision ${id} is not about a member.`);
  return { ...ban, memberId: ban.memberId };
}

/**
 * Removes all visible and pending comments of a banned member, or marks them as spam. Each comment gets a separate
 * decision as part of the ban, so that it keeps its earlier status and can be appealed separately. A fixed number of
 * statements.
 */
export async function cascadeBan(tx: Executor, banId: number, as: "remove" | "spam"): Promise<void> {
  const ban = await findBan(tx, banId);
  const isOpen = sql`member_id = ${ban.memberId} and status in ('visible', 'pending') and deleted_at is null`;
  const affected = await lockArticles(tx, sql`select article_id from comments where ${isOpen}`);
  if (affected.length === 0) return;
  const articleIds = toIdArray(affected.map(({ id }) => id));
  await tx.execute(sql`
    insert into ${moderationDecisions} (subject, subject_id, article_id, member_id, actor_id, rule, action, reason, part_of, before, after)
    select 'comment', id, article_id, member_id, ${ban.actorId}::bigint, ${ban.rule}::text, ${as}::moderation_action, ${ban.reason}::text,
      ${banId}::bigint, jsonb_build_object('status', status), jsonb_build_object('status', ${as === "spam" ? "spam" : "removed"}::text)
    from comments where ${isOpen} and article_id = any(${articleIds}) order by id`);
  await applyPartStatuses(tx, banId);
  await refreshArticles(tx, affected, ban.memberId);
  await notifyReportersOfParts(tx, banId);
}

/**
 * After the undo of a ban or of a bulk decision: gives each comment that was part of it the status of its other
 * decisions.
 */
export async function restorePartComments(tx: Executor, head: number): Promise<void> {
  const affected = await lockArticlesOfDecision(tx, head);
  if (affected.length === 0) return;
  await applyPartStatuses(tx, head);
  const authors = await tx
    .selectDistinct({ id: moderationDecisions.memberId })
    .from(moderationDecisions)
    .where(isCommentPartOf(head));
  await refreshArticles(tx, affected, ...authors.map(({ id }) => id));
  await notifyReportersOfParts(tx, head);
  const reacted = await tx
    .selectDistinct({ id: comments.articleId })
    .from(moderationDecisions)
    .innerJoin(comments, eq(comments.id, moderationDecisions.subjectId))
    .where(and(isCommentPartOf(head), gt(comments.reactionCount, 0)));
  await scheduleThreadRanking(
    tx,
    reacted.map(({ id }) => id),
  );
}

/** The comments among the parts of a decision; a message to an author or to the banned member is a part too. */
const isCommentPartOf = (head: number) =>
  and(eq(moderationDecisions.partOf, head), eq(moderationDecisions.subject, "comment"));

async function notifyReportersOfParts(tx: Executor, head: number): Promise<void> {
  const parts = await tx
    .select({ id: moderationDecisions.subjectId })
    .from(moderationDecisions)
    .where(isCommentPartOf(head));
  await notifyReporters(
    tx,
    parts.map(({ id }) => id),
  );
}

/** Ranks the threads of these articles again and invalidates the pages that show their comments. */
async function refreshArticles(
  tx: Executor,
  affected: { id: number; slug: string }[],
  ...memberIds: (number | null)[]
): Promise<void> {
  await rerankThreads(
    tx,
    affected.map(({ id }) => id),
  );
  const [first, ...rest] = affected;
  if (!first) return;
  await invalidateTags(tx, [
    ...commentCacheTags.allViews(first, ...memberIds),
    ...rest.flatMap((article) => commentCacheTags.allViews(article)),
  ]);
}

/** Locks the articles of the comments that a decision and its parts are about. */
export function lockArticlesOfDecision(tx: Executor, head: number) {
  return lockArticles(
    tx,
    sql`select article_id from moderation_decisions where (part_of = ${head} or id = ${head}) and subject = 'comment'`,
  );
}

/**
 * Gives the comments of a decision's parts the status that follows from their decisions in force (the SQL form of
 * `deriveField`), and adjusts the articles' comment counts. A comment deleted by its author stays deleted.
 */
async function applyPartStatuses(tx: Executor, banId: number): Promise<void> {
  await tx.execute(sql`
    with part as (select subject_id as id from moderation_decisions where part_of = ${banId} and subject = 'comment'),
    wanted as (
      select part.id, coalesce(
        (select d.after ->> 'status' from moderation_decisions as d
          where d.subject = 'comment' and d.subject_id = part.id and d.action <> 'undo' and d.after ? 'status'
            and not exists (select from moderation_decisions as u where u.reverts in (d.id, d.part_of))
          order by d.id desc limit 1),
        (select d.before ->> 'status' from moderation_decisions as d
          where d.subject = 'comment' and d.subject_id = part.id and d.action <> 'undo' and d.after ? 'status'
          order by d.id limit 1)
      )::comment_status as status
      from part
    ),
    found as materialized (
      select c.id, c.article_id, c.status as had, wanted.status
      from comments as c join wanted on wanted.id = c.id
      where c.deleted_at is null and c.status <> wanted.status
      order by c.id
      for no key update of c
    ),
    changed as (
      update comments as c
      set status = found.status, removed_at = case when found.status = 'removed' then now() end, version = c.version + 1
      from found where c.id = found.id
    )
    update articles as a set comment_count = a.comment_count + moved.step
    from (
      select article_id, sum((status = 'visible')::int - (had = 'visible')::int)::int as step from found group by article_id
    ) as moved
    where a.id = moved.article_id and moved.step <> 0`);
}
