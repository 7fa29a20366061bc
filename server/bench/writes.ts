import { setTimeout as sleep } from "node:timers/promises";
import { eq } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { articles } from "#db/schema/articles.ts";
import { addComments } from "#features/comments/mutations.ts";

/** Comments per second that a busy discussion gets. */
const perSecond = 5;

export interface Writes {
  comments: number;
  /** Milliseconds from the commit until a second, anonymous client read the new count on the article's page. */
  seen: number[];
  stop(): Promise<void>;
}

/**
 * Adds comments to an article, five a second, through the mutation that the site itself uses, and lets another client ask for the page
 * until the count of comments includes each.
 */
export function startWrites(db: Database, slug: string, page: string): Writes {
  const writes: Writes = { comments: 0, seen: [], stop: async () => {} };
  let stopping = false;
  const watched: Promise<void>[] = [];
  const running = (async () => {
    const [article] = await db.select({ id: articles.id }).from(articles).where(eq(articles.slug, slug));
    if (!article) throw new Error(`There is no article ${slug}.`);
    for (let next = performance.now(); !stopping; next += 1_000 / perSecond) {
      await sleep(Math.max(0, next - performance.now()));
      const key = `bench-${writes.comments}`;
      await addComments(db, article.id, [
        {
          ...{ key, status: "visible", authorName: "Banc d’essai", createdAt: new Date() },
          ...{ bodySource: "Une mesure.", bodyHtml: "<p>Une mesure.</p>" },
        },
      ]);
      writes.comments += 1;
      const [row] = await db.select({ count: articles.commentCount }).from(articles).where(eq(articles.id, article.id));
      watched.push(watch(page, row?.count ?? 0, performance.now(), writes.seen));
    }
  })();
  running.catch((error: unknown) => console.error("The comments could not be added:", error));
  writes.stop = async () => {
    stopping = true;
    await running;
    await Promise.all(watched);
  };
  return writes;
}

async function watch(page: string, count: number, committed: number, seen: number[]): Promise<void> {
  for (let waited = 0; waited < 10_000; waited = performance.now() - committed) {
    const html = await (await fetch(page, { headers: { "accept-encoding": "gzip" } })).text();
    const shown = /id="comments-heading"[^>]*>[^<\d]*([\d\s\u202f\u00a0]+)/.exec(html)?.[1]?.replace(/\D/g, "");
    if (Number(shown) >= count) break;
    await sleep(20);
  }
  seen.push(performance.now() - committed);
}
