import { bannedWords } from "./phases/banned-words.ts";
import { closedThread } from "./phases/closed-thread.ts";
import { domains } from "./phases/domain-reputation.ts";
import { length } from "./phases/length.ts";
import { links } from "./phases/links.ts";
import { repeats } from "./phases/near-duplicates.ts";
import { newcomer } from "./phases/newcomer.ts";
import { personalData } from "./phases/personal-data.ts";
import { premoderatedArticle } from "./phases/premoderated-article.ts";
import { recentRefusals } from "./phases/recent-refusals.ts";
import { standing } from "./phases/sanctions.ts";
import { slowMode } from "./phases/slow-mode.ts";
import { spamScore } from "./phases/spam-score.ts";
import { suspectWords } from "./phases/suspect-words.ts";
import type { Phase, ScreenedComment, ScreeningContext, Verdict } from "./verdict.ts";

/** The phases for every role. */
const phasesForEveryone: Phase[] = [
  // First, because it refuses without looking at the text.
  length,
  // A closed discussion accepts no text at all.
  closedThread,
  // Sanctions come before anything about the text.
  standing,
];

/** The phases for readers; contributors and above are never held. Authors see the first reason. */
const phasesForReaders: Phase[] = [
  // About the moment only: the text may be posted later.
  slowMode,
  // Certain: the author can correct the text at once.
  bannedWords,
  // Likely refusal: the author is warned, with the most certain reason.
  personalData,
  repeats,
  domains,
  spamScore,
  // Holds: about the text, then the article, then the member.
  links,
  premoderatedArticle,
  recentRefusals,
  newcomer,
  // Published with a flag for moderators.
  suspectWords,
];

export interface ScreeningResult {
  status: "visible" | "pending";
  /** The reasons for holding or flagging the comment, the most informative first. */
  verdicts: Verdict[];
}

/** Runs the phases in order. The first refusal ends it; all other verdicts are kept. */
export function screenComment(
  comment: ScreenedComment,
  context: ScreeningContext,
): { refusal: Verdict } | ScreeningResult {
  const verdicts: Verdict[] = [];
  for (const phase of context.author.role === "reader"
    ? [...phasesForEveryone, ...phasesForReaders]
    : phasesForEveryone) {
    const verdict = phase(comment, context);
    if (verdict?.action === "refuse") return { refusal: verdict };
    if (verdict) verdicts.push(verdict);
  }
  return { status: verdicts.some(({ action }) => action === "hold") ? "pending" : "visible", verdicts };
}
