import { matchLocalTime } from "#lib/dates.ts";
import { ok, type Result, refused } from "#lib/result.ts";

/**
 * Up to this many milliseconds late, an article is dated with its scheduled time; later (the site was down), with the
 * actual one.
 */
export const onTimeToleranceMs = 60_000;

/** A date further ahead than this many days is a typing error. */
const maxScheduleDays = 3 * 366;

interface ChosenTime {
  at: Date;
  /** The clock shows this time again an hour later: the first one counts. */
  twice: boolean;
}

/** Formats an hour of the site's time zone: "2:00". */
const formatHour = (local: string) => local.slice(11, 16).replace(/^0/, "");

/** The minute before `local`, in the same format. */
const minuteBefore = (local: string) => new Date(Date.parse(`${local}:00Z`) - 60_000).toISOString().slice(0, 16);

/**
 * Reads a time chosen in the site's time zone. Refused beside `publishAt`: no date, a past time, or one that the clock
 * skips; the message then names the hours that do not exist that day and the nearest that do.
 */
export function readChosenTime(local: string, zone: string, now: Date): Result<ChosenTime> {
  const refuse = (message: string, values?: Record<string, string>) =>
    refused("form.invalid", { publishAt: message }, values);
  if (local.trim() === "") return refuse("newsroom.scheduleMissing");
  const match = matchLocalTime(local.trim(), zone);
  if (!match) return refuse("newsroom.scheduleWrong");
  if (match.kind === "skipped")
    return refuse("newsroom.scheduleSkipped", {
      from: formatHour(match.from),
      last: formatHour(minuteBefore(match.to)),
      before: formatHour(minuteBefore(match.from)),
      after: formatHour(match.to),
    });
  if (match.at <= now) return refuse("newsroom.schedulePast");
  if (match.at.getTime() > now.getTime() + maxScheduleDays * 86_400_000) return refuse("newsroom.scheduleFar");
  return ok({ at: match.at, twice: match.kind === "twice" });
}
