import type { DatabaseState } from "#db/database-watch.ts";
import { InvalidationLog } from "#lib/cache/invalidation-log.ts";
import type { FairQueue } from "../http/guard/fair-queue.ts";
import type { RenderOutcome } from "./in-flight-renders.ts";
import type { PageKey } from "./key.ts";
import { type CachedPage, makePage } from "./page.ts";
import { Pages, type PagesOptions } from "./pages.ts";

export const keyOf = (id: string, kind: PageKey["kind"] = "html", hasFreeText = false): PageKey => ({
  id: `${id}${kind}`,
  url: id,
  page: id,
  kind,
  headers: {},
  hasFreeText,
});

/** A page whose body is the model's number of invalidations at its render. */
const blank = makePage({ status: 200, headers: [], body: Buffer.alloc(0), source: "" });
export const page = (label: string, status = 200): CachedPage => ({ ...blank, status, source: label });

/** The outcome of a render that may be kept. */
export const shared = (
  rendered: CachedPage,
  tags: readonly string[],
  expiresAt = Number.POSITIVE_INFINITY,
): RenderOutcome => ({ kind: "shared", page: rendered, tags, expiresAt });

/** The availability of the database, set by the test. */
class FakeAvailability {
  state: DatabaseState = "up";
  readonly #listeners = new Set<(state: DatabaseState) => void>();

  onChange(listener: (state: DatabaseState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  set(state: DatabaseState): void {
    if (state === this.state) return;
    this.state = state;
    for (const listener of [...this.#listeners]) listener(state);
  }

  get listening(): number {
    return this.#listeners.size;
  }
}

/** Pages over a render that ends on command, with a manual clock. */
export function stage(
  options: {
    outcome?: (key: PageKey) => RenderOutcome;
    maxRenders?: number;
    maxWaiters?: number;
    queue?: FairQueue;
    bytes?: PagesOptions["bytes"];
  } = {},
) {
  const invalidations = new InvalidationLog();
  const database = new FakeAvailability();
  let now = 0;
  const running: { key: PageKey; since: number; end(): void; fail(): void }[] = [];
  const pages = new Pages({
    invalidations,
    availability: database,
    now: () => now,
    maxRenders: options.maxRenders,
    maxWaiters: options.maxWaiters,
    ...(options.bytes && { bytes: options.bytes }),
    queue: options.queue ?? { enter: () => () => {} },
    freeTextQueue: { enter: () => () => {} },
    render: (key, previous) =>
      new Promise((resolve, reject) => {
        const since = invalidations.sequence;
        const label = String(since);
        const same = previous?.source === label ? previous : page(label);
        const outcome = options.outcome?.(key) ?? shared(same, [key.page]);
        const leave = () => running.splice(running.indexOf(render), 1);
        const render = {
          key,
          since,
          end: () => {
            leave();
            resolve(outcome);
          },
          fail: () => {
            leave();
            reject(new Error("no database"));
          },
        };
        running.push(render);
      }),
  });
  return { invalidations, database, pages, running, pass: (ms: number) => (now += ms) };
}
export const settle = () => new Promise((resolve) => setImmediate(resolve));

export async function loadPage(site: ReturnType<typeof stage>, path: string, exact = false) {
  const loading = site.pages.load(keyOf(path), exact);
  site.running.find(({ key }) => key.page === path)?.end();
  return (await loading) as Extract<RenderOutcome, { kind: "shared" }>;
}
