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
import { spamPatterns } from "./phases/spam-patterns.ts";
import { spamScore } from "./phases/spam-score.ts";
import { suspectWords } from "./phases/suspect-words.ts";
import { tone } from "./phases/tone.ts";
import { youngAccount } from "./phases/young-account.ts";
import type { Phase, ScreenedComment, ScreeningContext, Verdict } from "./verdict.ts";

/** The phases for every role. */
const phasesForEveryone = {
  // First, because it refuses without looking at the text.
  length,
  // A closed discussion accepts no text at all.
  closedThread,
  // Sanctions come before anything about the text.
  standing,
} satisfies Record<string, Phase>;

/** The phases for readers; contributors and above are never held. Authors see the first reason. */
const phasesForReaders = {
  // About the moment only: the text may be posted later.
  slowMode,
  // Certain: the author can correct the text at once.
  bannedWords,
  // Likely refusal: the author is warned, with the most certain reason.
  personalData,
  repeats,
  domains,
  spamPatterns,
  spamScore,
  tone,
  // Holds: about the text, then the article, then the member.
  links,
  premoderatedArticle,
  recentRefusals,
  youngAccount,
  newcomer,
  // Published with a flag for moderators.
  suspectWords,
} satisfies Record<string, Phase>;

type PhaseName = keyof typeof phasesForEveryone | keyof typeof phasesForReaders;

const readerPhases = Object.entries<Phase>({ ...phasesForEveryone, ...phasesForReaders });
const staffPhases = Object.entries<Phase>(phasesForEveryone);

/** The phases about the article or the member: they say nothing about a text. */
const contextPhases: readonly string[] = [
  "closedThread",
  "standing",
  "premoderatedArticle",
  "recentRefusals",
  "newcomer",
  "youngAccount",
  "slowMode",
] satisfies PhaseName[];
/**
 * The phases that compare a text with other comments of the site, or with what was decided about these. The spam score needs none: without
 * them it is the built-in model's.
 */
const historyPhases: readonly string[] = ["repeats", "domains"] satisfies PhaseName[];

/** The phases that judge a text, each with its name, in their order: all others need an article or a member. */
export const textPhases = readerPhases.filter(([name]) => !contextPhases.includes(name));
/** Those of `textPhases` that need nothing but the text and the settings. */
export const textOnlyPhases = textPhases.filter(([name]) => !historyPhases.includes(name));
/** The names of the phases that `textOnlyPhases` leaves out. */
export const phasesBeyondText = [...historyPhases, ...contextPhases];

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
  for (const [, phase] of context.author.role === "reader" ? readerPhases : staffPhases) {
    const verdict = phase(comment, context);
    if (verdict?.action === "refuse") return { refusal: verdict };
    if (verdict) verdicts.push(verdict);
  }
  return { status: verdicts.some(({ action }) => action === "hold") ? "pending" : "visible", verdicts };
}
