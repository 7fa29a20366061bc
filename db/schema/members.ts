import { sql } from "drizzle-orm";
import { boolean, check, index, integer, pgEnum, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { id, reference, timestamptz } from "./columns.ts";

export const memberRole = pgEnum("member_role", ["reader", "contributor", "editor", "moderator", "admin"]);
export type MemberRole = (typeof memberRole.enumValues)[number];

/** Accounts. A deleted member's row is emptied and kept, so email is nullable. */
export const members = pgTable(
  "members",
  {
    id: id(),
    email: text(),
    name: text().notNull(),
    handle: text().notNull(),
    role: memberRole().notNull().default("reader"),
    passwordHash: text(),
    /** Incremented to end every session. */
    sessionVersion: integer().notNull().default(1),
    biography: text().notNull().default(""),
    /** Fediverse account, `@user@host`; empty: none. Staff only. */
    fediverse: text().notNull().default(""),
    /** The field in which editors recognise the member as an expert, shown beside the name; empty: none. */
    expertise: text().notNull().default(""),
    /** If set, the public profile is hidden. */
    profileHiddenAt: timestamptz(),
    /** Language of mails; null is the site's. */
    mailLocale: text(),
    /** If set, the member is not notified of the outcome of their reports. */
    reportOutcomesOffAt: timestamptz(),
    confirmedAt: timestamptz(),
    deletedAt: timestamptz(),
    createdAt: timestamptz().notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex("members_email_unique").on(sql`lower(${t.email})`),
    uniqueIndex("members_handle_unique").on(sql`lower(${t.handle})`),
    index("members_name_words_idx").using("gin", sql`to_tsvector('public.fr'::regconfig, ${t.name})`),
    check("members_expertise_short", sql`length(${t.expertise}) <= 60`),
    check("members_handle_shape", sql`${t.handle} ~ '^[a-z0-9]+(-[a-z0-9]+)*$'`),
  ],
);

/** Every expert badge granted, changed or withdrawn (`expertise` empty). Append-only; `members.expertise` is the last one. */
export const expertiseGrants = pgTable(
  "expertise_grants",
  {
    id: id(),
    memberId: reference()
      .notNull()
      .references(() => members.id, { onDelete: "cascade" }),
    expertise: text().notNull(),
    grantedBy: reference().references(() => members.id, { onDelete: "set null" }),
    createdAt: timestamptz().notNull().defaultNow(),
  },
  (t) => [
    index("expertise_grants_member_id_idx").on(t.memberId, t.id),
    index("expertise_grants_granted_by_idx").on(t.grantedBy),
  ],
);

/** The sanctions in force for a member, derived from the decisions in the same transaction. No row: none. */
export const memberStandings = pgTable("member_standings", {
  memberId: reference()
    .primaryKey()
    .references(() => members.id, { onDelete: "cascade" }),
  bannedAt: timestamptz(),
  suspensionEndsAt: timestamptz(),
  premoderated: boolean().notNull().default(false),
  warnedAt: timestamptz(),
  /** When the member last acknowledged a warning. */
  acknowledgedAt: timestamptz(),
  /** Incremented by each decision, so that concurrent decisions of two moderators are detected. */
  version: integer().notNull().default(0),
  updatedAt: timestamptz().notNull().defaultNow(),
});
