import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  date,
  index,
  jsonb,
  pgEnum,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type { CommentPolicy } from "./articles.ts";
import { id, reference, timestamptz } from "./columns.ts";
import type { CommentStatus } from "./comments.ts";
import { members } from "./members.ts";
import type { WatchedVoteState } from "./ratings.ts";

export const moderationSubject = pgEnum("moderation_subject", ["comment", "article", "member", "vote"]);

export const moderationAction = pgEnum("moderation_action", [
  // On a comment; a rule takes `hold`, which leaves the comment pending.
  "hold",
  "approve",
  "reject",
  "spam",
  "remove",
  "restore",
  "feature",
  "unfeature",
  // On an article's thread, and (premoderate) on a member.
  "open",
  "close",
  "premoderate",
  // On a member.
  "warn",
  "suspend",
  "ban",
  "lift",
  "note",
  "message",
  // Reverts one of the others.
  "undo",
  // On a held vote.
  "release",
  "discard",
  // On an article's thread: slow mode.
  "slow",
  "unslow",
]);

/** The state before or after a decision, with only the fields concerned. Times are ISO 8601. */
export interface DecisionState {
  status?: CommentStatus;
  featuredAt?: string | null;
  policy?: CommentPolicy;
  slowModeMinutes?: number;
  bannedAt?: string | null;
  suspensionEndsAt?: string | null;
  premoderated?: boolean;
  warnedAt?: string | null;
  vote?: WatchedVoteState;
}

/**
 * Every decision of a moderator or a rule. Append-only: the database refuses to change, delete or truncate rows
 * (drizzle/functions/append-only.sql). Holds ids, no names, and no foreign keys to rows that may be deleted, so that no deletion
 * changes a decision. The sanctions in force are derived from these rows.
 */
export const moderationDecisions = pgTable(
  "moderation_decisions",
  {
    id: id(),
    subject: moderationSubject().notNull(),
    subjectId: reference().notNull(),
    /** The comment's article, or the article decided on. */
    articleId: reference(),
    /** The member concerned: the comment's author, or the member decided on. */
    memberId: reference(),
    /** Who decided: a member, or a rule (its name); never both. */
    actorId: reference(),
    rule: text(),
    action: moderationAction().notNull(),
    /** An anchor of /rules. */
    reason: text(),
    note: text().notNull().default(""),
    /** The decision that this one undoes; each is undone at most once. */
    reverts: reference(),
    /** The decision that caused this one: a ban that also removes the comments. Undone with it. */
    partOf: reference(),
    /** The idempotency key of a bulk decision; a repeated request with it changes nothing. */
    selection: uuid(),
    before: jsonb().$type<DecisionState>().notNull().default({}),
    after: jsonb().$type<DecisionState>().notNull().default({}),
    createdAt: timestamptz().notNull().defaultNow(),
  },
  (t) => [
    index("moderation_decisions_subject_idx").on(t.subject, t.subjectId, t.id),
    index("moderation_decisions_actor_idx").on(t.actorId, t.id).where(sql`actor_id is not null`),
    index("moderation_decisions_member_idx").on(t.memberId, t.id).where(sql`member_id is not null`),
    index("moderation_decisions_article_idx").on(t.articleId, t.id).where(sql`article_id is not null`),
    index("moderation_decisions_created_idx").on(t.createdAt),
    index("moderation_decisions_part_of_idx").on(t.partOf).where(sql`part_of is not null`),
    uniqueIndex("moderation_decisions_selected_once")
      .on(t.actorId, t.selection, t.subjectId)
      .where(sql`selection is not null`),
    uniqueIndex("moderation_decisions_one_head")
      .on(t.actorId, t.selection)
      .where(sql`selection is not null and part_of is null`),
    uniqueIndex("moderation_decisions_reverted_once").on(t.reverts).where(sql`reverts is not null`),
    check("moderation_decisions_one_actor", sql`(${t.actorId} is null) <> (${t.rule} is null)`),
    check("moderation_decisions_undo_reverts", sql`(${t.action} = 'undo') = (${t.reverts} is not null)`),
    check("moderation_decisions_texts_short", sql`length(${t.note}) <= 5000 and length(${t.reason}) <= 200`),
  ],
);

/** Texts that moderators reuse in notes and messages to members. Editable by every moderator. */
export const replyTemplates = pgTable(
  "reply_templates",
  {
    id: id(),
    title: text().notNull(),
    body: text().notNull(),
    /** The anchor of the rule on /rules that the text is about; null: none. */
    reason: text(),
    updatedBy: reference().references(() => members.id, { onDelete: "set null" }),
    createdAt: timestamptz().notNull().defaultNow(),
    updatedAt: timestamptz().notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex("reply_templates_title_unique").on(sql`lower(${t.title})`),
    index("reply_templates_updated_by_idx").on(t.updatedBy),
    check("reply_templates_texts_short", sql`length(${t.title}) <= 120 and length(${t.body}) <= 5000`),
  ],
);

/** The weekly digests mailed to moderators: each week at most once to each of them. */
export const moderationDigests = pgTable(
  "moderation_digests",
  {
    /** The Monday on which the week that the digest is about begins, in the site's time zone. */
    week: date().notNull(),
    memberId: reference()
      .notNull()
      .references(() => members.id, { onDelete: "cascade" }),
    /** When a process began to send it. It stays set if the process dies, so that no mail is sent twice. */
    claimedAt: timestamptz().notNull(),
    sentAt: timestamptz(),
  },
  (t) => [primaryKey({ columns: [t.week, t.memberId] }), index("moderation_digests_member_id_idx").on(t.memberId)],
);

/**
 * Mails about decisions: waiting for the end of the grace period, or sent. A decision is mailed at most once to each member concerned
 * (undoing a bulk decision concerns several).
 */
export const decisionMails = pgTable(
  "decision_mails",
  {
    decisionId: reference().notNull(),
    memberId: reference()
      .notNull()
      .references(() => members.id, { onDelete: "cascade" }),
    dueAt: timestamptz().notNull(),
    /** When a process began to send it. It stays set if the process dies, so that no mail is sent twice. */
    claimedAt: timestamptz(),
    /** When it was sent, or found to be no longer needed (`sent` says which). */
    doneAt: timestamptz(),
    sent: boolean().notNull().default(false),
  },
  (t) => [
    primaryKey({ columns: [t.memberId, t.decisionId] }),
    index("decision_mails_waiting_idx").on(t.memberId, t.dueAt).where(sql`claimed_at is null and done_at is null`),
  ],
);
