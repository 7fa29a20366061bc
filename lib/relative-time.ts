const minuteMs = 60_000;
/** Older dates are shown as dates. */
export const maxRelativeAgeMs = 24 * 60 * minuteMs;

/**
 * Says how long ago a moment was, as "il y a 2 heures" and shorter as "il y a 2 h": the longest first. Empty for a moment
 * more than a day ago, and for one in the future, which means that the device's clock is wrong.
 * @param locale a BCP 47 tag
 * @param now the text for less than a minute
 */
export function describeAge(ageMs: number, locale: string, now: string): string[] {
  if (!(ageMs >= -minuteMs && ageMs < maxRelativeAgeMs)) return [];
  const minutes = Math.max(0, Math.floor(ageMs / minuteMs));
  const hours = Math.floor(minutes / 60);
  const [value, unit] = hours > 0 ? [hours, "hour" as const] : [minutes, "minute" as const];
  if (value === 0) return [now];
  const format = (style: "long" | "short") =>
    new Intl.RelativeTimeFormat(locale, { numeric: "always", style }).format(-value, unit);
  return [...new Set([format("long"), format("short")])];
}
