import { and, eq, isNull } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { members } from "#db/schema.ts";
import type { Role } from "#features/members/rules.ts";
import { hostsOf } from "#features/moderation/pipeline/hosts.ts";
import { type Judgement, judge } from "#features/moderation/pipeline/judge.ts";
import { contextOf } from "#features/moderation/pipeline/queries.ts";
import { refusalOf, refusalUntilRead } from "#features/moderation/pipeline/told.ts";
import type { JudgedComment } from "#features/moderation/pipeline/verdict.ts";
import { findWarning } from "#features/moderation/statements/queries.ts";
import type { Settings } from "#features/settings/schema.ts";
import { ok, type Result } from "#lib/result.ts";
import { isClosed } from "../rules.ts";
import type { CommentText } from "./text.ts";

interface Case {
  author: { id: number; role: Role };
  article: { policy: "open" | "premoderated" | "closed"; publishedAt: Date | null; closeAfterDays: number | null };
  settings: Settings;
  now: Date;
  /** The author has been warned of a likely refusal, and sends it all the same. */
  warned: boolean;
  edit?: { id: number; seen: boolean };
}

/**
 * Whether a comment is seen at once or waits, and why: the one place where a text's first status is decided, by the phases of
 * features/moderation/pipeline. Refused by a phase, or, where moderators will likely refuse it, once with `warns`.
 */
export async function firstStatus(
  tx: Executor,
  comment: JudgedComment,
  { author, article, settings, now, warned, edit }: Case,
): Promise<Result<Judgement>> {
  const closed = isClosed(article, settings["comments.closeAfterDays"], now);
  const context = await contextOf(tx, comment, {
    ...{ author, settings, now, edit },
    article: { closed, policy: article.policy },
  });
  const judged = judge(comment, context);
  if ("refusal" in judged) {
    const warning = judged.refusal.reason === "verdict.warned" ? await findWarning(tx, author.id) : undefined;
    return warning ? refusalUntilRead(warning, settings) : refusalOf(judged.refusal, settings);
  }
  const likely = judged.verdicts.find((verdict) => verdict.likely);
  return likely && !warned ? refusalOf(likely, settings) : ok(judged);
}

/**
 * Holds the author's row until the transaction ends; false where the account is gone. Before the article's, as a ban and a deletion lock them: a
 * text and a ban with all comments come one after the other, so that none is posted behind its back.
 */
export async function lockAuthor(tx: Executor, authorId: number): Promise<boolean> {
  const [author] = await tx
    .select({ id: members.id })
    .from(members)
    .where(and(eq(members.id, authorId), isNull(members.deletedAt)))
    .for("share");
  return author !== undefined;
}

/** A read comment as the phases look at it. */
export function judgedOf({ source, text, links }: CommentText): JudgedComment {
  return { source, text, links, domains: hostsOf(links) };
}
