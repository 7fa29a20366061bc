import { z } from "zod";
import { count, seconds, text } from "./facts.ts";
import { findingsOf, type HealthFinding, percentOf } from "./rules.ts";

/** What PostgreSQL says about itself. */
export const databaseFacts = z.object({
  /** As in "17.2". */
  version: text(60),
  /** How long an empty statement took. */
  answerMs: count,
  bytes: count,
  /** Migrations of the code that the database lacks. */
  missingMigrations: count,
  connections: count,
  maxConnections: count,
  /** The age of the oldest open transaction. */
  transactionSeconds: seconds,
  /** The table with the largest number of dead rows above what vacuum leaves; empty: none. */
  bloatedTable: text(63),
  deadRows: count,
  liveRows: count,
});
export type DatabaseFacts = z.infer<typeof databaseFacts>;

/** A statement that does nothing takes less than a millisecond; this long, and every page waits. */
const slowAnswerMs = 500;
/** The site's own transactions end after 10 minutes at most (db/client.ts). */
const longTransactionSeconds = 1_800;
const blockingTransactionSeconds = 4 * 3_600;
const fewConnections = 0.75;
const noConnections = 0.92;
/** Fewer dead rows than this cost nothing. */
const manyDeadRows = 200_000;

const result = findingsOf("database");

/** Assesses PostgreSQL: its schema, its connections, how it answers, and what its housekeeping leaves. */
export function assessDatabase(facts: DatabaseFacts): HealthFinding {
  const { answerMs, bytes, version, missingMigrations, connections, maxConnections, transactionSeconds } = facts;
  const share = maxConnections > 0 ? connections / maxConnections : 0;
  if (missingMigrations > 0) return result.bad("databaseOlder", { count: missingMigrations });
  if (share >= noConnections) return result.bad("databaseFull", { connections, maxConnections });
  if (transactionSeconds >= blockingTransactionSeconds)
    return result.bad("databaseBlocked", { openSeconds: transactionSeconds });
  if (answerMs >= slowAnswerMs) return result.look("databaseSlow", { answerMs });
  if (share >= fewConnections) return result.look("databaseBusy", { connections, maxConnections });
  if (transactionSeconds >= longTransactionSeconds)
    return result.look("databaseTransaction", { openSeconds: transactionSeconds });
  if (facts.deadRows >= manyDeadRows && facts.deadRows > facts.liveRows)
    return result.look("databaseVacuum", {
      table: facts.bloatedTable,
      percent: percentOf(facts.deadRows, facts.deadRows + facts.liveRows),
    });
  return result.ok("databaseOk", { sizeBytes: bytes, answerMs, version });
}

/** How far PostgreSQL's clock is ahead of this machine's. */
export const clockFacts = z.object({ skewSeconds: z.number().min(-1e10).max(1e10) });
export type ClockFacts = z.infer<typeof clockFacts>;

const clock = findingsOf("clock");
/** Sessions, schedules and heartbeats compare times of both clocks. */
const skewedSeconds = 5;
const wrongSeconds = 120;

/** Assesses whether this machine and the database agree about the time. */
export function assessClock({ skewSeconds }: ClockFacts): HealthFinding {
  const skew = Math.round(Math.abs(skewSeconds));
  if (skew >= wrongSeconds) return clock.bad("clockWrong", { skewSeconds: skew });
  if (skew >= skewedSeconds) return clock.look("clockSkewed", { skewSeconds: skew });
  return clock.ok("clockOk");
}
