import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { articles } from "./articles.ts";
import { id, reference, timestamptz } from "./columns.ts";
import { members } from "./members.ts";

export const ratings = pgTable(
  "ratings",
  {
    articleId: reference()
      .notNull()
      .references(() => articles.id, { onDelete: "cascade" }),
    memberId: reference()
      .notNull()
      .references(() => members.id, { onDelete: "cascade" }),
    stars: smallint().notNull(),
    /** Whether it is in the article's count and sum. Derived: it is neither held nor discarded, and its voter is not banned. */
    counted: boolean().notNull().default(true),
    createdAt: timestamptz().notNull().defaultNow(),
    updatedAt: timestamptz().notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.articleId, t.memberId] }),
    index("ratings_member_id_idx").on(t.memberId),
    check("ratings_stars", sql`${t.stars} between 1 and 5`),
  ],
);

/** The figures that caused a hold, for the sentence that explains it. */
export interface VoteHoldFacts {
  /** The number of votes. */
  votes: number;
  /** The minutes in which they were cast. */
  minutes: number;
  /** `young`: the age in days below which an account counts as new. */
  days?: number;
  /** `burst`: the expected number of votes. */
  expected?: number;
}

/** The state of a vote: counted in the mean, held for a moderator, released into the mean, or discarded. */
export type WatchedVoteState = "counted" | "held" | "released" | "discarded";
/** The state shown to the voter: a released vote is shown as counted. */
export type VoteState = Exclude<WatchedVoteState, "released">;

/**
 * The votes of members who are not yet established. They show vote brigading, and some are held out of the mean until a moderator
 * decides. The row stays when the vote is withdrawn, so that casting it again does not release it.
 */
export const watchedVotes = pgTable(
  "watched_votes",
  {
    id: id(),
    articleId: reference()
      .notNull()
      .references(() => articles.id, { onDelete: "cascade" }),
    memberId: reference()
      .notNull()
      .references(() => members.id, { onDelete: "cascade" }),
    /** When the vote was last cast or changed. */
    castAt: timestamptz().notNull().defaultNow(),
    /** The account was younger than `ratings.youngDays` then. */
    isYoungAccount: boolean().notNull(),
    state: text().$type<WatchedVoteState>().notNull().default("counted"),
    /** Why it was held: `young` or `burst`. */
    reason: text().$type<"young" | "burst">(),
    facts: jsonb().$type<VoteHoldFacts>(),
    heldAt: timestamptz(),
    /** Incremented by each decision, so that concurrent decisions of two moderators are detected. */
    version: integer().notNull().default(0),
  },
  (t) => [
    uniqueIndex("watched_votes_one_each").on(t.articleId, t.memberId),
    index("watched_votes_arrival_idx").on(t.articleId, t.castAt),
    index("watched_votes_member_id_idx").on(t.memberId),
    index("watched_votes_held_idx").on(t.articleId, t.id).where(sql`state = 'held'`),
    index("watched_votes_cast_at_idx").on(t.castAt),
    check("watched_votes_state", sql`${t.state} in ('counted', 'held', 'released', 'discarded')`),
    check(
      "watched_votes_held_has_reason",
      sql`${t.state} <> 'held' or (${t.reason} is not null and ${t.heldAt} is not null)`,
    ),
  ],
);
