import { article } from "./phases/article.ts";
import { bannedWords } from "./phases/banned-words.ts";
import { domains } from "./phases/domains.ts";
import { length } from "./phases/length.ts";
import { links } from "./phases/links.ts";
import { newcomer } from "./phases/newcomer.ts";
import { past } from "./phases/past.ts";
import { repeats } from "./phases/repeats.ts";
import { spam } from "./phases/spam.ts";
import { standing } from "./phases/standing.ts";
import { suspectWords } from "./phases/suspect-words.ts";
import { thread } from "./phases/thread.ts";
import type { Context, JudgedComment, Phase, Verdict } from "./verdict.ts";

/** What holds for everybody, whatever their role. */
const forAll: Phase[] = [
  // Nothing else is worth saying of what is far too long.
  length,
  // Nor of what comes too late.
  thread,
  // Who may not write now is told so before anything about the text.
  standing,
];

/** What holds for readers; contributors and above never wait. Of several reasons the first is the one that is told first. */
const forReaders: Phase[] = [
  // Certain: the author can put it right at once.
  bannedWords,
  // Likely to be refused: the author is warned, with the most certain reason.
  repeats,
  domains,
  spam,
  // To be read first, whatever it says: about the text, then the article, then the member.
  links,
  article,
  past,
  newcomer,
  // Published; only for the moderators.
  suspectWords,
];

export interface Judgement {
  status: "visible" | "pending";
  /** Why it waits, or what moderators are shown, the most telling first. */
  verdicts: Verdict[];
}

/** Runs the phases in their order. The first refusal ends it; all other verdicts are kept. */
export function judge(comment: JudgedComment, context: Context): { refusal: Verdict } | Judgement {
  const verdicts: Verdict[] = [];
  for (const phase of context.author.role === "reader" ? [...forAll, ...forReaders] : forAll) {
    const verdict = phase(comment, context);
    if (verdict?.action === "refuse") return { refusal: verdict };
    if (verdict) verdicts.push(verdict);
  }
  return { status: verdicts.some(({ action }) => action === "hold") ? "pending" : "visible", verdicts };
}
