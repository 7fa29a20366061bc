import { z } from "zod";
import { count, text } from "./facts.ts";
import { findingsOf, type HealthFinding } from "./rules.ts";

/** The answers to readers in a time, from the samples. */
export const pageFacts = z.object({
  requests: count,
  /** Answers of status 500 and more. */
  errors: count,
  /** Half of the answers were faster, and 19 of 20; null: nothing was measured. */
  medianMs: count.nullable(),
  p95Ms: count.nullable(),
});
export type PageFacts = z.infer<typeof pageFacts>;

/** Below this many requests, one error is no share. */
const minRequests = 50;
const slowMedianMs = 1_000;
const slowP95Ms = 4_000;

const pages = findingsOf("pages");

/** What is said of a period whose past problems are over. */
export const describePages = ({ requests, errors, medianMs, p95Ms }: PageFacts): HealthFinding =>
  medianMs === null || p95Ms === null
    ? pages.unknown("pagesNone")
    : pages.ok("pagesOk", { medianMs, p95Ms, errors, requests });

/** Assesses how readers are answered. */
export function assessPages({ requests, errors, medianMs, p95Ms }: PageFacts): HealthFinding {
  if (requests === 0 || medianMs === null || p95Ms === null) return pages.unknown("pagesNone");
  const share = errors / requests;
  if (requests >= minRequests && share >= 0.05) return pages.bad("pagesFailing", { errors, requests });
  if (medianMs >= slowMedianMs) return pages.bad("pagesSlow", { medianMs, p95Ms });
  if (requests >= minRequests && share >= 0.005) return pages.look("pagesErrors", { errors, requests });
  if (p95Ms >= slowP95Ms) return pages.look("pagesTail", { medianMs, p95Ms });
  return describePages({ requests, errors, medianMs, p95Ms });
}

/** The kinds of pages, the slowest first: the time that one visit in twenty exceeds. */
export const slowPageFacts = z.object({
  kinds: z.array(z.object({ kind: text(60), requests: count, p95Ms: count })).max(40),
});
export type SlowPageFacts = z.infer<typeof slowPageFacts>;

const slowPages = findingsOf("slowPages");
const slowKindMs = 3_000;

/** Assesses the slowest kind of page. The name of the kind is put into the sentence by whoever shows it. */
export function assessSlowPages({ kinds }: SlowPageFacts): HealthFinding {
  const [slowest] = kinds;
  return slowest && slowest.p95Ms >= slowKindMs
    ? slowPages.look("slowPagesSlow", { kind: slowest.kind, p95Ms: slowest.p95Ms })
    : describeSlowPages({ kinds });
}

/** What is said of a period whose past problems are over. */
export const describeSlowPages = ({ kinds: [slowest] }: SlowPageFacts): HealthFinding =>
  slowest
    ? slowPages.ok(slowest.p95Ms < 1_000 ? "slowPagesUnderSecond" : "slowPagesOk", {
        kind: slowest.kind,
        p95Ms: slowest.p95Ms,
      })
    : slowPages.unknown("slowPagesNone");

/** The statements that took the most time today. */
export const statementFacts = z.object({
  statements: z.array(z.object({ text: text(300), calls: count, slowestMs: count })).max(20),
});
export type StatementFacts = z.infer<typeof statementFacts>;

const statementFindings = findingsOf("statements");
const slowStatementMs = 5_000;

/** Assesses the slowest statement. */
export function assessStatements({ statements }: StatementFacts): HealthFinding {
  const slowestMs = Math.max(0, ...statements.map((one) => one.slowestMs));
  if (statements.length === 0) return statementFindings.ok("statementsNone");
  if (slowestMs >= slowStatementMs) return statementFindings.look("statementsSlow", { slowestMs });
  return statementFindings.ok("statementsOk", { slowestMs });
}

/** Errors of the log today, by their constant messages. */
export const errorFacts = z.object({
  messages: z.array(z.object({ message: text(300), count })).max(20),
  total: count,
});
export type ErrorFacts = z.infer<typeof errorFacts>;

const errors = findingsOf("errors");
const manyErrors = 100;

/** Assesses the errors of the log. */
export function assessErrors({ total, messages }: ErrorFacts): HealthFinding {
  if (total === 0) return errors.ok("errorsNone");
  const kinds = Math.max(1, messages.length);
  return total >= manyErrors ? errors.look("errorsMany", { total, kinds }) : errors.ok("errorsSome", { total, kinds });
}
