import { refused } from "#lib/result.ts";
import { ImportFailure } from "./import-reason.ts";

const shape = /^(\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2})(?::(\d{2}))?$/;
const day = 86_400_000;

/** Creates a reader for the dates of one blog. Throws an OperatorError if Intl does not know the time zone. */
export function createBlogClock(timeZone: string) {
  const offsetAt = createOffsetReader(timeZone);

  /**
   * Converts a wall-clock time of the blog. A time that summer time skips is read as if the clock had not been moved
   * yet; one that it repeats is the first.
   */
  function fromLocal(text: string): Date | undefined {
    const wall = parseUtc(text);
    if (wall === undefined) return undefined;
    const offsets = [offsetAt(wall - day), offsetAt(wall + day)];
    const exact = offsets.map((offset) => wall - offset).filter((time) => time + offsetAt(time) === wall);
    return new Date(exact.length > 0 ? Math.min(...exact) : wall - (offsets[0] ?? 0));
  }

  /** The time of a post or comment: the GMT date if there is one, else the blog's, else the feed's. */
  function moment(dates: { gmt: string; local: string; feed?: string }): Date | undefined {
    const gmt = parseUtc(dates.gmt);
    if (gmt !== undefined) return new Date(gmt);
    const local = fromLocal(dates.local);
    if (local) return local;
    const feed = Date.parse(dates.feed ?? "");
    // WordPress writes "Mon, 30 Nov -0001" for posts without a date.
    return feed > 0 ? new Date(feed) : undefined;
  }

  return { moment, fromLocal };
}

export type BlogClock = ReturnType<typeof createBlogClock>;

/** Reads `YYYY-MM-DD hh:mm:ss` as UTC, in milliseconds; undefined for zeros and invalid dates. */
export function parseUtc(text: string): number | undefined {
  const parts = shape.exec(text.trim())?.slice(1).map(Number);
  if (!parts) return undefined;
  const [year = 0, month = 0, date = 0, hour = 0, minute = 0, second = 0] = parts;
  if (year < 1970 || month < 1 || month > 12 || date < 1 || date > 31 || hour > 23 || minute > 59) return undefined;
  return Date.UTC(year, month - 1, date, hour, minute, Math.min(second, 59));
}

/** Whether Intl knows a time zone. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Creates a reader of a zone's offset from UTC at a time, in milliseconds. Throws an OperatorError for an unknown zone. */
export function createOffsetReader(timeZone: string): (time: number) => number {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset" });
  } catch {
    throw new ImportFailure(refused("import.unknownZone", undefined, { zone: timeZone.slice(0, 100) }));
  }
  return (time) => {
    const name = format.formatToParts(time).find((part) => part.type === "timeZoneName")?.value ?? "GMT";
    const [, sign, hours, minutes, seconds] = /GMT([+-])(\d{2}):(\d{2})(?::(\d{2}))?/.exec(name) ?? [];
    const size = Number(hours ?? 0) * 3_600_000 + Number(minutes ?? 0) * 60_000 + Number(seconds ?? 0) * 1_000;
    return sign === "-" ? -size : size;
  };
}
