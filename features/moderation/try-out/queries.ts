import type { Executor } from "#db/client.ts";
import { toScreenedComment } from "#features/comments/posting/screen-comment.ts";
import { parseCommentInWorker } from "#features/screening/comment-text.ts";
import { bannedWords } from "#features/screening/phases/banned-words.ts";
import { domains } from "#features/screening/phases/domain-reputation.ts";
import { length } from "#features/screening/phases/length.ts";
import { links } from "#features/screening/phases/links.ts";
import { repeats } from "#features/screening/phases/near-duplicates.ts";
import { personalData } from "#features/screening/phases/personal-data.ts";
import { spamScore } from "#features/screening/phases/spam-score.ts";
import { suspectWords } from "#features/screening/phases/suspect-words.ts";
import { readScreeningEvidence } from "#features/screening/queries.ts";
import type { Verdict } from "#features/screening/verdict.ts";
import { type VerdictMessage, verdictMessage } from "#features/screening/verdict-message.ts";
import { readSettings } from "#features/settings/queries.ts";
import type { Settings } from "#features/settings/schema.ts";
import { ok, type Result } from "#lib/result.ts";

/** The screening phases that depend only on the text. All of them run here; screening stops at the first refusal. */
const textPhases = [length, bannedWords, personalData, repeats, domains, spamScore, links, suspectWords];

interface TryOutResult {
  /** The text as it was typed. */
  source: string;
  verdicts: (VerdictMessage & { action: Verdict["action"] })[];
  /** The matching entries of each word list, as they are written there. */
  banned: string[];
  suspect: string[];
  /** The spam score in percent and the words that contributed most; undefined before the classifier was trained. */
  spam: { score: number; words: string[] } | undefined;
}

/**
 * Screens a text as a comment by an arbitrary reader below an arbitrary article. Stores nothing. Refused as a comment's
 * text is.
 */
export async function tryOutScreening(db: Executor, source: string): Promise<Result<TryOutResult>> {
  const read = await parseCommentInWorker(source, "");
  if (!read.ok) return read;
  const settings: Settings = await readSettings(db);
  const comment = toScreenedComment(read.value);
  // No member has this id: phases find no history and no standing.
  const evidence = await readScreeningEvidence(db, comment, { author: { id: 0, role: "reader" }, settings });
  const context = { ...evidence, article: { closed: false, policy: "open" as const } };
  const verdicts = textPhases
    .map((phase) => phase(comment, context))
    .filter((verdict) => verdict !== undefined)
    .map((verdict) => ({ ...verdictMessage(verdict, settings), action: verdict.action }));
  return ok({
    source,
    verdicts,
    ...context.words,
    spam: context.spam && { score: Math.round(context.spam.score * 100), words: context.spam.words },
  });
}
