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

/** Notices of illegal content (Digital Services Act, art. 16), from anybody. State and outcome are those of its last events. */
export const dsaNotices = pgTable(
  "dsa_notices",
  {
    id: id(),
    /** What its sender is told: short, and not to be guessed. */
    reference: text().notNull().unique(),
    ground: dsaNoticeGround().notNull(),
    explanation: text().notNull(),
    /** What it is about; ids only, a notice outlives its content. */
    articleId: reference().notNull(),
    commentId: reference(),
    /** Of the content when the notice came: a path of this site. */
    address: text().notNull(),
    /** Empty where the law does not ask (child abuse), and once forgotten. */
    name: text().notNull().default(""),
    email: text(),
    state: dsaNoticeState().notNull().default("received"),
    outcome: dsaNoticeOutcome(),
    /** What its sender was told of the decision. */
    reasons: text().notNull().default(""),
    /** The decision on the content (`moderation_decisions`). */
    decisionId: reference(),
    /** Of what was sent: the same notice twice is one while it is open. */
    contentHash: text().notNull(),
    /** Grows with each event, so that nobody decides on what they have not seen. */
    version: integer().notNull().default(0),
    createdAt: timestamptz().notNull().defaultNow(),
    decidedAt: timestamptz(),
    /** When name and address of its sender were deleted. */
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

/** What happened to a notice, for ever: the database refuses to change or delete rows. No names. */
export const dsaNoticeEvents = pgTable(
  "dsa_notice_events",
  {
    id: id(),
    noticeId: reference()
      .notNull()
      .references(() => dsaNotices.id, { onDelete: "restrict" }),
    kind: dsaNoticeEventKind().notNull(),
    /** The moderator; null for its sender and for the site. */
    actorId: reference(),
    outcome: dsaNoticeOutcome(),
    /** A decision's reasons, or why its sender contests it. */
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
