import type { Locale } from "#i18n/translator.ts";
import { intlTags } from "#lib/intl-tags.ts";
import { formatNumber } from "#lib/numbers.ts";

/** No-break, between a number and its unit. */
const space = "\u00a0";

const known = new Map<string, Intl.NumberFormat>();

type UnitDisplay = "long" | "short";

function unitFormat(locale: Locale, unit: string, unitDisplay: UnitDisplay, digits: number): Intl.NumberFormat {
  const key = `${locale} ${unit} ${unitDisplay} ${digits}`;
  const format =
    known.get(key) ??
    new Intl.NumberFormat(intlTags[locale], { style: "unit", unit, unitDisplay, maximumFractionDigits: digits });
  known.set(key, format);
  return format;
}

/** A short time: "84 ms", "1,2 s", then as other durations. */
export function formatMilliseconds(ms: number, locale: Locale): string {
  if (ms < 999.5) return `${Math.round(ms)}${space}ms`;
  if (ms >= 59_500) return formatSeconds(ms / 1_000, { locale, unitDisplay: "short" });
  return `${formatNumber(ms / 1_000, { locale, decimals: ms < 9_950 ? 1 : 0 })}${space}s`;
}

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/**
 * A duration in one unit: 40 seconds, 2 minutes, 90 minutes, 31 hours, 3 days. At least a second: a clock that was set
 * back gives no negative one. French abbreviates ("31 h", "2 min") if `short`; English abbreviations are no shorter.
 */
export function formatSeconds(
  seconds: number,
  { locale, unitDisplay }: { locale: Locale; unitDisplay: "long" | "short" },
): string {
  const value = Math.max(1, seconds);
  const [unit, amount] =
    Math.round(value) < minute
      ? ["second", Math.round(value)]
      : Math.round(value / minute) < 120
        ? ["minute", Math.round(value / minute)]
        : value < 2 * day
          ? ["hour", Math.max(2, Math.floor(value / hour))]
          : ["day", Math.floor(value / day)];
  return unitFormat(locale, unit, locale === "en" ? "long" : unitDisplay, 0).format(Number(amount));
}

const zoned = new Map<string, Intl.DateTimeFormat>();

function zonedFormat(locale: Locale, zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${zone} ${JSON.stringify(options)}`;
  const format = zoned.get(key) ?? new Intl.DateTimeFormat(intlTags[locale], { timeZone: zone, ...options });
  zoned.set(key, format);
  return format;
}

/** The hour and minute of a clock: "10 h 42", "10:42". French leaves out the minutes of a full hour if `short`. */
export function formatClock(at: Date, { locale, zone, short = false }: ClockStyle): string {
  const parts = zonedFormat(locale, zone, { hour: "numeric", minute: "2-digit", hourCycle: "h23" }).formatToParts(at);
  const read = (type: "hour" | "minute") => parts.find((part) => part.type === type)?.value ?? "";
  const [hour, minute] = [read("hour"), read("minute")];
  if (locale !== "fr") return `${hour.padStart(2, "0")}:${minute}`;
  return short && minute === "00" ? `${Number(hour)}\u00a0h` : `${Number(hour)}\u00a0h\u00a0${minute}`;
}

interface ClockStyle {
  locale: Locale;
  zone: string;
  short?: boolean;
}

/** A day in short: "14 nov.", "14 Nov". */
export const formatShortDay = (at: Date, { locale, zone }: ClockStyle): string =>
  zonedFormat(locale, zone, { day: "numeric", month: "short" }).format(at);

/** A weekday in short with its day: "lun. 23", "Mon 23". */
export const formatWeekday = (at: Date, { locale, zone }: ClockStyle): string =>
  zonedFormat(locale, zone, { weekday: "short", day: "numeric" }).format(at);

/** The day of a moment as a clock in the zone shows it: 2026-11-29. */
export function dayIn(at: Date, zone: string): string {
  const parts = zonedFormat("en", zone, { year: "numeric", month: "2-digit", day: "2-digit" }).formatToParts(at);
  const read = (type: "year" | "month" | "day") => parts.find((part) => part.type === type)?.value ?? "";
  return `${read("year")}-${read("month")}-${read("day")}`;
}
