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
 * Makes comments whose rows the caller holds what decisions, or their undo, say, with all that hangs on them: the articles' counts and
 * orders, the readers' pages, those whom a comment calls. A fixed number of statements, however many there are.
 */
export async function applyToComments(tx: Executor, changes: CommentChange[]): Promise<void> {
  if (changes.length === 0) return;
  await storeStatuses(tx, changes);
  const moved = changes.flatMap(({ place, to }) => {
    const step = Number((to.status ?? place.status) === "visible") - Number(place.status === "visible");
    return step === 0 ? [] : [{ place, step }];
  });
  await updateCommentCounts(tx, moved);
  // What comes back with reactions may be the first that is ranked.
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
  /** 1: readers see it from now on; -1: no more. */
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

/** Whom they answer or call, and who has their page open: after the tags, so that whoever is told asks for a page that has them. */
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
  // Most call nobody: a text without the sign, written out or as an entity, is not read a second time.
  if (!/[@&]/.test(source)) return [];
  const text = parseComment(source);
  return text.ok ? text.value.mentions : [];
}
