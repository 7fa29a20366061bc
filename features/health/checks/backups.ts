import { z } from "zod";
import { ageSeconds, count, moment, text } from "./facts.ts";
import { findingsOf, type HealthFinding } from "./rules.ts";

/** The copies of the site. Moments are those at which a run began, whose later writes are not in it. */
export const backupFacts = z.object({
  /** The newest complete copy on this machine, and elsewhere; null: none. */
  localAt: moment.nullable(),
  offsiteAt: moment.nullable(),
  /** The newest archive that a person wrote to standard output: it may be anywhere. */
  otherAt: moment.nullable(),
  /** Whether BACKUP_TO names a place outside DATA_DIR. */
  hasOffsite: z.boolean(),
  /** Whether SITE_URL leads to the internet: a site for trial needs no off-site copy. */
  isPublic: z.boolean(),
  /** The last failed run of each kind that no success followed, with its cause in one line. */
  localFailedAt: moment.nullable(),
  localFailure: text(300),
  offsiteFailedAt: moment.nullable(),
  offsiteFailure: text(300),
  /** The last trial restore; null: none yet. */
  trialAt: moment.nullable(),
  trialSeconds: count,
  /** Empty: it succeeded. */
  trialFailure: text(300),
  /** Since when the site exists. */
  siteSince: moment,
});
export type BackupFacts = z.infer<typeof backupFacts>;

/** A copy is made every night; two hours for a late start and a long run. */
export const maxBackupHours = 26;
const maxSeconds = maxBackupHours * 3_600;
const veryOldSeconds = 4 * 24 * 3_600;
/** A trial restore runs every week. */
const maxTrialSeconds = 16 * 24 * 3_600;

const result = findingsOf("backups");

/** Assesses the copies: their ages, and whether one has been restored for a trial. */
export function assessBackups(facts: BackupFacts, now: number): HealthFinding {
  const age = (at: number | null) => (at === null ? Number.POSITIVE_INFINITY : ageSeconds(at, now));
  const siteAge = age(facts.siteSince);
  const [local, offsite] = [age(facts.localAt), age(facts.offsiteAt)];
  const newest = Math.min(local, offsite, age(facts.otherAt));
  const limit = maxBackupHours;
  if (newest === Number.POSITIVE_INFINITY) {
    if (facts.localFailedAt !== null) return result.bad("backupNeverFailed");
    return siteAge < maxSeconds ? result.unknown("backupFirst") : result.bad("backupNever");
  }
  if (newest >= veryOldSeconds) return result.bad("backupVeryOld", { ageSeconds: newest });
  if (facts.trialAt !== null && facts.trialFailure !== "") return result.bad("trialFailed");
  if (local === Number.POSITIVE_INFINITY)
    return result.look(offsite === Number.POSITIVE_INFINITY ? "backupElsewhereOnly" : "backupLocalMissing");
  if (local >= maxSeconds) return result.look("backupLocalOld", { ageSeconds: local, limit });
  if (facts.hasOffsite && offsite >= maxSeconds) {
    if (offsite !== Number.POSITIVE_INFINITY) return result.look("backupOffsiteOld", { ageSeconds: offsite, limit });
    if (facts.offsiteFailedAt !== null) return result.look("backupOffsiteFailed");
    if (siteAge >= maxSeconds) return result.look("backupOffsiteMissing");
  }
  if (facts.trialAt !== null && age(facts.trialAt) >= maxTrialSeconds)
    return result.look("trialOld", { ageSeconds: age(facts.trialAt) });
  // What a person copies elsewhere counts, too.
  if (!facts.hasOffsite && offsite >= maxSeconds)
    return facts.isPublic
      ? result.look("backupNoOffsite", { localAge: local })
      : result.ok("backupLocalOnly", { localAge: local });
  return offsite === Number.POSITIVE_INFINITY
    ? result.ok("backupOffsiteFirst", { localAge: local })
    : result.ok("backupOk", { localAge: local, offsiteAge: offsite });
}
