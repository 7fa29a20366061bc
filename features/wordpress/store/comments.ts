import { createHash } from "node:crypto";
import type { Executor } from "#db/client.ts";
import { recordGuests } from "#features/comments/guests/mutations.ts";
import { addComments, type NewComment } from "#features/comments/mutations.ts";
import type { OmissionCounter } from "../body/conversion-report.ts";
import type { PreparedComment } from "../conversion/prepare-comment.ts";
import { completeAuthors, findCommenters, markAuthor } from "./commenters.ts";
import { type ImportedItem, recordImportedItems } from "./imported-items.ts";

export interface CommentCounts {
  new: number;
  unchanged: number;
  visible: number;
  pending: number;
  /** Written by a member who came with `--users`; also those linked by a later run. */
  ofMembers: number;
  /** Replies whose parent was not imported; they begin threads. */
  orphans: number;
}

/**
 * Adds an article's comments that are not here yet: approved ones visible, waiting ones pending; the others (spam,
 * trash, pingbacks) are counted in the notes as `comment:KIND`. Guests' names are stored, their e-mail and IP addresses
 * are not: only an HMAC of the former, by which its owner may take the comment over. Comments imported before stay as
 * this site's moderators left them.
 */
export async function importComments(
  tx: Executor,
  article: { id: number; comments: PreparedComment[] },
  known: Map<string, ImportedItem>,
  context: { blogUrl: string; notes: OmissionCounter; counts: CommentCounts },
): Promise<void> {
  const batch = new Map<string, NewComment>();
  const { counts } = context;
  const commenters = await findCommenters(tx, context.blogUrl, article.comments);
  const before: Parameters<typeof completeAuthors>[3] = [];
  for (const comment of article.comments) {
    if (comment.skipped !== "") {
      context.notes.add(`comment:${comment.skipped}`);
      continue;
    }
    const earlier = known.get(comment.id);
    const memberId = commenters.get(comment.userId);
    if (earlier) {
      counts.unchanged += 1;
      before.push({ comment, known: earlier, memberId });
      continue;
    }
    if (batch.has(comment.id)) continue;
    if (comment.bodyHtml === "") {
      context.notes.add("comment:empty");
      continue;
    }
    batch.set(comment.id, {
      key: comment.id,
      memberId: memberId ?? null,
      authorName: memberId === undefined ? comment.authorName : "",
      status: comment.status,
      bodySource: comment.bodySource,
      bodyHtml: comment.bodyHtml,
      createdAt: comment.createdAt,
    });
  }
  counts.ofMembers += await completeAuthors(tx, context.blogUrl, article.id, before);
  if (batch.size === 0) return;
  for (const comment of article.comments) {
    const added = batch.get(comment.id);
    if (!added) continue;
    counts[added.status === "visible" ? "visible" : "pending"] += 1;
    if (comment.parent === "" || comment.parent === "0") continue;
    const parent = known.get(comment.parent);
    if (batch.has(comment.parent)) added.parent = { key: comment.parent };
    else if (parent) added.parent = { id: Number(parent.localId) };
    else counts.orphans += 1;
  }
  const ids = await addComments(tx, article.id, [...batch.values()]);
  counts.new += ids.size;
  const guests = article.comments.flatMap(({ id: foreignId, addressHmac }) => {
    const commentId = ids.get(foreignId);
    const isGuest = batch.get(foreignId)?.memberId === null;
    return commentId !== undefined && isGuest && addressHmac !== undefined ? { commentId, addressHmac } : [];
  });
  await recordGuests(tx, guests);
  for (const { memberId } of batch.values()) if (memberId !== null) counts.ofMembers += 1;
  await recordImportedItems(
    tx,
    context.blogUrl,
    "comment",
    [...ids].map(([foreignId, id]) => ({
      foreignId,
      localId: String(id),
      fingerprint: markAuthor(
        createHash("sha256")
          .update(batch.get(foreignId)?.bodySource ?? "")
          .digest("base64url")
          .slice(0, 22),
        batch.get(foreignId)?.memberId !== null,
      ),
    })),
  );
}
