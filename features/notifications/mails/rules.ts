import { isoWithZone, parseLocalTime } from "#lib/dates.ts";
import type { MailDigestRhythm } from "../settings/rules.ts";

/** A comment may be edited, undone or read meanwhile. */
export const mailDelaySeconds = 120;
/** At most one mail per discussion within this. */
export const discussionIntervalSeconds = 3_600;
/** At most this many mails an hour about discussions and articles, digests aside: somebody may mention a member in many discussions. */
export const maxMailsPerHour = 12;
/** What exceeds that is looked at again after this, so that a discussion's comments come in one mail. */
export const postponeSeconds = 1_800;
/** A mail that the server refused for now is tried again after this. */
export const retrySeconds = 600;
/** What is later than now by more than this was written before the clock was set back. */
export const maxAheadSeconds = 3_600;
/** Older pending mails are dropped: a weekly digest waits seven days at most. */
export const pendingDays = 8;
/** How long the ledger keeps what was mailed: a mail is neither repeated nor traced after that. */
export const ledgerDays = 60;
/** Mails sent in one run. */
export const maxMailsPerRun = 500;
/** A run ends when the mail server refused or failed this often in a row. */
export const maxFailuresInRow = 3;
/** Notifications listed in one mail; it counts the others. */
export const maxListed = 20;

/** When digests are sent, by a clock in the site's zone. */
const digestTime = "07:00";
const dayMs = 86_400_000;

/** A digest: the date that names it, and the time until which notifications belong to it. */
export interface Digest {
  rhythm: MailDigestRhythm;
  /** As in `2026-11-28`. */
  date: string;
  at: Date;
}

/** The last digest that was due at `now`: each morning, or Monday morning, by a clock in the zone, whatever its offset. */
export function lastDigest(rhythm: MailDigestRhythm, now: Date, zone: string): Digest {
  // Noon, so that adding days never crosses a date line.
  const today = new Date(`${isoWithZone(now, zone).slice(0, 10)}T12:00:00Z`);
  for (let daysAgo = 0; ; daysAgo += 1) {
    const day = new Date(today.getTime() - daysAgo * dayMs);
    if (rhythm === "weekly" && day.getUTCDay() !== 1) continue;
    const date = day.toISOString().slice(0, 10);
    const at = parseLocalTime(`${date}T${digestTime}`, zone);
    if (at && at <= now) return { rhythm, date, at };
  }
}
