import { cleanText } from "#lib/html/clean-text.ts";
import { convertComment } from "../body/convert-comment.ts";
import { convertPlainText, type PlainReason } from "../body/convert-plain.ts";
import { toPlainLine } from "../body/plain-line.ts";
import type { BlogClock } from "../dates.ts";
import type { ExportComment } from "../export/entries.ts";

export interface PreparedComment {
  id: string;
  /** Id of the comment that it answers, "" or "0". */
  parent: string;
  status: "visible" | "pending";
  /** Why it is not imported: its type or status there; "" if it is. */
  skipped: string;
  authorName: string;
  addressHmac: string | undefined;
  userId: string;
  bodySource: string;
  /** "" if nothing remains. */
  bodyHtml: string;
  createdAt: Date;
}

/** Maximum length of a guest's name, in characters. */
const maxNameLength = 100;

/** Converts a comment of the export to everything a comment needs. It runs in a thread: it only reads its arguments. */
export function prepareComment(
  comment: ExportComment,
  { clock, publishedAt, plain }: { clock: BlogClock; publishedAt: Date | null; plain: PlainReason | undefined },
): PreparedComment {
  const status = toStatus(comment);
  const isSkipped = typeof status === "object";
  const convert = plain ? convertPlainText : convertComment;
  return {
    id: comment.id,
    parent: comment.parent,
    status: isSkipped ? "pending" : status,
    skipped: isSkipped ? status.skip : "",
    authorName: [...cleanText(toPlainLine(comment.author))].slice(0, maxNameLength).join(""),
    addressHmac: comment.addressHmac,
    userId: comment.userId,
    bodySource: isSkipped ? "" : cleanText(comment.content),
    bodyHtml: isSkipped ? "" : convert(comment.content),
    createdAt: clock.moment({ gmt: comment.dateGmt, local: comment.date }) ?? publishedAt ?? new Date(0),
  };
}

function toStatus(comment: ExportComment): "visible" | "pending" | { skip: string } {
  if (comment.type !== "" && comment.type !== "comment") return { skip: comment.type };
  if (comment.approved === "1" || comment.approved === "approve") return "visible";
  if (comment.approved === "0" || comment.approved === "hold") return "pending";
  return { skip: comment.approved || "without status" };
}
