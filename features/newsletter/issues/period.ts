import { isoWithZone, parseLocalTime } from "#lib/dates.ts";

export type DigestRhythm = "monthly" | "weekly";

/** A month or an ISO week in the site's time zone: from `start` to before `end`. */
export interface Period {
  rhythm: DigestRhythm;
  /** "2026-11", or "2026-W48" as in ISO 8601. */
  name: string;
  start: Date;
  end: Date;
}

const dayMs = 86_400_000;
const monthPattern = /^(\d{4})-(0[1-9]|1[0-2])$/;
const weekPattern = /^(\d{4})-W(0[1-9]|[1-4]\d|5[0-3])$/;

/** The period with this name, "2026-11" or "2026-W48"; undefined if there is none (a year without a week 53). */
export function parsePeriod(name: string, zone: string): Period | undefined {
  const [, year, month] = monthPattern.exec(name) ?? [];
  if (year && month) {
    const next = Number(month) === 12 ? `${Number(year) + 1}-01` : `${year}-${twoDigits(Number(month) + 1)}`;
    return toPeriod("monthly", name, `${year}-${month}-01`, `${next}-01`, zone);
  }
  const [, weekYear, week] = weekPattern.exec(name) ?? [];
  if (!weekYear || !week) return undefined;
  const monday = firstMonday(Number(weekYear)) + (Number(week) - 1) * 7 * dayMs;
  return weekName(monday) === name
    ? toPeriod("weekly", name, toDay(monday), toDay(monday + 7 * dayMs), zone)
    : undefined;
}

/** The month or the week that contains `at`. */
export function periodAt(rhythm: DigestRhythm, at: Date, zone: string): Period {
  const day = isoWithZone(at, zone).slice(0, 10);
  const name = rhythm === "monthly" ? day.slice(0, 7) : weekName(mondayOf(Date.parse(day)));
  const period = parsePeriod(name, zone);
  if (!period) throw new Error(`There is no period ${name}.`);
  return period;
}

/** The last month or week that is over. */
export function lastPeriod(rhythm: DigestRhythm, now: Date, zone: string): Period {
  return periodAt(rhythm, new Date(periodAt(rhythm, now, zone).start.getTime() - 1), zone);
}

function toPeriod(rhythm: DigestRhythm, name: string, from: string, to: string, zone: string): Period | undefined {
  const start = parseLocalTime(`${from}T00:00`, zone);
  const end = parseLocalTime(`${to}T00:00`, zone);
  return start && end && { rhythm, name, start, end };
}

const twoDigits = (value: number) => String(value).padStart(2, "0");

// Days without a zone, as milliseconds of UTC.
const toDay = (day: number) => new Date(day).toISOString().slice(0, 10);
const mondayOf = (day: number) => day - ((new Date(day).getUTCDay() + 6) % 7) * dayMs;
/** ISO 8601: the week with 4 January is the first one. */
const firstMonday = (year: number) => mondayOf(Date.parse(`${String(year).padStart(4, "0")}-01-04`));

/** The name of the week that begins on this Monday; its year is that of its Thursday. */
function weekName(monday: number): string {
  const year = new Date(monday + 3 * dayMs).getUTCFullYear();
  return `${year}-W${twoDigits(Math.round((monday - firstMonday(year)) / (7 * dayMs)) + 1)}`;
}
