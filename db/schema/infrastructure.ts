import { sql } from "drizzle-orm";
import { bigint, boolean, index, integer, jsonb, pgTable, primaryKey, text, timestamp } from "drizzle-orm/pg-core";
import { primaryTimelineSql, timestamptz, xid8 } from "./columns.ts";

/** Counters of rate-limiter-flexible, which defines the columns. */
export const rateLimits = pgTable(
  "rate_limits",
  {
    key: text().primaryKey(),
    points: integer().notNull(),
    expire: timestamp("expires_at", { withTimezone: true, precision: 3, mode: "date" }),
  },
  (t) => [index("rate_limits_expires_at_idx").on(t.expire)],
);

/**
 * Mails that are being sent or were sent. Each is sent at most once, however often its job runs and wherever a process dies. Mails about decisions
 * have a separate table (`decision_mails`), because they are combined. A row `worker-silence:…` without a member is the incident that no
 * jobs run (`features/jobs/heartbeat/`).
 */
export const mailClaims = pgTable("mail_claims", {
  /** The event, as in `appeal:12`; never an address. */
  key: text().primaryKey(),
  claimedAt: timestamptz().notNull().defaultNow(),
  /** Null while it is being sent, and if the process died during that. */
  sentAt: timestamptz(),
});

/** The schedules of the worker: when each ran last, and how that ended. A row per name, shared by all processes. */
export const scheduleRuns = pgTable("schedule_runs", {
  name: text().primaryKey(),
  startedAt: timestamptz(),
  finishedAt: timestamptz(),
  /** When it is to run next. */
  nextAt: timestamptz(),
  /** What the last successful run did, in a few words: counts, never personal data; empty if there was nothing to do. */
  result: text().notNull().default(""),
  failedAt: timestamptz(),
  /** The cause of the last failure. */
  failure: text(),
});

/** Processes that run jobs, each with the time of its last heartbeat. */
export const workerHeartbeats = pgTable("worker_heartbeats", {
  id: text().primaryKey(),
  startedAt: timestamptz().notNull().defaultNow(),
  beatAt: timestamptz().notNull().defaultNow(),
});

/**
 * The log of changes that pages must show: each transaction adds a row, and every web process reads the new rows on the
 * server that it renders from (db/change-log.ts). Rows are kept for a day. Backups do not contain
 * them.
 */
export const changes = pgTable(
  "changes",
  {
    /** The primary's timeline: a promoted standby may reuse transaction ids that are in this log. */
    timeline: integer().notNull().default(primaryTimelineSql),
    xid: xid8().notNull().default(sql`pg_current_xact_id()`),
    id: bigint({ mode: "number" }).notNull().generatedAlwaysAsIdentity(),
    /** The cache tags to invalidate, and how soon (`Urgency` of db/invalidation.ts). */
    tags: text().array().notNull(),
    urgency: text().notNull(),
    /** Messages for readers with an open page (`LiveMessage` of db/invalidation.ts). */
    messages: jsonb(),
    createdAt: timestamptz().notNull().default(sql`clock_timestamp()`),
  },
  (t) => [
    primaryKey({ columns: [t.timeline, t.xid, t.id] }),
    index("changes_created_at_idx").using("brin", t.createdAt),
  ],
);

/**
 * The nodes of a cluster (VIGIE_CLUSTER=1), also those that only run jobs: their `servesReaders` is false. A row with an
 * old heartbeat belongs to a node that died or cannot reach the database.
 */
export const webNodes = pgTable("web_nodes", {
  /** Identifies one run of a process. */
  id: text().primaryKey(),
  host: text().notNull(),
  /** The hash of the sources that it was built from. */
  build: text().notNull(),
  startedAt: timestamptz().notNull().defaultNow(),
  beatAt: timestamptz().notNull().defaultNow(),
  /** How far it has read the change log: every change of a transaction before `xid` on this timeline. Null: not at all. */
  timeline: integer(),
  xid: xid8(),
  /** False: it only runs jobs (VIGIE_WEB=0). */
  servesReaders: boolean().notNull().default(true),
  /**
   * When the newest migration that its code knows was made, as in the journal. Null: its code is older than this
   * column.
   */
  newestMigration: bigint({ mode: "number" }),
  /**
   * Why it has been without Valkey for a minute (`ValkeyFailure` of lib/valkey). Null: it has Valkey, or needs none.
   */
  valkeyFailure: text(),
});
