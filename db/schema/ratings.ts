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
    /** Whether it is in the article's count and sum. Derived: neither held apart nor discarded, and its voter is not banned. */
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

/** What stood behind a hold, in numbers: for the sentence that says why. */
export interface VoteHoldFacts {
  /** So many votes … */
  votes: number;
  /** … in so many minutes. */
  minutes: number;
  /** `young`: of accounts younger than so many days. */
  days?: number;
  /** `burst`: where so many were to be expected. */
  expected?: number;
}

/** What became of a vote: in the mean, held until a moderator has looked, released into it, or kept out of it. */
export type WatchedVoteState = "counted" | "held" | "released" | "discarded";
/** The same as its voter is told: a released vote counts like any other. */
export type VoteState = Exclude<WatchedVoteState, "released">;

/**
 * The votes of members who are not yet known well enough, as they come: what a brigade is seen by, and those held apart from the mean until
 * a moderator has looked. The row stays when the vote is withdrawn, so that nobody frees a vote by casting it again.
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
    /** When it was last given or changed. */
    castAt: timestamptz().notNull().defaultNow(),
    /** The account was younger than `ratings.youngDays` then. */
    isYoungAccount: boolean().notNull(),
    state: text().$type<WatchedVoteState>().notNull().default("counted"),
    /** Why it was held: `young` or `burst`. */
    reason: text().$type<"young" | "burst">(),
    facts: jsonb().$type<VoteHoldFacts>(),
    heldAt: timestamptz(),
    /** Grows with each decision, so that a second moderator's is noticed. */
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
