/** A discussion as it was when the reader last saw it. */
export interface SeenDiscussion {
  /** The newest comment of the site then: a comment with a higher id is new. */
  id: number;
  /** The number of comments in the discussion. */
  count: number;
  /** When, in milliseconds. */
  at: number;
}

/** What the browser stores about an article's discussion. */
interface Visit {
  /** The article's slug. */
  article: string;
  /** The id of the member who saw it; absent if nobody was signed in. */
  by?: number | undefined;
  last: SeenDiscussion;
  /** The state before the current visit: new comments stay marked while the reader moves between pages or reloads. */
  before: SeenDiscussion;
  /** The new comments that the reader has read during the current visit. */
  read?: number[];
}

/** Without anything seen for this long, a visit has ended (ms). */
export const visitMs = 30 * 60_000;

/** The discussions that a browser remembers, about 15 KB. The ones seen longest ago are dropped. */
export const maxVisits = 100;

/** The read comments that are remembered for a discussion. The ones read first are dropped. */
export const maxReadComments = 200;

const storageKey = "vigie-visits";

/** Whose visits are meant: a member's id, or undefined if nobody is signed in. */
type VisitorId = number | undefined;

/**
 * Returns the state of a discussion at the reader's previous visit; undefined on a first visit, or without storage. A member's visits
 * count for that member only: after a sign-out, the next person on the device sees nothing of them. Visits before the sign-in count for the member.
 */
export function findPreviousVisit(
  storage: () => Storage,
  article: string,
  now: number,
  by: VisitorId,
): SeenDiscussion | undefined {
  const visit = findVisit(storage, article, by);
  if (!visit) return undefined;
  return isOver(visit, now) ? visit.last : visit.before;
}

/** Lists the new comments that the reader has read during the current visit of a discussion, for the same reader as `findPreviousVisit`. */
export function listReadComments(storage: () => Storage, article: string, now: number, by: VisitorId): number[] {
  const visit = findVisit(storage, article, by);
  return visit && !isOver(visit, now) ? (visit.read ?? []) : [];
}

const isOver = ({ last }: Visit, now: number) => now - last.at > visitMs;

function findVisit(storage: () => Storage, article: string, by: VisitorId): Visit | undefined {
  const visits = readVisits(storage).filter((candidate) => candidate.article === article);
  return visits.find((candidate) => candidate.by === by) ?? visits.find(({ by: member }) => member === undefined);
}

/**
 * Stores that the reader has seen a discussion. `previous`: what `findPreviousVisit` returned when the page was opened; `read`: the new
 * comments that were read on this page, beside those of other tabs. Does nothing if the browser refuses to store it, as some do in private
 * windows.
 */
export function recordVisit(
  storage: () => Storage,
  article: string,
  seen: SeenDiscussion,
  { previous, by, read = [] }: { previous: SeenDiscussion | undefined; by: VisitorId; read?: Iterable<number> },
): void {
  const visits = readVisits(storage);
  const known = visits.find((candidate) => candidate.article === article && candidate.by === by);
  // Another tab may show a newer version of the page.
  const last = known && known.last.id > seen.id ? { ...known.last, at: seen.at } : seen;
  const others = visits
    .filter((candidate) => candidate !== known)
    // What was read counts until the end of its visit only.
    .map((visit) => (isOver(visit, seen.at) ? { ...visit, read: undefined } : visit));
  const ofOtherTabs = known && !isOver(known, seen.at) ? (known.read ?? []) : [];
  const readIds = [...new Set([...ofOtherTabs, ...read])].slice(-maxReadComments);
  const kept = others.sort((a, b) => b.last.at - a.last.at).slice(0, maxVisits - 1);
  try {
    storage().setItem(
      storageKey,
      JSON.stringify([
        { article, by, last, before: previous ?? seen, ...(readIds.length > 0 && { read: readIds }) },
        ...kept,
      ]),
    );
  } catch {
    // The next visit is a first one again.
  }
}

function readVisits(storage: () => Storage): Visit[] {
  try {
    const stored: unknown = JSON.parse(storage().getItem(storageKey) ?? "[]");
    return Array.isArray(stored) ? stored.filter(isVisit) : [];
  } catch {
    return [];
  }
}

/** Another version of the site may have stored anything. */
function isVisit(value: unknown): value is Visit {
  if (typeof value !== "object" || value === null) return false;
  return (
    "article" in value &&
    typeof value.article === "string" &&
    (!("by" in value) || typeof value.by === "number") &&
    "last" in value &&
    isSeen(value.last) &&
    "before" in value &&
    isSeen(value.before) &&
    (!("read" in value) || (Array.isArray(value.read) && value.read.every(Number.isSafeInteger)))
  );
}

function isSeen(value: unknown): value is SeenDiscussion {
  if (typeof value !== "object" || value === null || !("id" in value && "count" in value && "at" in value))
    return false;
  // `new Date(at).getTime()` is NaN beyond the years that dates can name; formatting it would end the page.
  return [value.id, value.count, typeof value.at === "number" && new Date(value.at).getTime()].every(
    Number.isSafeInteger,
  );
}
