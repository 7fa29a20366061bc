/** The site's locale and time zone, with which server and browser render the same times. */
export interface SiteClock {
  locale: string;
  zone: string;
}

export function formatTime(moment: string | number, { locale, zone }: SiteClock): string {
  const format = new Intl.DateTimeFormat(locale, { timeZone: zone, hour: "2-digit", minute: "2-digit" });
  return format.format(new Date(moment));
}

export function formatDayAndTime(moment: string | number, { locale, zone }: SiteClock): string {
  const format = new Intl.DateTimeFormat(locale, { timeZone: zone, dateStyle: "long", timeStyle: "short" });
  return format.format(new Date(moment));
}

export function isToday(moment: string | number, { zone }: SiteClock): boolean {
  const day = new Intl.DateTimeFormat("en-CA", { timeZone: zone });
  return day.format(new Date(moment)) === day.format(new Date());
}
