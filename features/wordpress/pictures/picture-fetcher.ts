import { setTimeout } from "node:timers/promises";
import { ConcurrencyLimit } from "#features/media/encoding/concurrency-limit.ts";
import { maxUploadBytes } from "#features/media/rules.ts";
import { toFetchRefusal, toStatusRefusal } from "#features/media/uploads/fetch-picture.ts";
import { type FetchOptions, fetchExternal } from "#lib/fetch/fetch.ts";
import { parseRetryAfter } from "#lib/fetch/retry-after.ts";
import { OperatorError } from "#lib/operator-error.ts";
import { type Refusal, refused } from "#lib/result.ts";

/** Requests at once, to all hosts together: the old site still serves its readers. */
const maxConcurrent = 3;
/** Pictures and bytes of one run; the next run continues. */
const maxPictures = 50_000;
const maxTotalBytes = 20_000_000_000;
/** One attempt, from the first byte sent to the last received. */
const attemptTimeoutMs = 40_000;
/** Attempts for one picture, and the pauses before the second and the third. */
const retryPausesMs = [1_000, 4_000];
/** Longest pause that a host may ask for. */
const maxRetryAfterMs = 30_000;
/** After this many failures in a row that say nothing of a picture, a host is not asked again in this run. */
const maxHostFailures = 10;

type FetchedPicture = { ok: true; bytes: Buffer; address: string } | Refusal;

export interface PictureFetcherOptions {
  /** Hosts of the blog, and those that the owner allows; `*.HOST` for all below it. */
  hosts: Iterable<string>;
  signal?: AbortSignal | undefined;
  /** For tests. */
  fetchOptions?: Pick<FetchOptions, "mayBePrivate" | "resolve">;
  pausesMs?: number[];
}

/**
 * Fetches pictures of allowed hosts: few at once, each within limits of size and time, never from a private network
 * (redirects included), and with the pauses that a host asks for.
 */
export class PictureFetcher {
  readonly #options: PictureFetcherOptions;
  readonly #hosts: Set<string>;
  readonly #concurrency = new ConcurrencyLimit(maxConcurrent);
  readonly #failures = new Map<string, number>();
  #pictures = 0;
  #bytes = 0;

  constructor(options: PictureFetcherOptions) {
    this.#options = options;
    this.#hosts = new Set([...options.hosts].map((host) => host.toLowerCase()));
  }

  /** Whether an address is on a host from which pictures are fetched. */
  isAllowed(address: string): boolean {
    if (!URL.canParse(address)) return false;
    const { protocol, hostname } = new URL(address);
    if (protocol !== "https:" && protocol !== "http:") return false;
    const bare = hostname.replace(/^www\./, "");
    if (this.#hosts.has(hostname) || this.#hosts.has(bare) || this.#hosts.has(`www.${bare}`)) return true;
    return hostname
      .split(".")
      .some((_, index, labels) => index > 0 && this.#hosts.has(`*.${labels.slice(index).join(".")}`));
  }

  /** Fetches the first of several addresses of one picture that exists: the full file before smaller copies. */
  async download(addresses: string[]): Promise<FetchedPicture> {
    let last: FetchedPicture = refused("picture.fetchAddress");
    for (const address of addresses) {
      last = await this.#concurrency.run(() => this.#fetchOne(address));
      if (last.ok) return last;
    }
    return last;
  }

  async #fetchOne(address: string): Promise<FetchedPicture> {
    const { signal, fetchOptions, pausesMs = retryPausesMs } = this.#options;
    const { host } = new URL(address);
    if ((this.#failures.get(host) ?? 0) >= maxHostFailures)
      return refused("import.hostSilent", undefined, { host, count: maxHostFailures });
    if (this.#pictures >= maxPictures || this.#bytes >= maxTotalBytes) return refused("import.fetchedEnough");
    for (let attempt = 0; ; attempt += 1) {
      signal?.throwIfAborted();
      const outcome = await fetchExternal(address, {
        maxBytes: maxUploadBytes,
        totalTimeoutMs: attemptTimeoutMs,
        // Old hosts make a picture's copies when they are asked for.
        headersTimeoutMs: attemptTimeoutMs,
        headers: { accept: "image/avif,image/webp,image/png,image/jpeg,image/gif" },
        ...(signal && { signal }),
        ...fetchOptions,
      });
      signal?.throwIfAborted();
      const status = outcome.ok ? outcome.status : 0;
      if (outcome.ok && status >= 200 && status < 300) {
        this.#failures.delete(host);
        if (/^(?:text|application\/xhtml)/i.test(outcome.headers["content-type"] ?? ""))
          return refused("picture.fetchPage");
        this.#pictures += 1;
        this.#bytes += outcome.body.length;
        return { ok: true, bytes: Buffer.from(outcome.body), address: outcome.url };
      }
      const isTransient = outcome.ok
        ? status === 429 || status >= 500
        : ["timeout", "tooSlow", "network", "unknownHost"].includes(outcome.why);
      const pause = pausesMs[attempt];
      if (!isTransient || pause === undefined) {
        if (isTransient) this.#failures.set(host, (this.#failures.get(host) ?? 0) + 1);
        else this.#failures.delete(host);
        return outcome.ok ? { ...toStatusRefusal(status), values: { status } } : toFetchRefusal(outcome.why);
      }
      const askedMs = outcome.ok ? parseRetryAfter(outcome.headers["retry-after"], Date.now()) * 1_000 : 0;
      await setTimeout(Math.min(Math.max(askedMs, pause), maxRetryAfterMs), undefined, signal && { signal });
    }
  }
}

/** Reads the hosts of `--fetch-images-from`. Throws an OperatorError for anything that is no host name. */
export function readHosts(list: string): string[] {
  const hosts = list
    .split(",")
    .map((host) => host.trim().toLowerCase())
    .filter(Boolean);
  for (const host of hosts)
    if (!/^(?:\*\.)?[a-z0-9][a-z0-9.-]{0,252}$/.test(host))
      throw new OperatorError(`--fetch-images-from ${host} is not usable: give host names, such as cdn.example.org.`);
  return hosts;
}
