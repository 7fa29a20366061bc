import { setTimeout as sleep } from "node:timers/promises";
import { eq } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { articles } from "#db/schema/articles.ts";
import { addComments } from "#features/comments/mutations.ts";

/** Comments per second of a busy discussion. */
const perSecond = 5;
/** A comment not seen within this (ms) counts as seen then, which shows in the figure. */
const visibilityTimeoutMs = 10_000;

interface Writes {
  comments: number;
  /** Milliseconds from the commit until a second, anonymous client read the new count on the article's page. */
  seen: number[];
  stop(): Promise<void>;
}

/**
 * Adds five comments a second to an article, with the mutation that the site itself uses, while another client requests
 * the page repeatedly and records when the count includes each comment.
 */
export function startWrites(db: Database, slug: string, page: string): Writes {
  const writes: Writes = { comments: 0, seen: [], stop: async () => {} };
  const unseen: Unseen[] = [];
  let stopping = false;
  let ended = false;
  const running = (async () => {
    const [article] = await db.select({ id: articles.id }).from(articles).where(eq(articles.slug, slug));
    if (!article) throw new Error(`There is no article ${slug}.`);
    for (let next = performance.now(); !stopping; next += 1_000 / perSecond) {
      await sleep(Math.max(0, next - performance.now()));
      const key = `bench-${writes.comments}`;
      await addComments(db, article.id, [
        {
          key,
          status: "visible",
          authorName: "Banc d’essai",
          createdAt: new Date(),
          bodySource: "Une mesure.",
          bodyHtml: "<p>Une mesure.</p>",
        },
      ]);
      const committed = performance.now();
      writes.comments += 1;
      const [row] = await db.select({ count: articles.commentCount }).from(articles).where(eq(articles.id, article.id));
      unseen.push({ count: row?.count ?? 0, committed });
    }
  })();
  running
    .catch((error: unknown) => console.error("The comments could not be added:", error))
    .finally(() => {
      ended = true;
    });
  const watching = watch(page, unseen, writes.seen, () => ended);
  writes.stop = async () => {
    stopping = true;
    await running;
    await watching;
  };
  return writes;
}

interface Unseen {
  /** The article's number of comments including this one. */
  count: number;
  committed: number;
}

/** Requests the page every 50 ms, as a browser that has it already, until each comment was seen and no more come. */
async function watch(page: string, unseen: Unseen[], seen: number[], ended: () => boolean): Promise<void> {
  let etag = "";
  let shown = 0;
  while (!ended() || unseen.length > 0) {
    const answer = await fetch(page, { headers: { "accept-encoding": "gzip", "if-none-match": etag } });
    const html = await answer.text();
    if (answer.status === 200) {
      etag = answer.headers.get("etag") ?? "";
      shown = Number(
        /id="comments-heading"[^>]*>[^<\d]*([\d\s\u202f\u00a0]+)/.exec(html)?.[1]?.replace(/\D/g, "") ?? 0,
      );
    }
    const now = performance.now();
    const missing = unseen.filter(({ count, committed }) => count > shown && now - committed < visibilityTimeoutMs);
    for (const one of unseen) if (!missing.includes(one)) seen.push(now - one.committed);
    unseen.splice(0, unseen.length, ...missing);
    await sleep(50);
  }
}
