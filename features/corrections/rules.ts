/** A `typo` is not announced: nothing that a reader understood has changed. */
export const changeKinds = ["correction", "update", "typo"] as const;
export type ChangeKind = (typeof changeKinds)[number];

/** Maximum length of a note in characters: a few sentences. */
export const maxCorrectionLength = 2_000;

/** Maximum length of a credited reader's name in characters. */
export const maxCreditLength = 80;

export const correctionsPath = "/corrections";
export const correctionsPerPage = 30;
/** Maximum number of corrections in the feed. */
export const maxFeedItems = 50;
