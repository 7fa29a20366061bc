import { eq, sql } from "drizzle-orm";
import { announce } from "#db/changes.ts";
import type { Executor } from "#db/client.ts";
import { articles, comments, type DecidedState } from "#db/schema.ts";
import { rankAgain, rankSoon } from "#features/comments/jobs.ts";
import { notifyOf, tellReaders } from "#features/comments/posting/notify.ts";
import { readComment } from "#features/comments/posting/text.ts";
import { standsApart } from "#features/comments/queries.ts";
import { commentTagsOf } from "#features/comments/tags.ts";
import { reopenRestored } from "#features/notices/deciding/open-again.ts";
import { tellReporters } from "#features/reports/outcomes/tell-reporters.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { isOneself } from "../policy.ts";
import { type CommentAction, statusBy } from "../rules.ts";
import { tellDecision } from "../statements/mutations.ts";
import { isStated } from "../statements/rules.ts";
import type { KnownActor } from "./actor.ts";
import type { Given } from "./given.ts";
import { conflict } from "./history.ts";
import { record } from "./record.ts";

/**
 * Decides on a comment; its count, its author's notification and the readers' pages follow in the same transaction.
 * Refused with `moderation.gone`, `.deleted` (by its author), `.conflict` or `.changed` (not the version that was seen), `.oneself`,
 * `.already` or `.notVisible`.
 */
export async function decideOnComment(
  tx: Executor,
  actor: KnownActor,
  id: number,
  action: CommentAction,
  given: Given,
): Promise<Result<{ decision: number; version: number }>> {
  const place = await lockComment(tx, id);
  if (!place) return refused("moderation.gone");
  if (place.deletedAt) return refused("moderation.deleted");
  if (given.expectedVersion !== undefined && given.expectedVersion !== place.version)
    return conflict(tx, "comment", id, place.editedAt);
  if (actor.id !== null && isOneself({ id: actor.id }, place.memberId)) return refused("moderation.oneself");
  const move = moveBy(action, place);
  if (!move.ok) return move;
  const decision = await record(tx, {
    subject: "comment",
    subjectId: id,
    articleId: place.articleId,
    memberId: place.memberId,
    actorId: actor.id,
    rule: actor.rule,
    action,
    reason: given.reason,
    note: given.note,
    partOf: given.partOf,
    ...move.value,
  });
  await applyToComment(tx, place, move.value.after);
  if (place.memberId !== null && move.value.after.status && move.value.after.status !== place.status)
    await tellDecision(
      tx,
      { decision, memberId: place.memberId, comment: { id, status: move.value.after.status } },
      { mails: isStated(action) },
    );
  await tellReporters(tx, [id]);
  if (move.value.after.status === "visible") await reopenRestored(tx, [id], decision, actor.id);
  return ok({ decision, version: place.version + 1 });
}

/** A rule hides a visible comment until a person has looked at it: a decision like any other, its author told. Gives its id. */
export async function holdComment(tx: Executor, place: Place, rule: string): Promise<number> {
  const decision = await record(tx, {
    subject: "comment",
    subjectId: place.id,
    articleId: place.articleId,
    memberId: place.memberId,
    rule,
    action: "hold",
    before: { status: place.status },
    after: { status: "pending" },
  });
  await applyToComment(tx, place, { status: "pending" });
  if (place.memberId !== null) {
    const comment = { id: place.id, status: "pending" as const };
    await tellDecision(tx, { decision, memberId: place.memberId, comment }, { mails: true });
  }
  return decision;
}

function moveBy(action: CommentAction, place: Place): Result<{ before: DecidedState; after: DecidedState }> {
  if (action === "feature" || action === "unfeature") {
    if (action === "feature" && place.status !== "visible") return refused("moderation.notVisible");
    if ((action === "feature") === (place.featuredAt !== null)) return refused("moderation.already");
    const featuredAt = action === "feature" ? new Date().toISOString() : null;
    return ok({ before: { featuredAt: place.featuredAt?.toISOString() ?? null }, after: { featuredAt } });
  }
  const status = statusBy(action, place.status);
  return status ? ok({ before: { status: place.status }, after: { status } }) : refused("moderation.already");
}

export type Place = NonNullable<Awaited<ReturnType<typeof lockComment>>>;

/** A comment with its article, the article locked first, as whoever posts below it does. */
export async function lockComment(tx: Executor, id: number) {
  const [article] = await tx
    .select({ id: articles.id, slug: articles.slug })
    .from(articles)
    .where(sql`${articles.id} = (select article_id from ${comments} where ${comments.id} = ${id})`)
    .for("no key update");
  if (!article) return undefined;
  const [comment] = await tx
    .select({
      id: comments.id,
      articleId: comments.articleId,
      memberId: comments.memberId,
      status: comments.status,
      featuredAt: comments.featuredAt,
      version: comments.version,
      thread: comments.thread,
      reactions: comments.reactionCount,
      apart: standsApart,
      bodySource: comments.bodySource,
      editedAt: comments.editedAt,
      deletedAt: comments.deletedAt,
    })
    .from(comments)
    .where(eq(comments.id, id))
    .for("no key update");
  return comment && { ...comment, slug: article.slug };
}

/** Makes the comment what a decision, or its undo, says, with all that hangs on it. */
export async function applyToComment(tx: Executor, place: Place, to: DecidedState): Promise<void> {
  const status = to.status ?? place.status;
  await tx
    .update(comments)
    .set({
      status,
      version: sql`${comments.version} + 1`,
      ...(status === place.status ? {} : { removedAt: status === "removed" ? sql`now()` : null }),
      ...(to.featuredAt === undefined ? {} : { featuredAt: to.featuredAt === null ? null : new Date(to.featuredAt) }),
    })
    .where(eq(comments.id, place.id));
  const step = Number(status === "visible") - Number(place.status === "visible");
  if (step !== 0)
    await tx
      .update(articles)
      .set({ commentCount: sql`${articles.commentCount} + ${step}::int` })
      .where(eq(articles.id, place.articleId));
  if (step !== 0) await (step > 0 && place.reactions > 0 ? rankSoon : rankAgain)(tx, [place.articleId]);
  await announce(tx, commentTagsOf.shown({ id: place.articleId, slug: place.slug }, place.memberId));
  if (step <= 0) return;
  const text = readComment(place.bodySource);
  await notifyOf(tx, place.id, text.ok ? text.value.mentions : []);
  // After the tags, so that whoever is told asks for a page that has it.
  await tellReaders(tx, place);
}
