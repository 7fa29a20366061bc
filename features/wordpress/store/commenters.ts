import { commentCacheTags } from "#db/cache-tags/comments.ts";
import type { Executor } from "#db/client.ts";
import { invalidateTags } from "#db/invalidation.ts";
import { assignComments, recordGuests } from "#features/comments/guests/mutations.ts";
import { guestKeyName } from "#features/members/guest-comments/address-hmac.ts";
import type { PreparedComment } from "../conversion/prepare-comment.ts";
import { findImportedItems, type ImportedItem, recordImportedItems } from "./imported-items.ts";

/**
 * What the fingerprint of an imported comment says of its author: nothing (imports before that), a member, or a guest with
 * the name of the key of the address.
 */
const memberMark = ":member";
const guestMark = () => `:guest-${guestKeyName()}`;

/** Finds the members that were registered on the blog when they wrote, by their id there (`wp:comment_user_id`). */
export async function findCommenters(
  tx: Executor,
  blogUrl: string,
  comments: PreparedComment[],
): Promise<Map<string, number>> {
  const ids = [...new Set(comments.map(({ userId }) => userId))].filter((id) => id !== "" && id !== "0");
  const known = ids.length === 0 ? new Map<string, ImportedItem>() : await findImportedItems(tx, blogUrl, "user", ids);
  return new Map([...known].map(([id, item]) => [id, Number(item.localId)]));
}

/** Returns a comment's fingerprint with the mark of its author. */
export function markAuthor(fingerprint: string, isMember: boolean): string {
  return (fingerprint.split(":")[0] ?? "") + (isMember ? memberMark : guestMark());
}

/**
 * Completes comments of earlier imports: those of registered users whose members came since, and those imported before
 * addresses were recorded, or with another key. Returns how many members' comments it linked. Without anything to complete it asks nothing.
 */
export async function completeAuthors(
  tx: Executor,
  blogUrl: string,
  articleId: number,
  list: { comment: PreparedComment; known: ImportedItem; memberId: number | undefined }[],
): Promise<number> {
  const linked = list.filter(
    ({ known, memberId }) => memberId !== undefined && !known.fingerprint.endsWith(memberMark),
  );
  const mark = guestMark();
  const guests = list.filter(
    ({ known: { fingerprint }, memberId }) =>
      memberId === undefined && !fingerprint.endsWith(mark) && !fingerprint.endsWith(memberMark),
  );
  const changed = [...linked, ...guests];
  if (changed.length === 0) return 0;
  await assignComments(
    tx,
    linked.flatMap(({ known, memberId }) => (memberId === undefined ? [] : { id: Number(known.localId), memberId })),
  );
  await recordGuests(
    tx,
    guests.flatMap(({ known, comment: { addressHmac } }) =>
      addressHmac === undefined ? [] : { commentId: Number(known.localId), addressHmac },
    ),
  );
  await recordImportedItems(
    tx,
    blogUrl,
    "comment",
    changed.map(({ known, memberId }) => ({
      ...known,
      fingerprint: markAuthor(known.fingerprint, memberId !== undefined),
    })),
  );
  if (linked.length > 0)
    await invalidateTags(tx, [
      commentCacheTags.article(articleId),
      ...new Set(linked.flatMap(({ memberId }) => (memberId === undefined ? [] : commentCacheTags.member(memberId)))),
    ]);
  return linked.length;
}
