import { setTimeout as sleep } from "node:timers/promises";
import { and, eq } from "drizzle-orm";
import { commentCacheTags } from "#db/cache-tags/comments.ts";
import { invalidateTags } from "#db/invalidation.ts";
import { articles, comments } from "#db/schema.ts";
import type { Bench, SectionResult } from "./context.ts";
import { median } from "./http-load.ts";
import type { Measured } from "./processor-time.ts";
import { figure } from "./report.ts";
import { sendRequests } from "./request-load.ts";

const rendersInRound = 40;

/**
 * Measures the render of an article's page after a change: processor time, statements, and the wait of one reader. The
 * invalidation has the urgency of a correction, and the request comes after the site was notified of it. First the page
 * is unchanged, which the page server recognises; then a comment on it gets one more reaction each time.
 */
export async function measureRender(bench: Bench): Promise<SectionResult> {
  const { db, article, say } = bench;
  const [row] = await db
    .select({ id: articles.id, slug: articles.slug })
    .from(articles)
    .where(eq(articles.slug, article));
  if (!row) throw new Error(`There is no article ${article}.`);
  const same = await measureRounds(bench, row, async () => {});
  say(summarise("The same page again", same));
  const [comment] = await db
    .select({ id: comments.id, reactions: comments.reactionCount })
    .from(comments)
    .where(and(eq(comments.articleId, row.id), eq(comments.status, "visible")))
    .orderBy(comments.id)
    .limit(1);
  if (!comment) return { figures: { same } };
  const setReactions = (count: number) =>
    db.update(comments).set({ reactionCount: count }).where(eq(comments.id, comment.id));
  let reactions = comment.reactions;
  const changed = await measureRounds(bench, row, () => setReactions(++reactions)).finally(() =>
    setReactions(comment.reactions),
  );
  // The change itself is a statement too.
  const figures = { same, changed: { ...changed, statements: changed.statements - 1 } };
  say(summarise("With a changed comment", figures.changed));
  return { figures };
}

const summarise = (what: string, { nodeMs, postgresMs, statements, wait }: Figures) =>
  `${what}: ${figure(nodeMs, 1)} ms of processor time and ${figure(postgresMs, 1)} ms of PostgreSQL's, ` +
  `${figure(statements, 1)} statements; a reader waits ${figure(wait, 1)} ms (median of rounds of ${rendersInRound}).`;

type Figures = Record<"nodeMs" | "postgresMs" | "statements" | "wait", number>;

async function measureRounds(
  { db, site, instrument, options }: Bench,
  article: { id: number; slug: string },
  change: () => PromiseLike<unknown>,
): Promise<Figures> {
  const tags = commentCacheTags.allViews(article);
  const path = `/articles/${article.slug}`;
  const renderOnce = async () => {
    await change();
    await invalidateTags(db, tags, "now");
    await sleep(20);
    return sendRequests(site.url, () => ({ path, headers: { "accept-encoding": "gzip" } }), {
      count: 1,
      connections: 1,
    });
  };
  const rounds: Measured[] = [];
  for (let round = 0; round <= options.pace.rounds; round += 1) {
    const waits: number[] = [];
    const measured = await instrument.measure(async () => {
      let failures = 0;
      for (let n = 0; n < rendersInRound; n += 1) {
        const one = await renderOnce();
        failures += one.failures;
        waits.push(one.p50);
      }
      waits.sort((a, b) => a - b);
      return {
        requests: rendersInRound,
        rate: Number.NaN,
        p50: median(waits),
        p99: waits.at(-1) ?? Number.NaN,
        failures,
      };
    });
    // The first round warms up.
    if (round > 0) rounds.push(measured);
  }
  const of = (name: "nodeMs" | "postgresMs" | "statements" | "p50") => median(rounds.map((one) => one[name]));
  // Each render includes our own NOTIFY, which is not a statement of the page.
  return {
    nodeMs: of("nodeMs"),
    postgresMs: of("postgresMs"),
    statements: of("statements") - 1,
    wait: of("p50"),
  };
}
