import { setTimeout as sleep } from "node:timers/promises";
import { Pool } from "undici";
import type { BenchMember } from "./members.ts";
import { percentile, sendOne } from "./request-load.ts";
import { isAccepted, type WriteRequests } from "./write-requests.ts";

/** A published comment that the second client looks for: its text contains `token`, which no other text does. */
interface Watched {
  article: string;
  id: number;
  token: string;
  author: BenchMember;
  /** Whether it is deleted again once it was seen. */
  mayDelete: boolean;
}

/** How long after the response to a write a signed-out client still got a page that does not show it (ms). */
export interface Staleness {
  count: number;
  p99: number;
  worst: number;
  /** Writes that the client did not see within `patienceMs`. */
  never: number;
}

const pauseMs = 20;
const patienceMs = 10_000;
/** Maximum number of comments watched at once: the second client must cost little beside the load. */
const maxWatched = 8;

/**
 * A signed-out client on connections of its own. It measures how long after a write it last sent a request whose
 * response still lacked an added comment, or still showed a removed one.
 */
export class SecondClient {
  readonly #site: string;
  readonly #pool: Pool;
  readonly #requests: WriteRequests;
  readonly #added: number[] = [];
  readonly #removed: number[] = [];
  readonly #never = { added: 0, removed: 0 };
  #watching = 0;

  constructor(site: string, requests: WriteRequests) {
    this.#site = site;
    this.#pool = new Pool(site, { connections: maxWatched, pipelining: 1 });
    this.#requests = requests;
  }

  /** Watches a comment whose response has just come; calls `beforeDelete` before it deletes it. */
  async watch(comment: Watched, beforeDelete: () => () => void): Promise<void> {
    const answered = performance.now();
    if (this.#watching >= maxWatched) return;
    this.#watching += 1;
    try {
      const seen = await this.#until(comment, true, answered);
      if (seen === undefined) this.#never.added += 1;
      else this.#added.push(seen);
      if (seen === undefined || !comment.mayDelete) return;
      await this.#remove(comment, beforeDelete);
    } finally {
      this.#watching -= 1;
    }
  }

  async #remove(comment: Watched, beforeDelete: () => () => void): Promise<void> {
    const ended = beforeDelete();
    const answer = await sendOne(this.#site, this.#requests.deletion(comment.author, comment.article, comment.id));
    ended();
    if (!isAccepted(answer)) return;
    const gone = await this.#until(comment, false, performance.now());
    if (gone === undefined) this.#never.removed += 1;
    else this.#removed.push(gone);
  }

  /** Resolves to the staleness in ms, 0 if no response was stale; undefined if the change did not show in time. */
  async #until({ article, token }: Watched, isShown: boolean, answered: number): Promise<number | undefined> {
    let stale = 0;
    let isRefused = false;
    for (;;) {
      const sent = performance.now();
      // A refusal says nothing about the page.
      if (sent - answered > patienceMs && !isRefused) return undefined;
      const path = `/articles/${article}/comments?sort=newest`;
      const answer = await this.#pool.request({ method: "GET", path });
      const html = await answer.body.text();
      isRefused = answer.statusCode === 503;
      if (answer.statusCode === 200) {
        if (html.includes(token) === isShown) return stale;
        stale = sent - answered;
      }
      await sleep(pauseMs);
    }
  }

  summary(): Record<"added" | "removed", Staleness> {
    const of = (values: number[], never: number): Staleness => {
      const sorted = values.toSorted((a, b) => a - b);
      return { count: sorted.length, p99: percentile(sorted, 0.99), worst: sorted.at(-1) ?? Number.NaN, never };
    };
    return { added: of(this.#added, this.#never.added), removed: of(this.#removed, this.#never.removed) };
  }
}
