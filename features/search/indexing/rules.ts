/** What the worker goes through to fill the index, in this order. */
export const indexParts = ["articles", "comments"] as const;
export type IndexPart = (typeof indexParts)[number];

/** Rows that are looked at in one step: after a kill, so many are looked at again. */
export const walkSize = 1_000;

/** Rows that are written in one transaction: publications and moderators wait that long, about a tenth of a second. */
export const indexBatchSize = 50;
