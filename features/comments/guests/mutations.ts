import { and, asc, eq, inArray, isNull, sql } from "drizzle-orm";
import { commentCacheTags } from "#db/cache-tags/comments.ts";
import { memberCacheTags } from "#db/cache-tags/members.ts";
import type { Database, Executor } from "#db/client.ts";
import { toIdArray } from "#db/id-array.ts";
import { invalidateTags } from "#db/invalidation.ts";
import { articles, commentGuests, commentReactions, comments, members } from "#db/schema.ts";
import { findMemberAddressHmac } from "#features/members/guest-comments/queries.ts";
import { rerankThreads } from "../jobs.ts";

/** Discussions of one transaction: their tags are invalidated one by one (`invalidateTags`). */
const maxDiscussions = 50;
/** Comments of one transaction, so that no lock is held for long. */
const maxComments = 1_000;
/** Comments of one call; the rest is offered again. */
const maxPerCall = 20_000;

/**
 * Records with which address imported comments were written, also anew under another key. Comments that belong to somebody
 * are left alone.
 */
export async function recordGuests(tx: Executor, guests: { commentId: number; addressHmac: string }[]): Promise<void> {
  for (let start = 0; start < guests.length; start += maxComments) {
    const batch = guests.slice(start, start + maxComments);
    await tx.execute(sql`
      insert into ${commentGuests} (comment_id, address_hmac)
      select guest.id, guest.hmac
      from unnest(${toIdArray(batch.map(({ commentId }) => commentId))},
        ${sql.param(batch.map(({ addressHmac }) => addressHmac))}::text[]) as guest (id, hmac)
      join ${comments} as c on c.id = guest.id and c.member_id is null
      on conflict (comment_id) do update set address_hmac = excluded.address_hmac`);
  }
}

/**
 * Claims the imported comments that were written with a member's confirmed address: they show the member's name from then
 * on. Works in transactions of at most `maxComments`; after an interruption, or beyond `limit`, the rest can still be
 * claimed. Returns how many were claimed. Two calls at the same time claim each comment once.
 */
export async function claimComments(db: Database, memberId: number, limit = maxPerCall): Promise<number> {
  let claimed = 0;
  while (claimed < limit) {
    const count = await db.transaction((tx) => claimBatch(tx, memberId, Math.min(maxComments, limit - claimed)));
    if (count === 0) break;
    claimed += count;
  }
  return claimed;
}

async function claimBatch(tx: Executor, memberId: number, limit: number): Promise<number> {
  // Locks the member: the address and its confirmation stay, and so does the account. A second call waits here.
  const [member] = await tx
    .select({ handle: members.handle })
    .from(members)
    .where(and(eq(members.id, memberId), isNull(members.deletedAt)))
    .for("no key update");
  const hmac = member && (await findMemberAddressHmac(tx, memberId));
  if (!member || hmac === undefined) return 0;
  const articleIds = await lockDiscussions(tx, hmac);
  if (articleIds.length === 0) return 0;
  const batch = await tx
    .select({ id: comments.id, articleId: comments.articleId })
    .from(commentGuests)
    .innerJoin(comments, eq(comments.id, commentGuests.commentId))
    .where(and(eq(commentGuests.addressHmac, hmac), isNull(comments.memberId), inArray(comments.articleId, articleIds)))
    .orderBy(asc(comments.id))
    .limit(limit)
    .for("update");
  if (batch.length === 0) return 0;
  await assignComments(
    tx,
    batch.map(({ id }) => ({ id, memberId })),
  );
  const discussions = [...new Set(batch.map(({ articleId }) => articleId))];
  await withdrawOwnReactions(
    tx,
    memberId,
    batch.map(({ id }) => id),
  );
  await invalidateTags(tx, [
    memberCacheTags.handle(member.handle),
    commentCacheTags.member(memberId),
    ...discussions.map((id) => commentCacheTags.article(id)),
  ]);
  return batch.length;
}

/** Locks the first discussions that have such comments, in the order that all writers of comments use. */
async function lockDiscussions(tx: Executor, hmac: string): Promise<number[]> {
  const { articleId, memberId, id } = comments;
  const found = await tx
    .selectDistinct({ articleId })
    .from(commentGuests)
    .innerJoin(comments, eq(id, commentGuests.commentId))
    .where(and(eq(commentGuests.addressHmac, hmac), isNull(memberId)))
    .orderBy(articleId)
    .limit(maxDiscussions);
  if (found.length === 0) return [];
  const rows = await tx
    .select({ id: articles.id })
    .from(articles)
    .where(
      inArray(
        articles.id,
        found.map((row) => row.articleId),
      ),
    )
    .orderBy(articles.id)
    .for("no key update");
  return rows.map((row) => row.id);
}

/**
 * Assigns imported comments to members, and deletes the names and addresses with which they were written. Comments that
 * belong to somebody are left alone.
 */
export async function assignComments(tx: Executor, list: { id: number; memberId: number }[]): Promise<void> {
  if (list.length === 0) return;
  await tx.execute(sql`
    update ${comments} set member_id = given.member_id, author_name = ''
    from unnest(${toIdArray(list.map(({ id }) => id))}, ${toIdArray(list.map(({ memberId }) => memberId))})
      as given (id, member_id)
    where ${comments.id} = given.id and ${comments.memberId} is null`);
  await tx.delete(commentGuests).where(sql`comment_id = any(${toIdArray(list.map(({ id }) => id))})`);
}

/** Members cannot react to their own comments. */
async function withdrawOwnReactions(tx: Executor, memberId: number, ids: number[]): Promise<void> {
  const withdrawn = await tx
    .delete(commentReactions)
    .where(and(eq(commentReactions.memberId, memberId), sql`comment_id = any(${toIdArray(ids)})`))
    .returning({ id: commentReactions.commentId });
  if (withdrawn.length === 0) return;
  const changed = await tx
    .update(comments)
    .set({ reactionCount: sql`${comments.reactionCount} - 1` })
    .where(sql`id = any(${toIdArray(withdrawn.map(({ id }) => id))})`)
    .returning({ articleId: comments.articleId });
  await rerankThreads(tx, [...new Set(changed.map(({ articleId }) => articleId))]);
}

/** Deletes the addresses of a member's unclaimed comments: the account is being deleted. */
export async function forgetGuest(tx: Executor, memberId: number): Promise<void> {
  const hmac = await findMemberAddressHmac(tx, memberId);
  if (hmac !== undefined) await tx.delete(commentGuests).where(eq(commentGuests.addressHmac, hmac));
}
