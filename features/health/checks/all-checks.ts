import type { z } from "zod";
import { assessJobs, jobFacts } from "./background-work.ts";
import { assessBackups, backupFacts } from "./backups.ts";
import { assessCertificate, certificateFacts } from "./certificate.ts";
import { assessClock, assessDatabase, clockFacts, databaseFacts } from "./database.ts";
import { assessDisk, diskFacts } from "./disk.ts";
import { assessFeeds, feedFacts } from "./feed-reading.ts";
import { assessMail, mailFacts } from "./mail-delivery.ts";
import { assessModeration, moderationFacts } from "./moderation.ts";
import { assessNodes, nodeFacts } from "./nodes.ts";
import { assessProtection, protectionFacts } from "./protection.ts";
import { type CheckName, findingsOf, type HealthFinding } from "./rules.ts";
import {
  assessErrors,
  assessPages,
  assessSlowPages,
  assessStatements,
  errorFacts,
  pageFacts,
  slowPageFacts,
  statementFacts,
} from "./speed.ts";
import { assessValkey, valkeyFacts } from "./valkey.ts";
import { assessVersion, versionFacts } from "./version.ts";

/** The shape of the facts of each check. */
export const factSchemas = {
  pages: pageFacts,
  mail: mailFacts,
  backups: backupFacts,
  jobs: jobFacts,
  disk: diskFacts,
  slowPages: slowPageFacts,
  database: databaseFacts,
  feeds: feedFacts,
  moderation: moderationFacts,
  errors: errorFacts,
  statements: statementFacts,
  certificate: certificateFacts,
  version: versionFacts,
  protection: protectionFacts,
  clock: clockFacts,
  nodes: nodeFacts,
  valkey: valkeyFacts,
} as const satisfies Record<CheckName, z.ZodType>;

/** The facts of every check; null: they could not be measured. */
export type HealthFacts = { [Check in CheckName]: z.infer<(typeof factSchemas)[Check]> | null };

/** The rule of each check: a pure function of its facts and the time. */
const rules: { [Check in CheckName]: (facts: NonNullable<HealthFacts[Check]>, now: number) => HealthFinding } = {
  pages: assessPages,
  mail: assessMail,
  backups: assessBackups,
  jobs: assessJobs,
  disk: assessDisk,
  slowPages: assessSlowPages,
  database: assessDatabase,
  feeds: assessFeeds,
  moderation: assessModeration,
  errors: assessErrors,
  statements: assessStatements,
  certificate: assessCertificate,
  version: assessVersion,
  protection: assessProtection,
  clock: assessClock,
  nodes: assessNodes,
  valkey: assessValkey,
};

/** Assesses the facts of one check. */
export function assessCheck<Check extends CheckName>(
  check: Check,
  facts: HealthFacts[Check],
  now: number,
): HealthFinding {
  return facts === null ? findingsOf(check).unknown("notExamined") : rules[check](facts, now);
}

/** Reads stored facts; null if another version wrote them in another shape. */
export function parseFacts<Check extends CheckName>(check: Check, stored: unknown): HealthFacts[Check] {
  const parsed = factSchemas[check].safeParse(stored);
  return parsed.success ? (parsed.data as HealthFacts[Check]) : null;
}
