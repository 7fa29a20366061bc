import { isoWithZone, parseLocalTime } from "#lib/dates.ts";

/** Minutes past the hour at which backups start: most of the world's cron jobs start on the hour. */
const startMinute = 10;
const minuteMs = 60_000;
const dayMs = 86_400_000;
/** Minutes after each failure of a night until the next attempt; then the next night. */
const retryMinutes = [10, 20, 40, 60, 60];
/** Days between two trial restores. */
const trialDays = 7;

/** When backups are due. */
export interface NightlyTime {
  /** The hour of the site's zone. */
  hour: number;
  zone: string;
}

const twoDigits = (number: number) => String(number).padStart(2, "0");

/**
 * The moment on a day (its distance in days from the one of `now`) at which backups are due. On the day on which the
 * clock skips it, it is as much later.
 */
function dueTimeOn(now: Date, distance: number, { hour, zone }: NightlyTime): Date {
  const today = Date.parse(isoWithZone(now, zone).slice(0, 10));
  const day = new Date(today + distance * dayMs).toISOString().slice(0, 10);
  const at = parseLocalTime(`${day}T${twoDigits(hour)}:${startMinute}`, zone);
  if (!at) throw new RangeError(`${day} is not a day.`);
  return at;
}

/** The last moment up to `now` at which a backup was due. */
export function lastDueTime(now: Date, time: NightlyTime): Date {
  const today = dueTimeOn(now, 0, time);
  return today <= now ? today : dueTimeOn(now, -1, time);
}

/** The next moment after `now` at which a backup is due. */
export function nextDueTime(now: Date, time: NightlyTime): Date {
  const today = dueTimeOn(now, 0, time);
  return today > now ? today : dueTimeOn(now, 1, time);
}

/** What is known of the runs of one kind. */
export interface RunHistory {
  /** The start of the last success; undefined if there was none. */
  lastSuccessAt: Date | undefined;
  /** The ends of the failures, newest first: those since the last due time suffice. */
  failedAt: readonly Date[];
}

/**
 * Whether a backup of a kind is due: none has succeeded since the last due time, and after a failure the pause is over.
 * A success or failure in the future comes from a clock that was wrong and does not count.
 *
 * @param siteSince when the site was set up: the first backup is due in the night after
 */
export function isBackupDue(
  { lastSuccessAt, failedAt }: RunHistory,
  { now, time, siteSince }: { now: Date; time: NightlyTime; siteSince: Date },
): boolean {
  const due = lastDueTime(now, time);
  if (siteSince > due && siteSince.getTime() < now.getTime() + dayMs) return false;
  if (lastSuccessAt && lastSuccessAt >= due && lastSuccessAt <= now) return false;
  const failures = failedAt.filter((at) => at >= due && at <= now);
  const [last] = failures;
  if (!last) return true;
  const pause = retryMinutes[failures.length - 1];
  return pause !== undefined && now.getTime() - last.getTime() >= pause * minuteMs;
}

/**
 * Whether a trial restore is due: after the night's backups, a week after the last that succeeded. One that failed is
 * made again in the next night.
 */
export function isTrialDue(
  { lastSuccessAt, failedAt }: RunHistory,
  { now, time, lastBackupAt }: { now: Date; time: NightlyTime; lastBackupAt: Date | undefined },
): boolean {
  const due = lastDueTime(now, time);
  if (!lastBackupAt || lastBackupAt < due) return false;
  if (failedAt.some((at) => at >= due && at <= now)) return false;
  // Half a day less, because a night may begin earlier than the one a week before.
  const earliest = now.getTime() - trialDays * dayMs + dayMs / 2;
  return !lastSuccessAt || lastSuccessAt > now || lastSuccessAt.getTime() < earliest;
}
