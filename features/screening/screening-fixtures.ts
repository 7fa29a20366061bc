import { presets } from "#features/settings/schema.ts";
import { noSpamPatterns } from "./spam/patterns/find-spam-patterns.ts";
import { noTone } from "./tone/tone-scores.ts";
import type { ScreenedComment, ScreeningContext } from "./verdict.ts";

/** For tests: a comment and a context on which no phase has a verdict. Tests override the relevant properties. */
export const harmlessComment: ScreenedComment = {
  source: "La mise à jour est passée sans accroc chez nous.",
  text: "La mise à jour est passée sans accroc chez nous.",
  links: [],
  domains: [],
  signals: {
    reportedSpans: [],
    hasAttribution: false,
    tone: noTone,
    personalData: [],
    spamPatterns: noSpamPatterns,
    defaultWords: { inText: [], masked: [] },
  },
};

export const harmlessContext: ScreeningContext = {
  now: new Date("2026-11-24T20:00:00Z"),
  settings: presets,
  author: { role: "reader" },
  standing: { banned: false, suspendedUntil: null, premoderated: false, warned: false },
  article: { closed: false, policy: "open" },
  edit: undefined,
  history: { approved: 10, recent: { all: 10, refused: 0 } },
  similar: [],
  domains: new Map(),
  words: { banned: [], suspect: [] },
  spam: undefined,
};
