import { sql } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { healthResults } from "#db/schema.ts";
import { readSettings } from "#features/settings/queries.ts";
import { env } from "#lib/env.ts";
import { log } from "#lib/log/log.ts";
import { assessCheck, type HealthFacts } from "../checks/all-checks.ts";
import { type CheckName, checkNames } from "../checks/rules.ts";
import { recordIncidents } from "../incidents/mutations.ts";
import { measureBackups } from "../measurement/measure-backups.ts";
import { measureCertificate } from "../measurement/measure-certificate.ts";
import { measureDatabase } from "../measurement/measure-database.ts";
import { measureDisk, measureSizes } from "../measurement/measure-disk.ts";
import { measureNodes } from "../measurement/measure-nodes.ts";
import {
  readErrorFacts,
  readPageFacts,
  readSlowPageFacts,
  readStatementFacts,
  summariseDay,
} from "../measurement/measure-samples.ts";
import { findLatestRelease, isLocalSite, measureProtection, measureVersion } from "../measurement/measure-settings.ts";
import { measureValkey, tryValkey } from "../measurement/measure-valkey.ts";
import { measureWork } from "../measurement/measure-work.ts";
import { type Examination, readExamination } from "./queries.ts";

/** Samples are of five minutes; a handshake and a release feed are read once a day, a failed handshake each hour. */
const sampleMs = 285_000;
const dailyMs = 86_400_000;
const hourlyMs = 3_600_000;

interface ExamineOptions {
  now?: number;
  /** Measures everything again, also what is measured rarely. */
  fresh?: boolean;
  /** Stores nothing, not even the sizes of the day. */
  isReadOnly?: boolean;
  signal?: AbortSignal;
  /** Receives what could not be measured; default: the log. */
  onFailure?: (error: unknown) => void;
}

const logFailure = (error: unknown) => log.warn({ err: error }, "A part of the site's health could not be examined.");

/** What was measured in an examination. */
export interface MeasuredFacts {
  facts: HealthFacts;
  /** The checks whose facts were measured now; those of the others are the stored ones. */
  measured: Set<CheckName>;
}

/** Stored for what could not be measured: no facts of any check. */
const unreadable = {};

const unmeasured: HealthFacts = {
  pages: null,
  mail: null,
  backups: null,
  jobs: null,
  disk: null,
  slowPages: null,
  database: null,
  feeds: null,
  moderation: null,
  errors: null,
  statements: null,
  certificate: null,
  version: null,
  protection: null,
  clock: null,
  nodes: null,
  valkey: null,
};

/**
 * Measures the facts of every check. One that fails is null, and the rest are measured all the same. Takes about ten
 * small statements; what costs more is taken from the stored facts while those are recent.
 */
export async function measureFacts(db: Database, options: ExamineOptions = {}): Promise<MeasuredFacts> {
  const { now = Date.now(), fresh = false, isReadOnly = false, signal, onFailure = logFailure } = options;
  const facts: HealthFacts = { ...unmeasured };
  const measured = new Set<CheckName>();
  const set = <Check extends CheckName>(check: Check, value: HealthFacts[Check]) => {
    facts[check] = value;
    measured.add(check);
  };
  const attempt = async (work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      signal?.throwIfAborted();
      onFailure(error);
    }
  };
  let stored: Examination | undefined;
  let mails: { sent: number; refused: number } | undefined;
  await attempt(async () => {
    stored = await readExamination(db, now);
  });
  const isRecent = (check: CheckName, ms: number) => {
    const at = stored?.checks[check].measuredAt;
    return !fresh && at !== null && at !== undefined && Math.abs(now - at.getTime()) < ms;
  };

  await attempt(async () => {
    const { database, clock } = await measureDatabase(db);
    set("database", database);
    set("clock", clock);
  });
  await attempt(async () => {
    const space = await measureDisk(db, facts.database?.bytes ?? 0, { now, fresh, isReadOnly, signal });
    set("disk", space);
  });
  await attempt(async () => {
    if (stored && isRecent("pages", sampleMs)) {
      for (const check of ["pages", "slowPages", "statements", "errors"] as const)
        Object.assign(facts, { [check]: stored.checks[check].facts });
      return;
    }
    const day = await summariseDay(db, now);
    set("pages", readPageFacts(day));
    set("slowPages", readSlowPageFacts(day));
    set("statements", readStatementFacts(day));
    set("errors", readErrorFacts(day));
    mails = day.mails;
  });
  await attempt(async () => {
    const work = await measureWork(db, now);
    set("jobs", work.jobs);
    set("feeds", work.feeds);
    set("moderation", work.moderation);
    const { sent, refused } = mails ?? stored?.checks.mail.facts ?? { sent: 0, refused: 0 };
    const hasServer = env().SMTP_URL !== undefined;
    set("mail", { hasServer, isLocal: isLocalSite(), sent, refused, ...work.mails });
  });
  await attempt(async () => set("nodes", await measureNodes(db)));
  await attempt(async () => set("valkey", await measureValkey(db)));
  await attempt(async () => set("backups", await measureBackups(db)));
  await attempt(async () => {
    const known = stored?.checks.certificate.facts ?? null;
    const isUnseen = known?.kind === "https" && known.validTo === null;
    if (known && isRecent("certificate", isUnseen ? hourlyMs : dailyMs) && isSameKind(known.kind))
      facts.certificate = known;
    else set("certificate", await measureCertificate(env().SITE_URL));
  });
  await attempt(async () => {
    const settings = await readSettings(db);
    set("protection", await measureProtection(db, settings));
    const feed = settings["health.updateFeed"];
    const known = stored?.checks.version;
    // Stored with the time of its reading, which a new start does not renew.
    const isKnown = known?.facts && isRecent("version", dailyMs);
    const latest = feed === "" ? "" : isKnown ? known.facts?.latest : await findLatestRelease(feed, signal);
    facts.version = await measureVersion(latest ?? "");
    if (!isKnown) measured.add("version");
  });
  return { facts, measured };
}

/** Measures what needs no database: the disk, the certificate, the version, Valkey. */
export async function measureWithoutDatabase(): Promise<HealthFacts> {
  // DATA_DIR may be missing, or its disk broken.
  const found = await measureSizes(0).catch(() => undefined);
  return {
    ...unmeasured,
    disk: found ? { sizes: found.sizes, measuredAt: Date.now(), growth: null } : null,
    certificate: await measureCertificate(env().SITE_URL),
    version: await measureVersion(""),
    valkey: await tryValkey().catch(() => null),
  };
}

/** A changed SITE_URL is looked at again at once. */
const isSameKind = (kind: string) => (kind === "https") === env().SITE_URL.startsWith("https:");

/** Examines the site, and stores the results and what they say about incidents: the work of the schedule `health`. */
export async function examineSite(db: Database, options: ExamineOptions = {}): Promise<void> {
  const { now = Date.now() } = options;
  const { facts, measured } = await measureFacts(db, options);
  const findings = checkNames.map((check) => assessCheck(check, facts[check], now));
  const rows = findings.map(({ check, state }) => ({ name: check, state, facts: facts[check] ?? unreadable }));
  await db.transaction(async (tx) => {
    for (const row of rows)
      await tx
        .insert(healthResults)
        .values(row)
        .onConflictDoUpdate({
          target: healthResults.name,
          set: {
            state: row.state,
            facts: row.facts,
            checkedAt: sql`now()`,
            ...(measured.has(row.name) && { measuredAt: sql`now()` }),
          },
        });
    await recordIncidents(tx, findings);
  });
}
