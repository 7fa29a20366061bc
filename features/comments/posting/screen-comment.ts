import { and, eq, isNull } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import type { CommentPolicy } from "#db/schema/articles.ts";
import { members } from "#db/schema.ts";
import type { Role } from "#features/members/rules.ts";
import { findUnreadWarning } from "#features/members/standing/queries.ts";
import type { ParsedComment } from "#features/screening/comment-text.ts";
import { linkHosts } from "#features/screening/link-hosts.ts";
import { readScreeningContext } from "#features/screening/queries.ts";
import { type ScreeningResult, screenComment } from "#features/screening/screen.ts";
import type { ScreenedComment } from "#features/screening/verdict.ts";
import { unreadWarningRefusal, verdictRefusal } from "#features/screening/verdict-message.ts";
import type { Settings } from "#features/settings/schema.ts";
import { ok, type Result } from "#lib/result.ts";
import { isThreadClosed } from "../rules.ts";

interface PostedCase {
  author: { id: number; role: Role };
  article: { policy: CommentPolicy; publishedAt: Date | null; closeAfterDays: number | null };
  settings: Settings;
  now: Date;
  /** The author was warned of a likely refusal and sends the text anyway. */
  warned: boolean;
  edit?: { id: number; wasVisible: boolean };
}

/**
 * Decides whether a comment is published or pending, and why: the only place that decides a text's first status, by the phases of
 * features/screening. Refused by a phase, or once with `isWarning` if moderators will likely refuse it.
 */
export async function screenPostedComment(
  tx: Executor,
  comment: ScreenedComment,
  { author, article, settings, now, warned, edit }: PostedCase,
): Promise<Result<ScreeningResult>> {
  const closed = isThreadClosed(article, settings["comments.closeAfterDays"], now);
  const context = await readScreeningContext(tx, comment, {
    author,
    settings,
    now,
    edit,
    article: { closed, policy: article.policy },
  });
  const screened = screenComment(comment, context);
  if ("refusal" in screened) {
    const warning = screened.refusal.reason === "verdict.warned" ? await findUnreadWarning(tx, author.id) : undefined;
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
  const [author] = await tx
    .select({ id: members.id })
    .from(members)
    .where(and(eq(members.id, authorId), isNull(members.deletedAt)))
    .for("no key update");
  return author !== undefined;
}

/** Converts a parsed comment to the input of the screening phases. */
export function toScreenedComment({ source, text, links }: ParsedComment): ScreenedComment {
  return { source, text, links, domains: linkHosts(links) };
}
