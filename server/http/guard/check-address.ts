import { normaliseUrlPath } from "#server/page-cache/key.ts";

/**
 * Maximum length of an accepted address: far above the longest slug (200) with its encodings; search engines accept as
 * much.
 */
export const maxAddressLength = 2_048;

type AddressCheck = { ok: true } | { ok: false; status: 400 | 404 | 414 } | { ok: false; location: string };

/**
 * Checks a request's target. Accepted: an absolute path without control characters, broken escapes, backslashes, dot
 * segments or encoded slashes, and a query without U+0000. Repeated slashes are redirected to single ones.
 */
export function checkAddress(target: string): AddressCheck {
  if (acceptedAddresses.has(target)) return accepted;
  const verdict = validateAddress(target);
  if (verdict.ok && target.length < 256) {
    if (acceptedAddresses.size >= maxAcceptedAddresses) acceptedAddresses.clear();
    acceptedAddresses.add(target);
  }
  return verdict;
}

/** Recently accepted addresses; most requests are for few of them. */
const acceptedAddresses = new Set<string>();
const maxAcceptedAddresses = 2_000;
const accepted: AddressCheck = { ok: true };

function validateAddress(target: string): AddressCheck {
  if (target.length > maxAddressLength) return { ok: false, status: 414 };
  const mark = target.indexOf("?");
  const path = mark < 0 ? target : target.slice(0, mark);
  if (!path.startsWith("/") || path.includes("\\") || path.includes("#")) return { ok: false, status: 400 };
  if (/%(?:2f|5c|00)/i.test(path) || normaliseUrlPath(path) === undefined) return { ok: false, status: 400 };
  // Pages read parameters from the query, and PostgreSQL refuses U+0000 in a value.
  if (target.includes("%00")) return { ok: false, status: 400 };
  if (path.includes("//")) {
    return { ok: false, location: path.replace(/\/{2,}/g, "/") + (mark < 0 ? "" : target.slice(mark)) };
  }
  // Next's image optimiser, which this site does not use, fetches and converts images on demand.
  if (/^\/_next\/(?!static\/)/.test(path)) return { ok: false, status: 404 };
  // Next's own error pages, in all the forms in which its router requests them; Next would answer them directly.
  if (/^\/(?:_(?:global-error|not-found|error|app|document)|404|500)(?:[./]|$)/.test(normaliseUrlPath(path) ?? "")) {
    return { ok: false, status: 404 };
  }
  return accepted;
}
