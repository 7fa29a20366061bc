import { wilsonInterval } from "#features/comments/rules.ts";
import type { Role } from "#features/members/rules.ts";

/** The days that the charts cover. */
export const chartDays = 90;

/**
 * The counts of one hour of a day in the site's time zone. An hour repeated at the end of daylight saving time is one.
 */
export interface HourCount {
  /** 2026-11-24 */
  day: string;
  hour: number;
  comments: number;
  byPeople: number;
  byRules: number;
  /** The quarters in the hour: 4, 8 if it was repeated, fewer for the current hour. A skipped hour has no row. */
  quarters: number;
}

interface DayCount {
  day: string;
  comments: number;
  byPeople: number;
  byRules: number;
}

/** Sums the hours by day, oldest first. */
export function sumByDay(hours: readonly HourCount[]): DayCount[] {
  const days = new Map<string, DayCount>();
  for (const { day, comments, byPeople, byRules } of hours) {
    const sum = days.get(day) ?? { day, comments: 0, byPeople: 0, byRules: 0 };
    days.set(day, sum);
    sum.comments += comments;
    sum.byPeople += byPeople;
    sum.byRules += byRules;
  }
  return [...days.values()].sort((a, b) => (a.day < b.day ? -1 : 1));
}

/** Monday 0 … Sunday 6. */
const weekday = (day: string) => (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;

/**
 * The average count by hour of the week, Monday first, divided by the hours that actually occurred; null without any.
 * @param of the count to average
 */
export function averageByHourOfWeek(hours: readonly HourCount[], of: (hour: HourCount) => number): (number | null)[][] {
  const sums = Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => ({ count: 0, quarters: 0 })));
  for (const hour of hours) {
    const sum = sums[weekday(hour.day)]?.[hour.hour];
    if (!sum) continue;
    sum.count += of(hour);
    sum.quarters += hour.quarters;
  }
  return sums.map((row) => row.map(({ count, quarters }) => (quarters === 0 ? null : (count * 4) / quarters)));
}

/** One moderator's decisions on comments. */
export interface ModeratorFigures {
  id: number;
  name: string;
  decisions: number;
  /** Decisions on comments that waited: held, or reported. Those on a moderator's own initiative are nearly all refusals. */
  queued: number;
  /** How many of `queued` were refusals. */
  queuedRefused: number;
  /** Refusals as spam, which the spam score learns. */
  spam: number;
  /** Decisions that were undone later, or overturned on appeal. */
  reverted: number;
}

/** Shares are compared only if the moderator and the others each made so many decisions on comments that waited. */
export const minComparedDecisions = 50;
/** The difference of shares from which a moderator is marked: twenty points, more than chance explains. */
const markedDifference = 0.2;

/** How much more, or less, of what waited a moderator refuses than the others; undefined if about as much. */
export interface RefusalMark {
  kind: "more" | "less";
  share: number;
  othersShare: number;
}

/**
 * Compares the share that each moderator refuses of what waited with that of all others together. All take from the same
 * queue, so the shares should be alike. A moderator is marked whose 95 % interval is more than twenty points away.
 */
export function markOneSidedModerators(rows: readonly ModeratorFigures[]): Map<number, RefusalMark> {
  const marks = new Map<number, RefusalMark>();
  const sum = (of: "queued" | "queuedRefused") => rows.reduce((total, row) => total + row[of], 0);
  const [queued, refused] = [sum("queued"), sum("queuedRefused")];
  for (const row of rows) {
    const others = queued - row.queued;
    if (row.queued < minComparedDecisions || others < minComparedDecisions) continue;
    const share = row.queuedRefused / row.queued;
    const othersShare = (refused - row.queuedRefused) / others;
    const { low, high } = wilsonInterval(row.queuedRefused, row.queued);
    if (low > othersShare + markedDifference) marks.set(row.id, { kind: "more", share, othersShare });
    else if (high < othersShare - markedDifference) marks.set(row.id, { kind: "less", share, othersShare });
  }
  return marks;
}

/**
 * The rows that a viewer sees: all for administrators; for a moderator their own, without a decision too, beside those of all
 * together. None if nobody decided anything.
 */
export function listShownFigures(
  all: ModeratorFigures[],
  viewer: { id: number; name: string; role: Role },
): ModeratorFigures[] {
  if (viewer.role === "admin" || all.length === 0) return all;
  const none = { decisions: 0, queued: 0, queuedRefused: 0, spam: 0, reverted: 0 };
  return [all.find(({ id }) => id === viewer.id) ?? { id: viewer.id, name: viewer.name, ...none }];
}
