import { inArray, sql } from "drizzle-orm";
import { commentTags } from "#db/cache-tags/comments.ts";
import type { Executor } from "#db/client.ts";
import { invalidateTags } from "#db/invalidation.ts";
import { comments, type DecisionState } from "#db/schema.ts";
import { parseComment } from "#features/screening/comment-text.ts";
import { rerankThreads, scheduleThreadRanking } from "./jobs.ts";
import type { LockedComment } from "./lock-comments.ts";
import { notifyOfComments, publishLiveComments } from "./notify.ts";
import { hasSeparatePage } from "./queries.ts";

interface CommentChange {
  place: LockedComment;
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
  const moved = changes.flatMap(({ place, to }) => {
    const step = Number((to.status ?? place.status) === "visible") - Number(place.status === "visible");
    return step === 0 ? [] : [{ place, step }];
  });
  await updateCommentCounts(tx, moved);
  // A comment that reappears with reactions may be the first of its discussion to be ranked.
  const isLiked = ({ place, step }: VisibilityChange) => step > 0 && place.reactions > 0;
  const articlesOf = (all: VisibilityChange[]) => [...new Set(all.map(({ place }) => place.articleId))];
  await scheduleThreadRanking(tx, articlesOf(moved.filter(isLiked)));
  await rerankThreads(tx, articlesOf(moved.filter((one) => !isLiked(one))));
  await invalidateTags(
    tx,
    changes.flatMap(({ place }) => commentTags.shown({ id: place.articleId, slug: place.slug }, place.memberId)),
  );
  await notifyOfPublished(
    tx,
    moved.filter(({ step }) => step > 0).map(({ place }) => place),
  );
}

interface VisibilityChange {
  place: LockedComment;
  /** 1: the comment becomes visible; -1: it becomes hidden. */
  step: number;
}

async function storeStatuses(tx: Executor, changes: CommentChange[]): Promise<void> {
  const rows = changes.map(({ place, to }) => ({
    id: place.id,
    status: to.status ?? place.status,
    featured_at: to.featuredAt === undefined ? place.featuredAt : to.featuredAt,
  }));
  await tx.execute(sql`
    update comments as c
    set status = made.status, version = c.version + 1, featured_at = made.featured_at,
      removed_at = case when made.status = c.status then c.removed_at when made.status = 'removed' then now() end
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as made (id bigint, status comment_status, featured_at timestamptz)
    where c.id = made.id`);
}

async function updateCommentCounts(tx: Executor, moved: VisibilityChange[]): Promise<void> {
  const steps = Array.from(
    Map.groupBy(moved, ({ place }) => place.articleId),
    ([id, all]) => ({ id, step: all.reduce((sum, { step }) => sum + step, 0) }),
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
async function notifyOfPublished(tx: Executor, places: LockedComment[]): Promise<void> {
  if (places.length === 0) return;
  const ids = places.map(({ id }) => id);
  const texts = await tx
    .select({ id: comments.id, source: comments.bodySource, apart: hasSeparatePage })
    .from(comments)
    .where(inArray(comments.id, ids));
  const found = new Map(texts.map((text) => [text.id, text]));
  await notifyOfComments(
    tx,
    ...places.map(({ id }) => ({ id, mentions: extractMentions(found.get(id)?.source ?? "") })),
  );
  await publishLiveComments(tx, ...places.map((place) => ({ ...place, apart: found.get(place.id)?.apart ?? false })));
}

function extractMentions(source: string): string[] {
  // Most texts mention nobody: one without the sign, literal or as an entity, is not parsed a second time.
  if (!/[@&]/.test(source)) return [];
  const text = parseComment(source);
  return text.ok ? text.value.mentions : [];
}
