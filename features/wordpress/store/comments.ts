import { createHash } from "node:crypto";
import type { Executor } from "#db/client.ts";
import { addComments, type NewComment } from "#features/comments/mutations.ts";
import { cleanText } from "#lib/html/clean-text.ts";
import type { OmissionCounter } from "../body/conversion-report.ts";
import { convertComment } from "../body/convert-comment.ts";
import { toPlainLine } from "../body/plain-line.ts";
import type { BlogClock } from "../dates.ts";
import type { ExportComment } from "../export/entries.ts";
import { type ImportedItem, recordImportedItems } from "./imported-items.ts";

export interface CommentCounts {
  new: number;
  unchanged: number;
  visible: number;
  pending: number;
  /** Replies whose parent was not imported; they begin threads. */
  orphans: number;
}

/** Maximum length of a guest's name, in characters. */
const maxNameLength = 100;

/**
 * Adds an article's comments that are not here yet: approved ones visible, waiting ones pending; the others (spam,
 * trash, pingbacks) are counted in the notes as `comment:KIND`. Guests' names are stored, their e-mail and IP addresses
 * are not. Comments imported before stay as this site's moderators left them.
 */
export async function importComments(
  tx: Executor,
  article: { id: number; publishedAt: Date | null; comments: ExportComment[] },
  known: Map<string, ImportedItem>,
  context: { blogUrl: string; clock: BlogClock; notes: OmissionCounter; counts: CommentCounts },
): Promise<void> {
  const batch = new Map<string, NewComment>();
  const { counts } = context;
  for (const comment of article.comments) {
    const status = toStatus(comment);
    if (typeof status === "object") {
      context.notes.add(`comment:${status.skip}`);
      continue;
    }
    if (known.has(comment.id)) {
      counts.unchanged += 1;
      continue;
    }
    if (batch.has(comment.id)) continue;
    const bodyHtml = convertComment(comment.content);
    if (bodyHtml === "") {
      context.notes.add("comment:empty");
      continue;
    }
    batch.set(comment.id, {
      key: comment.id,
      authorName: [...cleanText(toPlainLine(comment.author))].slice(0, maxNameLength).join(""),
      status,
      bodySource: cleanText(comment.content),
      bodyHtml,
      createdAt:
        context.clock.moment({ gmt: comment.dateGmt, local: comment.date }) ?? article.publishedAt ?? new Date(0),
    });
  }
  if (batch.size === 0) return;
  for (const comment of article.comments) {
    const added = batch.get(comment.id);
    if (!added) continue;
    counts[added.status === "visible" ? "visible" : "pending"] += 1;
    if (comment.parent === "" || comment.parent === "0") continue;
    const before = known.get(comment.parent);
    if (batch.has(comment.parent)) added.parent = { key: comment.parent };
    else if (before) added.parent = { id: Number(before.localId) };
    else counts.orphans += 1;
  }
  const ids = await addComments(tx, article.id, [...batch.values()]);
  counts.new += ids.size;
  await recordImportedItems(
    tx,
    context.blogUrl,
    "comment",
    [...ids].map(([foreignId, id]) => ({
      foreignId,
      localId: String(id),
      fingerprint: createHash("sha256")
        .update(batch.get(foreignId)?.bodySource ?? "")
        .digest("base64url")
        .slice(0, 22),
    })),
  );
}

function toStatus(comment: ExportComment): "visible" | "pending" | { skip: string } {
  if (comment.type !== "" && comment.type !== "comment") return { skip: comment.type };
  if (comment.approved === "1" || comment.approved === "approve") return "visible";
  if (comment.approved === "0" || comment.approved === "hold") return "pending";
  return { skip: comment.approved || "without status" };
}
