import type { Settings } from "#features/settings/schema.ts";
import { combineSpamScore } from "./spam/combined-score.ts";
import type { ScreenedComment, ScreeningContext } from "./verdict.ts";
import { findListedWords } from "./word-lists.ts";

/** More visible comments than any setting asks of a newcomer. */
const pastNewcomer = { approved: 100, recent: { all: 0, refused: 0 } };

/** A member past their first comments, below an open article: the phases about these have no verdict. */
export const arbitraryReader = {
  author: { role: "reader" },
  standing: { banned: false, suspendedUntil: null, premoderated: false, warned: false },
  history: pastNewcomer,
  article: { closed: false, policy: "open" },
} satisfies Partial<ScreeningContext>;

/** The context of a text that an arbitrary reader posts now, without what other comments of the site show. Reads no database. */
export function createTextContext(comment: ScreenedComment, settings: Settings): ScreeningContext {
  return {
    ...arbitraryReader,
    now: new Date(),
    settings,
    edit: undefined,
    similar: [],
    domains: new Map(),
    words: findListedWords(comment, settings),
    spam: settings["moderation.spamScore"] === 0 ? undefined : combineSpamScore(comment.signals, undefined, 0),
  };
}
