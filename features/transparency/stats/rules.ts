/** How far back the charts look. */
export const chartDays = 90;

/** What was counted in one hour of one day, where the site lives; an hour that came twice (end of summer time) is one. */
export interface HourCount {
  /** 2026-11-24 */
  day: string;
  hour: number;
  comments: number;
  byPeople: number;
  byRules: number;
  /** Quarters of an hour that there were: 4, 8 where it came twice, fewer now; where summer time skipped it there is no such row. */
  quarters: number;
}

interface DayCount {
  day: string;
  comments: number;
  byPeople: number;
  byRules: number;
}

/** Sums by day, in order: every day that has an hour. */
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

/** Per hour of the week, how many there are in an hour on average: divided by the hours that there really were. Null where there was none. */
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
