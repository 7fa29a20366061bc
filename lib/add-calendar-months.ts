const day = 86_400_000;

const known = new Map<string, Intl.DateTimeFormat>();

/** The calendar date in a zone, as a number of days since 1 January 1970. Throws a RangeError on an unknown zone. */
function dayIn(zone: string, time: number): number {
  let format = known.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-US", { timeZone: zone, year: "numeric", month: "numeric", day: "numeric" });
    known.set(zone, format);
  }
  const part = Object.fromEntries(format.formatToParts(time).map(({ type, value }) => [type, Number(value)]));
  return Date.UTC(part.year ?? 0, (part.month ?? 1) - 1, part.day ?? 1) / day;
}

/** The start of a day in a zone: midnight, or the first minute that exists where summer time skips it. */
function startOf(zone: string, date: number): Date {
  // Zones are at most 14 hours off: the day begins within these bounds, which a binary search narrows.
  let before = date * day - day;
  let after = date * day + day;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (dayIn(zone, middle) >= date) after = middle;
    else before = middle;
  }
  return new Date(after);
}

/**
 * The end of the day that is `months` calendar months after `moment`, both in the zone (an IANA name): the first moment
 * that is too late. From 31 August, six months go to the end of February.
 */
export function endOfMonthsAfter(moment: Date, months: number, zone: string): Date {
  const from = new Date(dayIn(zone, moment.getTime()) * day);
  const year = from.getUTCFullYear();
  const month = from.getUTCMonth() + months;
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const last = Date.UTC(year, month, Math.min(from.getUTCDate(), lastDay)) / day;
  return startOf(zone, last + 1);
}
