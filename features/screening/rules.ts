/** What phases look at. For each, moderators read how often they agreed with it. */
export const verdictGroups = ["lists", "tone", "personalData", "spam", "account"] as const;
export type VerdictGroup = (typeof verdictGroups)[number];

/**
 * The reasons of all phases, each with its group. null: it suspects nothing, so nobody can agree with it. A phase with a
 * new reason must state its group here, because `Verdict` accepts no other reasons.
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
