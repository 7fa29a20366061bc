/** Groups of reasons by what the phases look at. The weekly digest says for each how often moderators agreed. */
export const verdictGroups = ["lists", "tone", "personalData", "spam", "account"] as const;
export type VerdictGroup = (typeof verdictGroups)[number];

/**
 * The reasons of all phases, each with its group; null: the reason suspects nothing, so nobody can agree with it. A new
 * reason must be listed here, because `Verdict` accepts no others.
 */
export const groupOfReason = {
  "comment.tooLong": null,
  "comment.closed": null,
  "comment.slowMode": null,
  "verdict.banned": null,
  "verdict.suspended": null,
  "verdict.warned": null,
  "verdict.premoderated": null,
  "verdict.article": null,
  "verdict.newcomer": null,
  "verdict.bannedWords": "lists",
  "verdict.heldWords": "lists",
  "verdict.quotedWords": "lists",
  "verdict.suspectWords": "lists",
  "verdict.toneThreat": "tone",
  "verdict.toneHate": "tone",
  "verdict.toneSexual": "tone",
  "verdict.toneInsult": "tone",
  "verdict.personalData": "personalData",
  "verdict.repeatOwn": "spam",
  "verdict.repeatOthers": "spam",
  "verdict.repeatAccounts": "spam",
  "verdict.domains": "spam",
  "verdict.hiddenLink": "spam",
  "verdict.spamPatterns": "spam",
  "verdict.spam": "spam",
  "verdict.links": "spam",
  "verdict.past": "account",
  "verdict.youngPace": "account",
  "verdict.youngLinks": "account",
} as const satisfies Record<string, VerdictGroup | null>;

export type VerdictReason = keyof typeof groupOfReason;
