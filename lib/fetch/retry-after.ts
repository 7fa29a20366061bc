const day = 86_400;
/** No date is longer, and no number of seconds that means anything. */
const maxLength = 40;

/** Parses Retry-After, a number of seconds or a date (RFC 9110), to seconds from `now` (ms), at most a day; 0 if there is none. */
export function parseRetryAfter(value: string | undefined, now: number): number {
  const text = value?.trim() ?? "";
  if (text.length > maxLength) return 0;
  const seconds = /^\d+$/.test(text) ? Number(text) : (Date.parse(text) - now) / 1_000;
  return Number.isNaN(seconds) ? 0 : Math.min(day, Math.max(0, Math.ceil(seconds)));
}
