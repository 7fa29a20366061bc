import { setTimeout as sleep } from "node:timers/promises";
import { OperatorError } from "#lib/operator-error.ts";
import { withoutTrailingSlashes } from "#lib/url-text.ts";

/** The answer to an old address. */
export interface Answer {
  status: number;
  /** Redirects that were followed. */
  hops: number;
  /** What is wrong with the redirect; undefined if nothing is. */
  problem: string | undefined;
  /** The address of the answer, without the site's. */
  path: string;
  contentType: string;
  body: Buffer;
}

/** Requests at once. The site answers readers meanwhile. */
const maxRequests = 4;
const maxRetries = 8;
const timeoutMs = 60_000;
/** A page has 300 comments at most. */
const maxBodyBytes = 60_000_000;

/** Asks the site as a reader's browser does, a few requests at a time; waits when the site asks for it (429, 503). */
export class SiteClient {
  readonly site: string;
  readonly #waiting: (() => void)[] = [];
  readonly #kept = new Map<string, Promise<Answer>>();
  #running = 0;
  requests = 0;

  constructor(site: string) {
    this.site = withoutTrailingSlashes(site);
  }

  /** Asks for a path, follows one redirect, and says what is wrong with it. The last answers are kept. */
  ask(path: string): Promise<Answer> {
    const known = this.#kept.get(path);
    if (known) return known;
    const answer = this.#follow(path);
    if (this.#kept.size >= 500) this.#kept.clear();
    this.#kept.set(path, answer);
    return answer;
  }

  async #follow(path: string): Promise<Answer> {
    const first = await this.#request(path);
    if (first.status < 300 || first.status > 399) return { ...first, hops: 0, problem: undefined, path };
    const target = new URL(first.location, `${this.site}${path}`);
    const isHere = target.origin === new URL(this.site).origin;
    const next = target.pathname + target.search;
    const answered = { ...first, hops: 1, path: next };
    if (!isHere) return { ...answered, problem: `redirects to another site (${target.origin})` };
    const second = await this.#request(next);
    const problem =
      first.status !== 301 && first.status !== 308
        ? `redirects for the moment only (${first.status})`
        : second.status >= 300 && second.status < 400
          ? `takes more than one redirect (${second.location})`
          : undefined;
    return { ...second, hops: 1, problem, path: next };
  }

  async #request(path: string): Promise<Omit<Answer, "hops" | "problem" | "path"> & { location: string }> {
    await this.#enter();
    try {
      for (let attempt = 1; ; attempt += 1) {
        this.requests += 1;
        const response = await fetch(this.site + path, {
          redirect: "manual",
          headers: { "user-agent": "vigie import verify", accept: "text/html,*/*" },
          signal: AbortSignal.timeout(timeoutMs),
        }).catch((error: unknown) => {
          const cause = error instanceof Error ? (error.cause ?? error) : error;
          throw new OperatorError(
            `${this.site} does not answer (${cause instanceof Error ? cause.message : String(cause)}).`,
          );
        });
        const body = Buffer.from(await response.arrayBuffer());
        if (body.length > maxBodyBytes) throw new OperatorError(`${this.site}${path} answers with more than 60 MB.`);
        const isBusy = response.status === 429 || response.status === 503;
        if (isBusy && attempt <= maxRetries) {
          const seconds = Number(response.headers.get("retry-after") ?? 1);
          await sleep(1_000 * Math.min(Number.isFinite(seconds) ? Math.max(seconds, 0.2) : 1, 30));
          continue;
        }
        return {
          status: response.status,
          location: response.headers.get("location") ?? "",
          contentType: response.headers.get("content-type") ?? "",
          body,
        };
      }
    } finally {
      this.#running -= 1;
      this.#waiting.shift()?.();
    }
  }

  async #enter(): Promise<void> {
    while (this.#running >= maxRequests) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#running += 1;
  }
}
