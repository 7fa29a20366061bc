import { sql } from "drizzle-orm";
import { check, index, integer, jsonb, pgTable, primaryKey, real, smallint, text } from "drizzle-orm/pg-core";
import { reference, timestamptz } from "./columns.ts";
import { comments } from "./comments.ts";

/** The verdicts of the screening phases on a comment's current text: why it is held, or what moderators should check. */
export const screeningVerdicts = pgTable(
  "screening_verdicts",
  {
    commentId: reference()
      .notNull()
      .references(() => comments.id, { onDelete: "cascade" }),
    /** Order among the comment's verdicts, the most important first. */
    position: smallint().notNull(),
    /** A message key below `errors`. */
    reason: text().notNull(),
    /** `hold`: the comment waits for a moderator; `flag`: it is published and shown to moderators. */
    action: text().$type<"hold" | "flag">().notNull(),
    /** The anchor on /rules; empty if no community rule is concerned. */
    rule: text().notNull().default(""),
    /** Values for the placeholders of the message. */
    values: jsonb().$type<Record<string, string | number>>().notNull().default({}),
    createdAt: timestamptz().notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.commentId, t.reason] }),
    check("screening_verdicts_action", sql`${t.action} in ('hold', 'flag')`),
  ],
);

/** The MinHash fingerprint of a comment's text, by which near duplicates are found without reading texts. Deleted when it is too old to be compared. */
export const commentFingerprints = pgTable(
  "comment_fingerprints",
  {
    commentId: reference()
      .primaryKey()
      .references(() => comments.id, { onDelete: "cascade" }),
    words: integer().notNull(),
    /** The minimum of each of 64 hashes over the text's shingles. */
    signature: integer().array().notNull(),
    createdAt: timestamptz().notNull().defaultNow(),
  },
  (t) => [index("comment_fingerprints_created_at_idx").on(t.createdAt)],
);

/**
 * The LSH bands of a fingerprint: four of its numbers each, sixteen per comment. Similar texts share bands. Each band is a row instead
 * of an array under GIN, so that a bounded number of the newest is read in index order, however often a text was posted.
 */
export const commentFingerprintBands = pgTable(
  "comment_fingerprint_bands",
  {
    band: integer().notNull(),
    commentId: reference()
      .notNull()
      .references(() => commentFingerprints.commentId, { onDelete: "cascade" }),
  },
  (t) => [
    primaryKey({ columns: [t.band, t.commentId] }),
    index("comment_fingerprint_bands_comment_id_idx").on(t.commentId),
  ],
);

/** The domains that a comment links to. The reputation of a domain follows from the decisions on comments that link to it. */
export const commentDomains = pgTable(
  "comment_domains",
  {
    commentId: reference()
      .notNull()
      .references(() => comments.id, { onDelete: "cascade" }),
    domain: text().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.commentId, t.domain] }),
    index("comment_domains_domain_idx").on(t.domain, t.commentId.desc()),
  ],
);

/** How right the spam score is from a threshold (percent) on: the comments that it would call spam, and how many of these are. */
export interface SpamThreshold {
  percent: number;
  called: number;
  correct: number;
}

/** The model of the spam score: one row, replaced by each training. */
export const spamTraining = pgTable(
  "spam_training",
  {
    id: smallint().primaryKey().default(1),
    trainedAt: timestamptz().notNull(),
    /** The number of comments it was trained on. */
    approved: integer().notNull(),
    refused: integer().notNull(),
    /** Measured on a fifth of the comments that the training left out; null if none was classified as spam, or none was spam. */
    precision: real(),
    recall: real(),
    /** Precision and recall at several thresholds, on the same comments. */
    thresholds: jsonb().$type<SpamThreshold[]>().notNull().default([]),
  },
  (t) => [check("spam_training_one", sql`${t.id} = 1`)],
);

/** The number of approved and of refused comments that contain a word. */
export const spamWords = pgTable("spam_words", {
  word: text().primaryKey(),
  approved: integer().notNull(),
  refused: integer().notNull(),
});
