import type { Locale } from "#i18n/translator.ts";
import { intlTags } from "#lib/intl-tags.ts";

const known = new Map<string, Intl.NumberFormat>();

type UnitDisplay = "long" | "short" | "narrow";

function unitFormat(locale: Locale, unit: string, unitDisplay: UnitDisplay, digits: number): Intl.NumberFormat {
  const key = `${locale} ${unit} ${unitDisplay} ${digits}`;
  const format =
    known.get(key) ??
    new Intl.NumberFormat(intlTags[locale], { style: "unit", unit, unitDisplay, maximumFractionDigits: digits });
  known.set(key, format);
  return format;
}

const byteUnits = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte", "petabyte"] as const;

/** A size in decimal units, as disks are sold: "41 Go", "4.8 GB", "512 Ko". Below ten, with one decimal. */
export function formatBytes(bytes: number, locale: Locale): string {
  let value = bytes;
  let step = 0;
  while (Math.abs(value) >= 999.5 && step < byteUnits.length - 1) {
    value /= 1_000;
    step += 1;
  }
  const digits = step > 1 && Math.abs(value) < 9.95 ? 1 : 0;
  return unitFormat(locale, byteUnits[step] ?? "byte", "short", digits).format(value);
}

/** A short time: "84 ms", "1,2 s". */
export function formatMilliseconds(ms: number, locale: Locale): string {
  return ms < 1_000
    ? unitFormat(locale, "millisecond", "short", 0).format(Math.round(ms))
    : formatSeconds(ms / 1_000, { locale, unitDisplay: "short" });
}

/**
 * A duration in one unit, the largest of which there are at least two: 90 minutes, 31 hours, 3 days. Never negative: a
 * clock that was set back gives 0.
 */
export function formatSeconds(
  seconds: number,
  { locale, unitDisplay }: { locale: Locale; unitDisplay: "long" | "short" },
): string {
  const value = Math.max(0, seconds);
  const [unit, size] =
    value < 120
      ? ["second", 1]
      : value < 7_200
        ? ["minute", 60]
        : value < 2 * 86_400
          ? ["hour", 3_600]
          : ["day", 86_400];
  const amount = value / size;
  const digits = unit === "second" && amount < 10 ? 1 : 0;
  const shown = digits === 1 ? amount : Math.floor(amount);
  // English abbreviates hours as "hrs", which is no shorter.
  const display = unitDisplay === "short" && locale === "en" ? "narrow" : unitDisplay;
  return unitFormat(locale, unit, display, digits).format(shown);
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
