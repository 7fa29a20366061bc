import { parseRetryAfter } from "#lib/fetch/retry-after.ts";
import { signText } from "#lib/keyed-hash.ts";

/** Maximum number of addresses in one request (the protocol's limit). */
export const maxAddressesPerRequest = 10_000;

/** Maximum number of addresses of one run; an import changes more, and search engines find those in the sitemap. */
export const maxAddressesPerRun = 50_000;

/** A change is submitted this long (ms) after it was made: a transaction that began before may still commit. */
export const submissionDelayMs = 120_000;

/** The pause after a refusal (ms): doubled with each further one, unless the engine asks for a longer one, of a day at most. */
const firstPauseMs = 60_000;
const maxPauseMs = 6 * 3_600_000;

/**
 * The key by which search engines recognise the site's submissions: public, derived from AUTH_SECRET, so that all
 * processes have the same one and nothing has to be stored.
 */
export function indexNowKey(): string {
  return Buffer.from(signText("indexnow", "key"), "base64url").toString("hex").slice(0, 32);
}

/** Where the key can be read: at the root, so that it holds for the whole site. */
export const indexNowKeyPath = () => `/${indexNowKey()}.txt`;

/** Returns the pause (ms) after the `failures`th refusal in a row; `retryAfter` is the header of a 429 or 503. */
export function submissionPause(failures: number, retryAfter: string | undefined, now: Date): number {
  const own = Math.min(maxPauseMs, firstPauseMs * 2 ** Math.min(20, Math.max(0, failures - 1)));
  return Math.max(own, parseRetryAfter(retryAfter, now.getTime()) * 1_000);
}
