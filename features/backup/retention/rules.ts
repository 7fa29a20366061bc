import { isoWithZone } from "#lib/dates.ts";

/** For how many days, weeks and months one copy each is kept. */
export interface RetentionCounts {
  daily: number;
  weekly: number;
  monthly: number;
}

/** A finished archive at a destination. */
export interface BackupCopy {
  name: string;
  madeAt: Date;
  /** Whether a trial restore of it failed. */
  isBad?: boolean;
}

/** Why a copy is kept. `future`: its date has not come yet, so a clock was wrong and its age is unknown. */
export type RetentionReason = "newest" | "daily" | "weekly" | "monthly" | "future";

export interface RetentionPlan<Copy extends BackupCopy = BackupCopy> {
  /** Newest first. */
  keep: { copy: Copy; reasons: RetentionReason[] }[];
  /** Oldest first: the order in which they are deleted. */
  remove: Copy[];
}

const dayMs = 86_400_000;

/** The day, week and month of a moment, as texts that are equal for moments of the same one. */
function periodsOf(at: Date, zone: string): Record<"daily" | "weekly" | "monthly", string> {
  const daily = isoWithZone(at, zone).slice(0, 10);
  const midnight = Date.parse(daily);
  // Weeks begin on Monday.
  const weekday = (new Date(midnight).getUTCDay() + 6) % 7;
  return { daily, weekly: new Date(midnight - weekday * dayMs).toISOString(), monthly: daily.slice(0, 7) };
}

/**
 * Decides which copies are kept: the newest of each of the last days, weeks and months that have one (a gap uses up no
 * place), and always the newest that no trial restore found bad. Where a period has a good copy, a bad one does not
 * take its place. A copy from the future is kept and takes no place, so that a clock that was wrong for a while can
 * never cost a good copy.
 *
 * @param copies in any order
 * @param counts how many days, weeks and months
 * @param options `now`, and the zone in which days begin
 */
export function planRetention<Copy extends BackupCopy>(
  copies: readonly Copy[],
  counts: RetentionCounts,
  { now, zone }: { now: Date; zone: string },
): RetentionPlan<Copy> {
  const newestFirst = [...copies].sort((a, b) => b.madeAt.getTime() - a.madeAt.getTime() || (a.name < b.name ? 1 : -1));
  const reasons = new Map<Copy, RetentionReason[]>();
  const keep = (copy: Copy | undefined, reason: RetentionReason) => {
    if (copy) reasons.set(copy, [...(reasons.get(copy) ?? []), reason]);
  };
  const isFuture = (copy: Copy) => copy.madeAt > now;
  for (const copy of newestFirst.filter(isFuture)) keep(copy, "future");
  const past = newestFirst.filter((copy) => !isFuture(copy));
  keep(past.find((copy) => !copy.isBad) ?? past[0], "newest");
  for (const kind of ["daily", "weekly", "monthly"] as const) {
    const byPeriod = new Map<string, Copy>();
    for (const copy of past) {
      const period = periodsOf(copy.madeAt, zone)[kind];
      const chosen = byPeriod.get(period);
      if (!chosen || (chosen.isBad && !copy.isBad)) byPeriod.set(period, copy);
    }
    for (const copy of [...byPeriod.values()].slice(0, counts[kind])) keep(copy, kind);
  }
  return {
    keep: newestFirst.flatMap((copy) => {
      const why = reasons.get(copy);
      return why ? [{ copy, reasons: why }] : [];
    }),
    remove: newestFirst.filter((copy) => !reasons.has(copy)).reverse(),
  };
}

/** About how many months the oldest copy is kept: for so long a backup may have what was deleted from the site. */
export function retentionMonths({ daily, weekly, monthly }: RetentionCounts): number {
  const daysOfMonth = 30.4;
  return Math.max(1, monthly, Math.ceil((weekly * 7) / daysOfMonth), Math.ceil(daily / daysOfMonth));
}
