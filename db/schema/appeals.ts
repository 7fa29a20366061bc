import { sql } from "drizzle-orm";
import { boolean, check, index, pgEnum, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { id, reference, timestamptz } from "./columns.ts";
import { members } from "./members.ts";

/** What came of an appeal: the decision stands, it was overturned, or it was gone by then (undone, or with the account). */
export const appealOutcome = pgEnum("appeal_outcome", ["upheld", "overturned", "moot"]);

/** That somebody contested a decision about them: one appeal each, for ever (the database refuses changes, as of decisions). Ids only, and no foreign key to decisions: they are never deleted. */
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

/** What they wrote: personal, and so apart from what is kept for ever. Goes with the account. */
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

/** How an appeal ended: once, for ever. None: it is open. */
export const appealOutcomes = pgTable(
  "appeal_outcomes",
  {
    appealId: reference()
      .primaryKey()
      .references(() => appeals.id, { onDelete: "restrict" }),
    outcome: appealOutcome().notNull(),
    /** Who decided: somebody else than who took the decision. Null where it had become moot. */
    actorId: reference(),
    /** There was nobody else: who took the decision decided again. */
    decidedBySameModerator: boolean().notNull().default(false),
    /** Why, as it is told to the member. */
    note: text().notNull().default(""),
    /** The decision that undid the one that was contested. */
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
