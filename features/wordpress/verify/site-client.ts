import { setTimeout as sleep } from "node:timers/promises";
import { OperatorError } from "#lib/operator-error.ts";

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
  /** All of a page; of another file only its beginning. */
  body: Buffer;
}

/** Requests at once. The site answers readers meanwhile. */
const maxRequests = 4;
const maxRetries = 8;
const timeoutMs = 60_000;
/** A page has 300 comments of 10,000 characters at most. */
const maxPageBytes = 16_000_000;
/** The largest picture that can be uploaded has 25 MB. */
const maxFileBytes = 60_000_000;
/** As much of a file is kept: its first bytes tell what it is. */
const keptFileBytes = 4_096;
/** Answers that are kept, together. */
const maxKeptBytes = 64_000_000;
const maxKept = 500;

/** Asks the site as a reader's browser does, a few requests at a time; waits when the site asks for it (429, 503). */
export class SiteClient {
  readonly site: string;
  readonly #waiting: (() => void)[] = [];
  readonly #kept = new Map<string, Promise<Answer>>();
  #keptBytes = 0;
  #running = 0;
  requests = 0;

  constructor(site: string) {
    // The site's own addresses begin with a slash.
    this.site = new URL(site).origin;
  }

  /** Asks for a path, follows one redirect, and says what is wrong with it. The last answers are kept. */
  ask(path: string): Promise<Answer> {
    const known = this.#kept.get(path);
    if (known) return known;
    const answer = this.#follow(path);
    if (this.#kept.size >= maxKept || this.#keptBytes > maxKeptBytes) {
      this.#kept.clear();
      this.#keptBytes = 0;
    }
    this.#kept.set(path, answer);
    void answer.then(
      ({ body }) => {
        this.#keptBytes += body.length;
      },
      () => {},
    );
    return answer;
  }

  async #follow(path: string): Promise<Answer> {
    const first = await this.#request(path);
    if (first.status < 300 || first.status > 399) return { ...first, hops: 0, path };
    if (!URL.canParse(first.location, `${this.site}${path}`))
      return { ...first, hops: 1, path, problem: "redirects to what is no address" };
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
          ? `takes more than one redirect (${second.location.slice(0, 200)})`
          : second.problem;
    return { ...second, hops: 1, problem, path: next };
  }

  async #request(path: string): Promise<Omit<Answer, "hops" | "path"> & { location: string }> {
    await this.#enter();
    try {
      for (let attempt = 1; ; attempt += 1) {
        this.requests += 1;
        const { response, body, problem } = await this.#fetch(path).catch((error: unknown) => {
          const cause = error instanceof Error ? (error.cause ?? error) : error;
          throw new OperatorError(
            `${this.site} does not answer (${cause instanceof Error ? cause.message : String(cause)}).`,
          );
        });
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
          problem,
        };
      }
    } finally {
      this.#running -= 1;
      this.#waiting.shift()?.();
    }
  }

  /** The time limit is that of the whole answer. */
  async #fetch(path: string): Promise<{ response: Response; body: Buffer; problem: string | undefined }> {
    const response = await fetch(this.site + path, {
      redirect: "manual",
      headers: { "user-agent": "vigie import verify", accept: "text/html,*/*" },
      signal: AbortSignal.timeout(timeoutMs),
    });
    const isPage = /html|xml/.test(response.headers.get("content-type") ?? "html");
    const max = isPage ? maxPageBytes : maxFileBytes;
    const chunks: Uint8Array[] = [];
    let length = 0;
    for await (const chunk of response.body ?? []) {
      if (isPage || length < keptFileBytes) chunks.push(chunk);
      length += chunk.length;
      // Leaving the loop ends the answer.
      if (length > max) return { response, body: Buffer.alloc(0), problem: `answers with more than ${max / 1e6} MB` };
    }
    const body = Buffer.concat(chunks);
    return { response, body: isPage ? body : Buffer.from(body.subarray(0, keptFileBytes)), problem: undefined };
  }

  async #enter(): Promise<void> {
    while (this.#running >= maxRequests) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#running += 1;
  }
}
