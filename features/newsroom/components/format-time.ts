/** The site's locale and time zone, with which server and browser render the same times. */
export interface SiteClock {
  locale: string;
  zone: string;
}

export function formatTime(moment: string | number, clock: SiteClock): string {
  return formatParts(moment, clock, { hour: isFrench(clock) ? "numeric" : "2-digit", minute: "2-digit" });
}

export function formatDayAndTime(moment: string | number, clock: SiteClock): string {
  return formatParts(moment, clock, { dateStyle: "long", timeStyle: "short" });
}

const isFrench = ({ locale }: SiteClock) => locale.startsWith("fr");

/** Formats a moment; in French "1er décembre" and "8 h 05", as in the dates of reader pages (lib/dates.ts). */
function formatParts(moment: string | number, clock: SiteClock, options: Intl.DateTimeFormatOptions): string {
  const parts = new Intl.DateTimeFormat(clock.locale, { timeZone: clock.zone, ...options }).formatToParts(
    new Date(moment),
  );
  if (!isFrench(clock)) return parts.map(({ value }) => value).join("");
  return parts
    .map(({ type, value }) => {
      if (type === "hour") return String(Number(value));
      if (type === "day" && value === "1") return "1er";
      return type === "literal" && value === ":" ? "\u00a0h\u00a0" : value;
    })
    .join("");
}

export function isToday(moment: string | number, { zone }: SiteClock): boolean {
  const day = new Intl.DateTimeFormat("en-CA", { timeZone: zone });
  return day.format(new Date(moment)) === day.format(new Date());
}
