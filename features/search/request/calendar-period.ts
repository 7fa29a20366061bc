/** A day, month or year, as an address has it: `2017-03-14`, `2017-03`, `2017`. */
export interface CalendarPeriod {
  start: Date;
  /** The first moment after it. */
  end: Date;
}

/** Reads a calendar period, in UTC as the months of the search index; undefined if there is no such date. */
export function parseCalendarPeriod(text: string): CalendarPeriod | undefined {
  const [, year = "", month, day] = /^((?:19|20)\d\d)(?:-(\d\d)(?:-(\d\d))?)?$/.exec(text) ?? [];
  const start = new Date(`${year}-${month ?? "01"}-${day ?? "01"}T00:00:00Z`);
  if (Number.isNaN(start.getTime()) || start.getUTCDate() !== Number(day ?? 1)) return undefined;
  const end = new Date(start);
  if (day !== undefined) end.setUTCDate(start.getUTCDate() + 1);
  else if (month !== undefined) end.setUTCMonth(start.getUTCMonth() + 1);
  else end.setUTCFullYear(start.getUTCFullYear() + 1);
  return { start, end };
}

/** Writes a calendar period for readers: "14 mars 2017", "mars 2017", "2017". */
export function formatCalendarPeriod(text: string, locale: string): string | undefined {
  const period = parseCalendarPeriod(text);
  if (!period) return undefined;
  const parts = ["year", "month", "day"].slice(0, text.split("-").length);
  const options = { year: "numeric", month: "long", day: "numeric" } as const;
  const wanted = Object.fromEntries(Object.entries(options).filter(([name]) => parts.includes(name)));
  return new Intl.DateTimeFormat(locale, { ...wanted, timeZone: "UTC" }).format(period.start);
}
