import { inArray, sql } from "drizzle-orm";
import { commentCacheTags } from "#db/cache-tags/comments.ts";
import type { Executor } from "#db/client.ts";
import { invalidateTags, publishLiveMessages } from "#db/invalidation.ts";
import { comments, type DecisionState } from "#db/schema.ts";
import { parseComment } from "#features/screening/comment-text.ts";
import { rerankThreads, scheduleThreadRanking } from "./jobs.ts";
import type { LockedComment } from "./lock-comments.ts";
import { notifyOfComments, toLiveMessages } from "./notify.ts";
import { hasSeparatePage } from "./queries.ts";

interface CommentChange {
  comment: LockedComment;
  to: DecisionState;
}

/**
 * Applies the status changes of decisions, or of their undo, to comments whose rows the caller has locked. Updates the articles' counts and
 * thread orders, invalidates readers' pages and notifies the people mentioned. Runs a fixed number of statements, however many comments
 * change.
 */
export async function applyToComments(tx: Executor, changes: CommentChange[]): Promise<void> {
  if (changes.length === 0) return;
  await storeStatuses(tx, changes);
  const visibilityChanges = changes.flatMap(({ comment, to }) => {
    const step = Number((to.status ?? comment.status) === "visible") - Number(comment.status === "visible");
    return step === 0 ? [] : [{ comment, step }];
  });
  await updateCommentCounts(tx, visibilityChanges);
  // A comment that reappears with reactions may be the first of its discussion to be ranked.
  const isLiked = ({ comment, step }: VisibilityChange) => step > 0 && comment.reactions > 0;
  const articlesOf = (articleChanges: VisibilityChange[]) => [
    ...new Set(articleChanges.map(({ comment }) => comment.articleId)),
  ];
  await scheduleThreadRanking(tx, articlesOf(visibilityChanges.filter(isLiked)));
  await rerankThreads(tx, articlesOf(visibilityChanges.filter((change) => !isLiked(change))));
  await invalidateTags(
    tx,
    changes.flatMap(({ comment, to }) => [
      ...commentCacheTags.allViews({ id: comment.articleId, slug: comment.slug }, comment.memberId),
      ...(to.featuredAt === undefined && comment.featuredAt === null ? [] : [commentCacheTags.featured]),
    ]),
  );
  await notifyOfPublished(
    tx,
    visibilityChanges.filter(({ step }) => step > 0).map(({ comment }) => comment),
  );
}

interface VisibilityChange {
  comment: LockedComment;
  /** 1: the comment becomes visible; -1: it becomes hidden. */
  step: number;
}

async function storeStatuses(tx: Executor, changes: CommentChange[]): Promise<void> {
  const rows = changes.map(({ comment, to }) => ({
    id: comment.id,
    status: to.status ?? comment.status,
    featured_at: to.featuredAt === undefined ? comment.featuredAt : to.featuredAt,
  }));
  await tx.execute(sql`
    update comments as c
    set status = changed.status, version = c.version + 1, featured_at = changed.featured_at,
      removed_at = case when changed.status = c.status then c.removed_at when changed.status = 'removed' then now() end
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as changed (id bigint, status comment_status, featured_at timestamptz)
    where c.id = changed.id`);
}

async function updateCommentCounts(tx: Executor, visibilityChanges: VisibilityChange[]): Promise<void> {
  const steps = Array.from(
    Map.groupBy(visibilityChanges, ({ comment }) => comment.articleId),
    ([id, articleChanges]) => ({ id, step: articleChanges.reduce((sum, { step }) => sum + step, 0) }),
  ).filter(({ step }) => step !== 0);
  if (steps.length === 0) return;
  await tx.execute(sql`
    update articles as a set comment_count = a.comment_count + moved.step
    from jsonb_to_recordset(${JSON.stringify(steps)}::jsonb) as moved (id bigint, step integer)
    where a.id = moved.id`);
}

/**
 * Notifies the people answered or mentioned, and the readers who have the page open. Runs after the tags are invalidated, so that their
 * next request gets the new page.
 */
async function notifyOfPublished(tx: Executor, published: LockedComment[]): Promise<void> {
  if (published.length === 0) return;
  const ids = published.map(({ id }) => id);
  const texts = await tx
    .select({ id: comments.id, source: comments.bodySource, hasSeparatePage })
    .from(comments)
    .where(inArray(comments.id, ids));
  const found = new Map(texts.map((text) => [text.id, text]));
  await notifyOfComments(
    tx,
    ...published.map(({ id }) => ({ id, mentions: extractMentions(found.get(id)?.source ?? "") })),
  );
  const live = published.map((comment) => ({
    ...comment,
    hasSeparatePage: found.get(comment.id)?.hasSeparatePage ?? false,
  }));
  await publishLiveMessages(tx, ...toLiveMessages(live));
}

function extractMentions(source: string): string[] {
  // Most texts mention nobody: one without the sign, literal or as an entity, is not parsed a second time.
  if (!/[@&]/.test(source)) return [];
  const text = parseComment(source);
  return text.ok ? text.value.mentions : [];
}
