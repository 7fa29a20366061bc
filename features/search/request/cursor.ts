import { type SearchKind, type SearchRequest, searchKinds } from "#features/search/rules.ts";
import { hashVersion } from "#lib/version-hash.ts";
import { searchPath } from "./address.ts";

/** Where a page of results begins: after this hit. */
export interface SearchCursor {
  /** When the first page was made: recency is computed for this moment on all pages. */
  now: Date;
  /** Whether the hit is one of those that were ranked exactly. */
  tier: 0 | 1;
  score: number;
  kind: SearchKind;
  id: number;
  /** The hits before the page. */
  before: number;
}

/** A link to a later page is valid for this time. */
const maxAgeMs = 30 * 86_400_000;
const maxBefore = 10_000;

/** Writes a cursor into a link. It belongs to one search. */
export function writeCursor(request: SearchRequest, { now, tier, score, kind, id, before }: SearchCursor): string {
  const parts = [now.getTime(), tier, score, searchKinds.indexOf(kind), id, before];
  return `${Buffer.from(parts.join(",")).toString("base64url")}.${hashRequest(request)}`;
}

/** Reads a cursor; null for the first page, and for a cursor that is forged, too old or of another search. */
export function readCursor(request: SearchRequest, today: Date): SearchCursor | null {
  const [encoded = "", hash, ...rest] = request.after?.split(".") ?? [];
  if (rest.length > 0 || hash !== hashRequest(request) || encoded.length > 120) return null;
  const numbers = Buffer.from(encoded, "base64url").toString("latin1").split(",").map(Number);
  const [time = Number.NaN, tier, score = Number.NaN, kindAt = -1, id = 0, before = 0] = numbers;
  const kind = searchKinds[kindAt];
  const isTimely = time <= today.getTime() + 60_000 && time >= today.getTime() - maxAgeMs;
  const isCount =
    Number.isSafeInteger(id) && id > 0 && Number.isSafeInteger(before) && before > 0 && before <= maxBefore;
  if (numbers.length !== 6 || !isTimely || !isCount || !kind || !Number.isFinite(score)) return null;
  if (!Number.isSafeInteger(time) || (tier !== 0 && tier !== 1)) return null;
  return { now: new Date(time), tier, score, kind, id, before };
}

const hashRequest = (request: SearchRequest) => hashVersion(searchPath({ ...request, after: null }));
