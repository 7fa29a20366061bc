import { sql } from "drizzle-orm";
import { check, index, integer, jsonb, pgTable, primaryKey, real, smallint, text } from "drizzle-orm/pg-core";
import { reference, timestamptz } from "./columns.ts";
import { comments } from "./comments.ts";

/** What the rules of the pipeline said of a comment's present text: why it waits, or what moderators should look at. */
export const screeningVerdicts = pgTable(
  "screening_verdicts",
  {
    commentId: reference()
      .notNull()
      .references(() => comments.id, { onDelete: "cascade" }),
    /** Among the comment's verdicts, the most telling first. */
    position: smallint().notNull(),
    /** A message key below `errors`. */
    reason: text().notNull(),
    /** `hold`: it waits for a moderator; `flag`: it is published, and shown to them. */
    action: text().$type<"hold" | "flag">().notNull(),
    /** The anchor on /rules; empty where no rule of the community is meant. */
    rule: text().notNull().default(""),
    /** For the placeholders of the sentence. */
    values: jsonb().$type<Record<string, string | number>>().notNull().default({}),
    createdAt: timestamptz().notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.commentId, t.reason] }),
    check("screening_verdicts_action", sql`${t.action} in ('hold', 'flag')`),
  ],
);

/** A comment's text as comparable numbers, so that repeats are found without reading texts; only as old as they are compared. */
export const commentFingerprints = pgTable(
  "comment_fingerprints",
  {
    commentId: reference()
      .primaryKey()
      .references(() => comments.id, { onDelete: "cascade" }),
    words: integer().notNull(),
    /** The least of each of 64 hashes over the text's shingles. */
    signature: integer().array().notNull(),
    createdAt: timestamptz().notNull().defaultNow(),
  },
  (t) => [index("comment_fingerprints_created_at_idx").on(t.createdAt)],
);

/**
 * Four numbers of a fingerprint as one, sixteen to a comment: alike texts share some. A row each, not an array under GIN: the newest of
 * each are then read in the index's order, so many and no more, however often one text was posted.
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

/** Where a comment's links lead: the standing of a domain is what became of the comments with it. */
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

/** What the spam score learnt: one row, replaced by each training. */
export const spamTraining = pgTable(
  "spam_training",
  {
    id: smallint().primaryKey().default(1),
    trainedAt: timestamptz().notNull(),
    /** Comments that it learnt from. */
    approved: integer().notNull(),
    refused: integer().notNull(),
    /** On a fifth that was kept apart, when trained without it; null where nothing was called spam, or nothing was. */
    precision: real(),
    recall: real(),
  },
  (t) => [check("spam_training_one", sql`${t.id} = 1`)],
);

/** In how many approved and refused comments a word was. */
export const spamWords = pgTable("spam_words", {
  word: text().primaryKey(),
  approved: integer().notNull(),
  refused: integer().notNull(),
});
