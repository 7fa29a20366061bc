/** When the content of a page was first rendered, in whole seconds since 1970. */
export interface ContentAge {
  second: number;
  /** False if it replaced another content of the same second: then the date identifies neither. */
  isExact: boolean;
}

const feedType = /^application\/(?:(?:rss|atom)\+xml|feed\+json)\b/;

/**
 * When a feed's content changed, for readers that send `If-Modified-Since` and no entity tag. It is the time at which this
 * process first rendered it, and not the newest date in it: an article that is withdrawn takes its date with it. Undefined
 * for other pages, whose entity tags suffice. Nodes of a cluster do not call it: two of them may give different
 * contents the same second, or a later content an earlier second if their clocks differ. A removal would then be a 304.
 */
export function contentAge(
  { status, headers, fingerprint }: { status: number; headers: readonly [string, string][]; fingerprint?: string },
  previous: { fingerprint: string; contentAge: ContentAge | undefined } | undefined,
  now: number,
): ContentAge | undefined {
  const type = headers.find(([name]) => name.toLowerCase() === "content-type")?.[1] ?? "";
  if (status !== 200 || !feedType.test(type)) return undefined;
  const former = previous?.contentAge;
  if (former && previous.fingerprint === fingerprint) return former;
  const second = Math.floor(now / 1_000);
  if (former && former.second >= second) return { second: former.second, isExact: false };
  return { second, isExact: true };
}

/** The forms of RFC 9110, 5.6.7; `Date.parse` alone accepts "1" too. */
const httpDates = [
  /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/,
  /^[A-Z][a-z]{5,8}, \d{2}-[A-Z][a-z]{2}-\d{2} \d{2}:\d{2}:\d{2} GMT$/,
  /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/,
];

/** Parses an HTTP date to seconds since 1970; undefined for any other text. */
export function parseHttpDate(text: string): number | undefined {
  if (text.length > 40 || !httpDates.some((form) => form.test(text))) return undefined;
  // The form of asctime() does not say that it is GMT.
  const parsed = Date.parse(text.endsWith("GMT") ? text : `${text} GMT`);
  return Number.isNaN(parsed) ? undefined : parsed / 1_000;
}

/**
 * Whether an `If-Modified-Since` header (RFC 9110, 13.1.3) says that the client has this content. A date in the future
 * says nothing.
 */
export function isUnmodifiedSince(header: string | undefined, age: ContentAge | undefined, now = Date.now()): boolean {
  if (header === undefined || !age?.isExact) return false;
  const since = parseHttpDate(header.trim());
  return since !== undefined && since >= age.second && since * 1_000 <= now;
}
