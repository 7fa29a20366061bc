import type { Database } from "#db/client.ts";

/** An article is given up after this many interrupted attempts, and not before this time (ms) since the first. */
const minAttempts = 10;
/**
 * Longer than the outages that a site is to survive: after an hour in which every publication was interrupted, none is
 * given up.
 */
const minFailingMs = 2 * 3_600_000;
/** The pause (ms) after the first interrupted attempt; it doubles with each further one. */
const firstPauseMs = 1_000;
const maxPauseMs = 300_000;

interface ScheduledArticle {
  articleId: number;
  publishAt: Date;
}

interface Postponed {
  /** The time of its schedule: an article that was scheduled again begins anew. */
  publishAt: number;
  attempts: number;
  firstAt: number;
  nextAt: number;
  /** How many articles this process had published at the first interrupted attempt. */
  publishedBefore: number;
}

/**
 * The articles whose publication PostgreSQL interrupted in this process. Each is tried again alone, at growing
 * intervals, so that one that always takes too long delays no other. Nothing is stored: after a restart the attempts
 * are counted anew.
 */
export class PostponedArticles {
  readonly #articles = new Map<number, Postponed>();
  #published = 0;
  readonly #now: () => number;

  /** `now`: milliseconds; only differences matter. */
  constructor(now = () => performance.now()) {
    this.#now = now;
  }

  /** Postpones an article after an interrupted attempt. */
  postpone({ articleId, publishAt }: ScheduledArticle): void {
    const now = this.#now();
    const known = this.#find({ articleId, publishAt });
    const attempts = (known?.attempts ?? 0) + 1;
    this.#articles.set(articleId, {
      publishAt: publishAt.getTime(),
      attempts,
      firstAt: known?.firstAt ?? now,
      nextAt: now + Math.min(maxPauseMs, firstPauseMs * 2 ** (attempts - 1)),
      publishedBefore: known?.publishedBefore ?? this.#published,
    });
  }

  #find({ articleId, publishAt }: ScheduledArticle): Postponed | undefined {
    const known = this.#articles.get(articleId);
    return known?.publishAt === publishAt.getTime() ? known : undefined;
  }

  /** All that are postponed. */
  get ids(): number[] {
    return [...this.#articles.keys()];
  }

  /** Those that are to be tried now. */
  get dueIds(): number[] {
    const now = this.#now();
    return [...this.#articles].filter(([, { nextAt }]) => nextAt <= now).map(([id]) => id);
  }

  /**
   * Whether an article was interrupted too often for too long. If others were too, and none was published meanwhile,
   * the cause is not the article.
   */
  isGivenUp(schedule: ScheduledArticle): boolean {
    const known = this.#find(schedule);
    if (!known || known.attempts < minAttempts || this.#now() - known.firstAt < minFailingMs) return false;
    return this.#articles.size === 1 || this.#published > known.publishedBefore;
  }

  /** Forgets articles that were published, refused, or are no longer scheduled. */
  forget(ids: readonly number[]): void {
    for (const id of ids) this.#articles.delete(id);
  }

  notePublished(count: number): void {
    this.#published += count;
  }
}

const postponedByDatabase = new WeakMap<Database, PostponedArticles>();

/**
 * Returns the postponed articles of this process.
 * @param now for tests: the clock, in milliseconds; only the first call for a database uses it
 */
export function postponedArticlesOf(db: Database, now?: () => number): PostponedArticles {
  const known = postponedByDatabase.get(db) ?? new PostponedArticles(now);
  postponedByDatabase.set(db, known);
  return known;
}
