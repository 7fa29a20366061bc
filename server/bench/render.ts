import { setTimeout as sleep } from "node:timers/promises";
import { eq } from "drizzle-orm";
import { commentCacheTags } from "#db/cache-tags/comments.ts";
import { invalidateTags } from "#db/invalidation.ts";
import { articles } from "#db/schema/articles.ts";
import type { Bench, SectionResult } from "./context.ts";
import { median } from "./http-load.ts";
import type { Measured } from "./processor-time.ts";
import { figure } from "./report.ts";
import { sendRequests } from "./request-load.ts";

const rendersInRound = 40;

/**
 * Measures the render of an article's page after a change: processor time, statements, and the wait of one reader. The
 * change has the urgency of a correction, and the request comes after the site was notified of it.
 */
export async function measureRender({ db, site, article, instrument, options, say }: Bench): Promise<SectionResult> {
  const [row] = await db
    .select({ id: articles.id, slug: articles.slug })
    .from(articles)
    .where(eq(articles.slug, article));
  if (!row) throw new Error(`There is no article ${article}.`);
  const tags = commentCacheTags.allViews(row);
  const path = `/articles/${article}`;
  const renderOnce = async () => {
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
  const figures = {
    nodeMs: of("nodeMs"),
    postgresMs: of("postgresMs"),
    statements: of("statements") - 1,
    wait: of("p50"),
  };
  say(
    `${figure(figures.nodeMs, 1)} ms of processor time and ${figure(figures.postgresMs, 1)} ms of PostgreSQL's, ` +
      `${figure(figures.statements, 1)} statements; a reader waits ${figure(figures.wait, 1)} ms (median of ${rounds.length} rounds of ${rendersInRound}).`,
  );
  return { figures };
}
