import { sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import type { CommentPolicy } from "#db/schema/articles.ts";
import { findUnreadWarning } from "#features/members/standing/queries.ts";
import type { ReadComment } from "#features/screening/comment-text.ts";
import { linkHosts } from "#features/screening/link-hosts.ts";
import type { ScreeningEvidence } from "#features/screening/queries.ts";
import { type ScreeningResult, screenComment } from "#features/screening/screen.ts";
import type { ScreenedComment, SlowMode } from "#features/screening/verdict.ts";
import { unreadWarningRefusal, verdictRefusal } from "#features/screening/verdict-message.ts";
import { ok, type Result } from "#lib/result.ts";
import { isThreadClosed } from "../rules.ts";

interface PostedCase {
  article: {
    policy: CommentPolicy;
    publishedAt: Date | null;
    closeAfterDays: number | null;
    /** Absent for an edit, which slow mode does not delay. */
    slowMode?: SlowMode;
  };
  /** The author was warned of a likely refusal and sends the text anyway. */
  warned: boolean;
}

/**
 * Decides whether a comment of this author is published or pending, and why: the only place that decides a text's first status, by the
 * phases of features/screening. Refused by a phase, or once with `isWarning` if moderators will likely refuse it.
 */
export async function screenPostedComment(
  tx: Executor,
  authorId: number,
  comment: ScreenedComment,
  evidence: ScreeningEvidence,
  { article, warned }: PostedCase,
): Promise<Result<ScreeningResult>> {
  const { settings, now } = evidence;
  const closed = isThreadClosed(article, settings["comments.closeAfterDays"], now);
  const screened = screenComment(comment, { ...evidence, article: { ...article, closed } });
  if ("refusal" in screened) {
    const warning = screened.refusal.reason === "verdict.warned" ? await findUnreadWarning(tx, authorId) : undefined;
    return warning ? unreadWarningRefusal(warning, settings) : verdictRefusal(screened.refusal, settings);
  }
  const likelyRefusal = screened.verdicts.find((verdict) => verdict.isLikelyRefusal);
  return likelyRefusal && !warned ? verdictRefusal(likelyRefusal, settings) : ok(screened);
}

/**
 * Locks the author's row until the transaction ends; false if the account is gone. Call it before locking the article, in the order of bans
 * and deletions: a comment and a ban with all comments are then serialised, and no comment escapes the ban. Two forms of one author are
 * serialised too: the second sees what the first has stored.
 */
export async function lockAuthor(tx: Executor, authorId: number): Promise<boolean> {
  const rows = await tx.execute(
    sql`select from members where id = ${authorId} and deleted_at is null for no key update`,
  );
  return rows.length > 0;
}

/** Converts a parsed comment to the input of the screening phases. */
export function toScreenedComment({ source, text, links, signals }: ReadComment): ScreenedComment {
  return { source, text, links, domains: linkHosts(links), signals };
}
