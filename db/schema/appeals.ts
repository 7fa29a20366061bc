import { sql } from "drizzle-orm";
import { boolean, check, index, pgEnum, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { id, reference, timestamptz } from "./columns.ts";
import { members } from "./members.ts";

/** The outcome of an appeal: the decision was upheld, it was overturned, or it no longer existed (undone, or deleted with the account). */
export const appealOutcome = pgEnum("appeal_outcome", ["upheld", "overturned", "moot"]);

/** A member's appeal against a decision about them, at most one per decision. Append-only, like decisions. Holds ids; decisions are never deleted and need no foreign key. */
export const appeals = pgTable(
  "appeals",
  {
    id: id(),
    decisionId: reference().notNull(),
    memberId: reference().notNull(),
    createdAt: timestamptz().notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex("appeals_one_per_decision").on(t.decisionId),
    index("appeals_member_id_idx").on(t.memberId, t.id),
    index("appeals_created_idx").on(t.createdAt),
  ],
);

/** The text of an appeal. It is personal data, so it is kept apart from the permanent row and deleted with the account. */
export const appealTexts = pgTable(
  "appeal_texts",
  {
    appealId: reference()
      .primaryKey()
      .references(() => appeals.id, { onDelete: "restrict" }),
    memberId: reference()
      .notNull()
      .references(() => members.id, { onDelete: "cascade" }),
    body: text().notNull(),
  },
  (t) => [
    index("appeal_texts_member_id_idx").on(t.memberId),
    check("appeal_texts_body_short", sql`length(${t.body}) between 1 and 10000`),
  ],
);

/** The result of an appeal: one row, append-only. No row: the appeal is open. */
export const appealOutcomes = pgTable(
  "appeal_outcomes",
  {
    appealId: reference()
      .primaryKey()
      .references(() => appeals.id, { onDelete: "restrict" }),
    outcome: appealOutcome().notNull(),
    /** The member who decided the appeal, not the one who took the decision. Null if the decision no longer existed. */
    actorId: reference(),
    /** Whether the same moderator decided again, because there was no other. */
    decidedBySameModerator: boolean().notNull().default(false),
    /** The reasons sent to the member. */
    note: text().notNull().default(""),
    /** The decision that undid the contested one. */
    undoId: reference(),
    createdAt: timestamptz().notNull().defaultNow(),
  },
  (t) => [
    index("appeal_outcomes_actor_id_idx").on(t.actorId),
    index("appeal_outcomes_created_idx").on(t.createdAt),
    check("appeal_outcomes_has_actor", sql`(${t.outcome} = 'moot') = (${t.actorId} is null)`),
    check("appeal_outcomes_note_short", sql`length(${t.note}) <= 5000`),
  ],
);
