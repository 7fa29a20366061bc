import { and, eq, sql } from "drizzle-orm";
import { announce } from "#db/changes.ts";
import type { Executor } from "#db/client.ts";
import { articles, commentReactions, commentReports, comments } from "#db/schema.ts";
import { readSettings } from "#features/settings/queries.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { editMinutes, isEditable } from "../rules.ts";
import { commentTagsOf } from "../tags.ts";
import { firstStatus, linksWithoutWait } from "./first-status.ts";
import { readComment } from "./text.ts";

type ReportReason = (typeof commentReports.reason.enumValues)[number];

/**
 * Changes the text of one's own comment within five minutes of posting; readers see "modifié". An edit that would have waited waits now.
 * Refused with `form.invalid` (field `body`), `comment.notYours` or `comment.tooLate`.
 */
export async function editComment(
  tx: Executor,
  author: { id: number; role: "reader" | "contributor" | "editor" | "moderator" | "admin" },
  commentId: number,
  body: string,
): Promise<Result<{ status: string }>> {
  const text = readComment(body);
  if (!text.ok) return text;
  return tx.transaction(async (inner): Promise<Result<{ status: string }>> => {
    const place = await lockPlace(inner, commentId);
    if (!place || place.memberId !== author.id || place.deletedAt) return refused("comment.notYours");
    if (!isEditable(place.createdAt, new Date()))
      return refused("comment.tooLate", undefined, { minutes: editMinutes });
    const settings = await readSettings(inner);
    // What was seen once is not judged as a newcomer's again; links put in afterwards are.
    const verdict = firstStatus({
      role: author.role,
      approved: Number.MAX_SAFE_INTEGER,
      links: text.value.links,
      newcomer: settings["comments.newcomer"],
      policy: place.policy,
    });
    const hides = place.status === "visible" && verdict.status === "pending" && text.value.links > linksWithoutWait;
    const status = hides ? ("pending" as const) : place.status;
    await inner
      .update(comments)
      .set({ bodySource: text.value.source, bodyHtml: text.value.html, editedAt: sql`now()`, status })
      .where(eq(comments.id, commentId));
    if (hides) await addToCount(inner, place.articleId, -1);
    await announce(inner, commentTagsOf.shown({ id: place.articleId, slug: place.slug }));
    return ok({ status });
  });
}

/** Deletes one's own comment: its text is gone at once; its place stays while replies hang on it. Refused with `comment.notYours`. */
export async function deleteComment(
  tx: Executor,
  authorId: number,
  commentId: number,
): Promise<Result<{ slug: string; articleId: number }>> {
  return tx.transaction(async (inner): Promise<Result<{ slug: string; articleId: number }>> => {
    const place = await lockPlace(inner, commentId);
    if (!place || place.memberId !== authorId || place.deletedAt) return refused("comment.notYours");
    await inner
      .update(comments)
      .set({ status: "removed", bodySource: "", bodyHtml: "", deletedAt: sql`now()` })
      .where(eq(comments.id, commentId));
    if (place.status === "visible") await addToCount(inner, place.articleId, -1);
    await announce(inner, commentTagsOf.shown({ id: place.articleId, slug: place.slug }));
    return ok({ slug: place.slug, articleId: place.articleId });
  });
}

/**
 * Says, or takes back, that a comment is to the point; its count changes in the same transaction.
 * Refused with `comment.gone` (not visible) or `comment.own`.
 */
export async function reactToComment(
  tx: Executor,
  memberId: number,
  commentId: number,
  on: boolean,
): Promise<Result<{ count: number }>> {
  return tx.transaction(async (inner): Promise<Result<{ count: number }>> => {
    const [comment] = await inner
      .select({ memberId: comments.memberId, status: comments.status, articleId: comments.articleId })
      .from(comments)
      .where(eq(comments.id, commentId))
      .for("update");
    if (comment?.status !== "visible") return refused("comment.gone");
    if (comment.memberId === memberId) return refused("comment.own");
    const changed = on
      ? await inner.insert(commentReactions).values({ commentId, memberId }).onConflictDoNothing().returning()
      : await inner
          .delete(commentReactions)
          .where(and(eq(commentReactions.commentId, commentId), eq(commentReactions.memberId, memberId)))
          .returning();
    const [row] = await inner
      .update(comments)
      .set({ reactionCount: sql`${comments.reactionCount} + ${changed.length * (on ? 1 : -1)}` })
      .where(eq(comments.id, commentId))
      .returning({ count: comments.reactionCount });
    if (changed.length > 0) await announce(inner, [commentTagsOf.article(comment.articleId)]);
    return ok({ count: row?.count ?? 0 });
  });
}

/** Tells the moderators about a comment, once per member (a second report replaces the first). Refused with `comment.gone`. */
export async function reportComment(
  tx: Executor,
  memberId: number,
  commentId: number,
  report: { reason: ReportReason; note: string },
): Promise<Result<undefined>> {
  const [comment] = await tx.select({ status: comments.status }).from(comments).where(eq(comments.id, commentId));
  if (comment?.status !== "visible") return refused("comment.gone");
  await tx
    .insert(commentReports)
    .values({ commentId, memberId, ...report })
    .onConflictDoUpdate({ target: [commentReports.commentId, commentReports.memberId], set: report });
  return ok(undefined);
}

/** A comment with its article, the article's row locked: counts change under it. */
async function lockPlace(tx: Executor, commentId: number) {
  const [place] = await tx
    .select({
      memberId: comments.memberId,
      status: comments.status,
      createdAt: comments.createdAt,
      deletedAt: comments.deletedAt,
      articleId: articles.id,
      slug: articles.slug,
      policy: articles.commentPolicy,
    })
    .from(comments)
    .innerJoin(articles, eq(articles.id, comments.articleId))
    .where(eq(comments.id, commentId))
    .for("update");
  return place;
}

function addToCount(tx: Executor, articleId: number, step: number) {
  return tx
    .update(articles)
    .set({ commentCount: sql`${articles.commentCount} + ${step}` })
    .where(eq(articles.id, articleId));
}
