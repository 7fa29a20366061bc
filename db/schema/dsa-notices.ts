import { sql } from "drizzle-orm";
import { check, index, integer, pgEnum, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { id, reference, timestamptz } from "./columns.ts";

export const dsaNoticeGround = pgEnum("dsa_notice_ground", [
  "hate",
  "threat",
  "defamation",
  "privacy",
  "terrorism",
  "childAbuse",
  "copyright",
  "fraud",
  "other",
]);

export const dsaNoticeState = pgEnum("dsa_notice_state", ["received", "review", "decided"]);
export type NoticeState = (typeof dsaNoticeState.enumValues)[number];

export const dsaNoticeOutcome = pgEnum("dsa_notice_outcome", ["action", "none"]);
export type NoticeOutcome = (typeof dsaNoticeOutcome.enumValues)[number];

/** Notices of illegal content (Digital Services Act, art. 16), from anyone. State and outcome are derived from the last events. */
export const dsaNotices = pgTable(
  "dsa_notices",
  {
    id: id(),
    /** The reference given to the sender: short and unguessable. */
    reference: text().notNull().unique(),
    ground: dsaNoticeGround().notNull(),
    explanation: text().notNull(),
    /** The content concerned. Ids without foreign keys, because a notice outlives its content. */
    articleId: reference().notNull(),
    commentId: reference(),
    /** The path of the content on this site when the notice was received. */
    address: text().notNull(),
    /** Empty where the law does not require it (child abuse), and after the retention period. */
    name: text().notNull().default(""),
    email: text(),
    state: dsaNoticeState().notNull().default("received"),
    outcome: dsaNoticeOutcome(),
    /** The reasons sent to the notice's sender. */
    reasons: text().notNull().default(""),
    /** The decision on the content (`moderation_decisions`). */
    decisionId: reference(),
    /** Fingerprint of the content of the notice. A repeated notice is merged with the open one. */
    contentHash: text().notNull(),
    /** Incremented by each event, so that a decision on an outdated version is refused. */
    version: integer().notNull().default(0),
    createdAt: timestamptz().notNull().defaultNow(),
    decidedAt: timestamptz(),
    /** When the sender's name and address were deleted. */
    senderErasedAt: timestamptz(),
  },
  (t) => [
    index("dsa_notices_state_idx").on(t.state, t.id),
    index("dsa_notices_ground_idx").on(t.ground, t.id),
    index("dsa_notices_article_idx").on(t.articleId, t.id),
    index("dsa_notices_comment_idx").on(t.commentId, t.id).where(sql`comment_id is not null`),
    index("dsa_notices_open_idx").on(t.id).where(sql`state <> 'decided'`),
    index("dsa_notices_decision_idx").on(t.decisionId).where(sql`decision_id is not null`),
    index("dsa_notices_created_idx").on(t.createdAt),
    index("dsa_notices_decided_idx").on(t.decidedAt).where(sql`sender_erased_at is null`),
    uniqueIndex("dsa_notices_once").on(t.contentHash).where(sql`decided_at is null`),
    check("dsa_notices_decided", sql`(${t.state} = 'decided') = (${t.outcome} is not null)`),
    check("dsa_notices_decided_at", sql`(${t.outcome} is null) = (${t.decidedAt} is null)`),
    check("dsa_notices_texts_short", sql`length(${t.explanation}) <= 10000 and length(${t.reasons}) <= 10000`),
  ],
);

export const dsaNoticeEventKind = pgEnum("dsa_notice_event_kind", [
  "received",
  "review",
  "decided",
  "answered",
  "contested",
]);

/** The history of a notice. Append-only: the database refuses to change or delete rows. Holds no names. */
export const dsaNoticeEvents = pgTable(
  "dsa_notice_events",
  {
    id: id(),
    noticeId: reference()
      .notNull()
      .references(() => dsaNotices.id, { onDelete: "restrict" }),
    kind: dsaNoticeEventKind().notNull(),
    /** The moderator; null for the notice's sender and for the site itself. */
    actorId: reference(),
    outcome: dsaNoticeOutcome(),
    /** The reasons of a decision, or of the sender's objection to it. */
    text: text().notNull().default(""),
    decisionId: reference(),
    createdAt: timestamptz().notNull().defaultNow(),
  },
  (t) => [
    index("dsa_notice_events_notice_idx").on(t.noticeId, t.id),
    index("dsa_notice_events_kind_idx").on(t.kind, t.createdAt),
    check("dsa_notice_events_outcome", sql`(${t.kind} = 'decided') = (${t.outcome} is not null)`),
    check("dsa_notice_events_text_short", sql`length(${t.text}) <= 10000`),
  ],
);
