/** `typo` is said to nobody: nothing that a reader took from the text has changed. */
export const changeKinds = ["correction", "update", "typo"] as const;
export type ChangeKind = (typeof changeKinds)[number];

/** What changed, in characters: a few sentences. */
export const maxCorrectionLength = 2_000;

export const correctionsPath = "/corrections";
export const correctionsPerPage = 30;
/** Corrections that the feed holds. */
export const maxFeedItems = 50;
