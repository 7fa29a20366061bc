import { z } from "zod";
import { count, moment } from "./facts.ts";
import { findingsOf, type HealthFinding, percentOf } from "./rules.ts";

/** What the site's folder takes, by kind. */
export const sizeKinds = ["pictures", "database", "backups", "logs", "mails", "rest"] as const;
export type SizeKind = (typeof sizeKinds)[number];

/** The disk that holds DATA_DIR, and what the site takes of it (bytes). */
export const diskSizes = z.object({
  totalBytes: count,
  freeBytes: count,
  pictures: count,
  database: count,
  backups: count,
  logs: count,
  mails: count,
  /** Everything else in DATA_DIR: PostgreSQL's own files, releases, uploads in progress. Unknown of earlier versions. */
  rest: count.optional(),
  /** How many files were counted, and whether there are more. */
  files: count.optional(),
  isEstimate: z.boolean(),
});
export type DiskSizes = z.infer<typeof diskSizes>;

export const diskFacts = z.object({
  sizes: diskSizes,
  measuredAt: moment,
  /** What the disk gained since the oldest known day of the last 30; null: no day is known. */
  growth: z.object({ bytes: z.number(), days: count, kind: z.enum([...sizeKinds, "other"]) }).nullable(),
});
export type DiskFacts = z.infer<typeof diskFacts>;

/** The share from which the page and the mail say so: PostgreSQL, uploads and copies need space to work in. */
export const diskAlertPercent = 85;
const diskFullPercent = 95;
/** A growth is known from this many days on. */
const minGrowthDays = 3;

const result = findingsOf("disk");

/** Returns in how many days the disk is full at the pace of the last 30; undefined if it is not filling up. */
export function findDaysLeft({ sizes, growth }: DiskFacts): number | undefined {
  if (!growth || growth.days < minGrowthDays || growth.bytes <= 0) return undefined;
  const days = Math.floor(sizes.freeBytes / (growth.bytes / growth.days));
  // Beyond that, a pace says nothing.
  return days <= 3_650 ? days : undefined;
}

/** Assesses the space that is left. */
export function assessDisk(facts: DiskFacts): HealthFinding {
  const { totalBytes, freeBytes } = facts.sizes;
  if (totalBytes === 0) return result.unknown("notExamined");
  const usedBytes = Math.max(0, totalBytes - freeBytes);
  const percent = percentOf(usedBytes, totalBytes);
  const days = findDaysLeft(facts);
  const figures = { usedBytes, totalBytes, freeBytes, percent };
  if (percent >= diskFullPercent) return result.bad("diskFull", figures);
  if (days !== undefined && days <= 7) return result.bad("diskGrowsSoon", { ...figures, days });
  if (percent >= diskAlertPercent) return result.look("diskTight", figures);
  if (days !== undefined && days <= 30) return result.look("diskGrows", { ...figures, days });
  if (days === undefined) return result.ok("diskOk", figures);
  const months = Math.floor(days / 30);
  return months < 24
    ? result.ok("diskMonths", { ...figures, months })
    : result.ok("diskYears", { ...figures, years: Math.floor(days / 365) });
}
