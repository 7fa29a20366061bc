import { bannedWords } from "./phases/banned-words.ts";
import { closedThread } from "./phases/closed-thread.ts";
import { domains } from "./phases/domains.ts";
import { length } from "./phases/length.ts";
import { links } from "./phases/links.ts";
import { newcomer } from "./phases/newcomer.ts";
import { premoderatedArticle } from "./phases/premoderated-article.ts";
import { recentRefusals } from "./phases/recent-refusals.ts";
import { repeats } from "./phases/repeats.ts";
import { spamScore } from "./phases/spam-score.ts";
import { standing } from "./phases/standing.ts";
import { suspectWords } from "./phases/suspect-words.ts";
import type { Phase, ScreenedComment, ScreeningContext, Verdict } from "./verdict.ts";

/** What holds for everybody, whatever their role. */
const phasesForEveryone: Phase[] = [
  // Nothing else is worth saying of what is far too long.
  length,
  // Nor of what comes too late.
  closedThread,
  // Who may not write now is told so before anything about the text.
  standing,
];

/** What holds for readers; contributors and above never wait. Of several reasons the first is the one that is told first. */
const phasesForReaders: Phase[] = [
  // Certain: the author can put it right at once.
  bannedWords,
  // Likely to be refused: the author is warned, with the most certain reason.
  repeats,
  domains,
  spamScore,
  // To be read first, whatever it says: about the text, then the article, then the member.
  links,
  premoderatedArticle,
  recentRefusals,
  newcomer,
  // Published; only for the moderators.
  suspectWords,
];

export interface ScreeningResult {
  status: "visible" | "pending";
  /** Why it waits, or what moderators are shown, the most telling first. */
  verdicts: Verdict[];
}

/** Runs the phases in their order. The first refusal ends it; all other verdicts are kept. */
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
