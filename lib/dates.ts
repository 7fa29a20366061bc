import type { Locale } from "#i18n/translator.ts";
import { boundedMemo } from "./bounded-memo.ts";
import { intlTags } from "./intl-tags.ts";

/** yearless: 19 mars · short: 19 mars 2017 · day: dimanche 19 mars 2017 · long: 19 mars 2017 à 18 h 13 · full: dimanche 19 mars 2017 à 18 h 13 */
export type DateStyle = "yearless" | "short" | "day" | "long" | "full";

interface DateFormat {
  locale: Locale;
  zone: string;
  style: DateStyle;
}

/** No-break space, which French requires around "h" and between the day and its month. */
const space = "\u00a0";

/** Whether dates can be shown in this zone: an IANA name such as Europe/Paris. */
export function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    // Offsets ("+01:00") are accepted too, but have no summer time.
    return !/^[+-]/.test(name);
  } catch {
    return false;
  }
}

/** Whether PostgreSQL reads a date as JavaScript writes it (ISO 8601): the year has four digits and is not 0. */
export function isStorableDate(date: Date): boolean {
  const year = date.getUTCFullYear();
  return year >= 1 && year <= 9_999;
}

const known = new Map<string, Intl.DateTimeFormat>();

function formatter(tag: string, zone: string): Intl.DateTimeFormat {
  const key = `${tag} ${zone}`;
  let formatter = known.get(key);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat(tag, {
      timeZone: zone,
      weekday: "long",
      day: "numeric",
      month: "long",
      year: "numeric",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
    known.set(key, formatter);
  }
  return formatter;
}

const keptDates = boundedMemo<string>(2_000);

/**
 * Formats a date for people, in the site's language and zone (an IANA name such as Europe/Paris). Throws a RangeError
 * on an invalid date or an unknown zone.
 */
export function formatDate(date: Date, options: DateFormat): string {
  const { locale, zone, style } = options;
  return keptDates(`${date.getTime()} ${zone} ${locale} ${style}`, () => computeDate(date, options));
}

function computeDate(date: Date, { locale, zone, style }: DateFormat): string {
  const local = new Date(date.getTime() + 1_000 * offsetAt(date, zone));
  const { months, weekdays } = namesOf(intlTags[locale]);
  const day = locale === "fr" && local.getUTCDate() === 1 ? "1er" : local.getUTCDate();
  const year = local.getUTCFullYear();
  const dayOfYear = `${day}${space}${months[local.getUTCMonth()]}`;
  if (style === "yearless") return dayOfYear;
  const short = `${dayOfYear} ${year > 0 ? year : 1 - year}`;
  if (style === "short") return short;
  if (style === "day") return `${weekdays[local.getUTCDay()]} ${short}`;
  const [hour, minute] = [local.getUTCHours(), twoDigits(local.getUTCMinutes())];
  const long =
    locale === "fr"
      ? `${short} à ${hour}${space}h${minute === "00" ? "" : `${space}${minute}`}`
      : `${short} at ${twoDigits(hour)}:${minute}`;
  return style === "long" ? long : `${weekdays[local.getUTCDay()]} ${long}`;
}

const twoDigits = (number: number) => String(number).padStart(2, "0");

interface DateNames {
  months: (string | undefined)[];
  weekdays: (string | undefined)[];
}

const knownNames = new Map<string, DateNames>();

function namesOf(tag: string): DateNames {
  let names = knownNames.get(tag);
  if (!names) {
    const read = (type: "month" | "weekday", time: number) =>
      formatter(tag, "UTC")
        .formatToParts(time)
        .find((part) => part.type === type)?.value;
    names = {
      months: Array.from({ length: 12 }, (_, month) => read("month", Date.UTC(2023, month, 1))),
      // 1 January 2023 was a Sunday.
      weekdays: Array.from({ length: 7 }, (_, day) => read("weekday", Date.UTC(2023, 0, 1 + day))),
    };
    knownNames.set(tag, names);
  }
  return names;
}

const dayMs = 86_400_000;
/** The last time that a Date can be. */
const maxTime = 8_640_000_000_000_000;

/** By day (UTC) and zone. Intl takes 50 µs for each time, and a site's articles have far fewer days than times. */
const dayOffsets = boundedMemo<{ seconds: number | undefined }>(10_000);

/** How many seconds the clocks of a zone are ahead of UTC. */
function offsetAt(date: Date, zone: string): number {
  const time = date.getTime();
  const day = Math.floor(time / dayMs);
  const { seconds } = dayOffsets(`${day} ${zone}`, () => {
    const begin = computeOffset(day * dayMs, zone);
    return { seconds: begin === computeOffset(Math.min((day + 1) * dayMs, maxTime), zone) ? begin : undefined };
  });
  // The clocks are changed on this day.
  return seconds ?? computeOffset(time, zone);
}

const offsetFormatters = new Map<string, Intl.DateTimeFormat>();

function computeOffset(time: number, zone: string): number {
  let formatter = offsetFormatters.get(zone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat("en-GB", { timeZone: zone, timeZoneName: "longOffset" });
    offsetFormatters.set(zone, formatter);
  }
  const name = formatter.formatToParts(time).find(({ type }) => type === "timeZoneName")?.value ?? "";
  // "GMT", "GMT+01:00"; before standard time "GMT+00:09:21".
  const [, sign, hours = 0, minutes = 0, seconds = 0] = /^GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?/.exec(name) ?? [];
  return (sign === "-" ? -1 : 1) * (Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds));
}

/**
 * Formats a date for machines (`datetime`, JSON-LD, Atom): ISO 8601 to the second, with the zone's offset at that time,
 * 2017-03-19T18:13:16+01:00. Throws a RangeError on an invalid date or an unknown zone.
 */
export function isoWithZone(date: Date, zone: string): string {
  return keptDates(`${date.getTime()} ${zone}`, () => computeIso(date, zone));
}

function computeIso(date: Date, zone: string): string {
  // ISO 8601 has no seconds of offsets.
  const minutes = Math.trunc(offsetAt(date, zone) / 60);
  const local = new Date(date.getTime() + minutes * 60_000).toISOString().slice(0, 19);
  const ahead = Math.abs(minutes);
  return `${local}${minutes < 0 ? "-" : "+"}${twoDigits(Math.floor(ahead / 60))}:${twoDigits(ahead % 60)}`;
}

/** Seconds until the day ends in `zone`; a day with a clock change is 23 or 25 hours long. */
export function secondsUntilTomorrow(now: Date, zone: string): number {
  const today = Date.parse(isoWithZone(now, zone).slice(0, 10));
  const tomorrow = parseLocalTime(`${new Date(today + dayMs).toISOString().slice(0, 10)}T00:00`, zone);
  return ((tomorrow?.getTime() ?? now.getTime()) - now.getTime()) / 1_000;
}

/**
 * The date at which a clock in `zone` shows `local` ("2026-11-24T18:30", the value of a form field). A time that the
 * clock skips in spring is read as if it had gone on (02:30 is 03:30); of a time shown twice in autumn, the first one
 * counts. Undefined if `local` is no date.
 */
export function parseLocalTime(local: string, zone: string): Date | undefined {
  const match = matchLocalTime(local, zone);
  return match && (match.kind === "skipped" ? match.later : match.at);
}

/**
 * When a clock in `zone` shows `local`. `skipped`: never, because it is put forward then, from `from` to `to` (both as
 * the clock shows them, "2027-03-28T02:00"). `twice`: at `at`, and again at `again` after it was put back.
 */
type LocalTimeMatch =
  | { kind: "once"; at: Date }
  | { kind: "twice"; at: Date; again: Date }
  | { kind: "skipped"; from: string; to: string; later: Date };

/** Finds when a clock in `zone` shows `local`, with seconds or without. Undefined if `local` is no date. */
export function matchLocalTime(local: string, zone: string): LocalTimeMatch | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(local)) return undefined;
  const whole = local.length === 16 ? `${local}:00` : local;
  const wall = Date.parse(`${whole}Z`);
  // "2026-02-31" is read as another day, or as none.
  if (Number.isNaN(wall) || new Date(wall).toISOString().slice(0, 19) !== whole) return undefined;
  const offset = (at: number) =>
    Date.parse(`${computeIso(new Date(at), zone).slice(0, 19)}Z`) - Math.floor(at / 1000) * 1000;
  // The offsets of the day before and of the day after: different on two days a year.
  const [dayBefore, dayAfter] = [wall - 86_400_000, wall + 86_400_000];
  const before = wall - offset(dayBefore);
  const after = wall - offset(dayAfter);
  const [first, second] = [...new Set([before, after])].filter((at) => at + offset(at) === wall).sort((a, b) => a - b);
  if (first !== undefined)
    return second === undefined
      ? { kind: "once", at: new Date(first) }
      : { kind: "twice", at: new Date(first), again: new Date(second) };
  // The clock changes between the two days: a binary search finds when the later offset begins.
  let [early, late] = [dayBefore, dayAfter];
  while (late - early > 1) {
    const middle = Math.floor((early + late) / 2);
    if (offset(middle) === offset(dayBefore)) early = middle;
    else late = middle;
  }
  const toLocalText = (at: number) => new Date(at).toISOString().slice(0, 16);
  return {
    kind: "skipped",
    from: toLocalText(late + offset(dayBefore)),
    to: toLocalText(late + offset(dayAfter)),
    later: new Date(before),
  };
}
