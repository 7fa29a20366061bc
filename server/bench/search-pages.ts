import { articles } from "#db/schema/articles.ts";
import type { Bench, SectionResult } from "./context.ts";
import { median } from "./http-load.ts";
import { nextNetwork } from "./members.ts";
import type { Measured } from "./processor-time.ts";
import { figure } from "./report.ts";
import { sendRequests } from "./request-load.ts";

/** Articles from whose headlines the words are taken. */
const maxTitles = 2_000;

/**
 * Measures complete pages of `/search`, each for another query: a word of a headline, without a word that occurs
 * nowhere, so that no page comes from memory. The first round warms up.
 */
export async function measureSearchPages({ db, site, instrument, options, say }: Bench): Promise<SectionResult> {
  const titles = await db.select({ title: articles.title }).from(articles).limit(maxTitles);
  const words = [...new Set(titles.flatMap(({ title }) => title.toLowerCase().match(/\p{L}{5,}/gu) ?? []))];
  if (words.length === 0) throw new Error("There is no article to search for.");
  const run = Date.now().toString(36);
  let searches = 0;
  const nextSearch = () => {
    const q = `${words[searches % words.length]} -x${run}${searches}`;
    searches += 1;
    return { path: `/search?${new URLSearchParams({ q })}`, headers: nextNetwork() };
  };
  const { rounds, seconds, connections } = options.pace;
  const measured: Measured[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const one = await instrument.measure(() => sendRequests(site.url, nextSearch, { seconds, connections }));
    if (round > 0) measured.push(one);
  }
  const of = (name: "rate" | "p50" | "p99" | "nodeMs" | "postgresMs" | "statements") =>
    median(measured.map((one) => one[name]));
  const failures = measured.reduce((sum, one) => sum + one.failures, 0);
  const figures = {
    rate: of("rate"),
    p50: of("p50"),
    p99: of("p99"),
    nodeMs: of("nodeMs"),
    postgresMs: of("postgresMs"),
  };
  say(
    `Complete pages of /search, each for another query: ${figure(figures.rate, 1)} a second over ${connections} connections, ` +
      `${figure(figures.nodeMs, 1)} ms of processor time and ${figure(figures.postgresMs, 1)} ms of PostgreSQL's each, ` +
      `${figure(of("statements"), 1)} statements; a reader waits ${figure(figures.p50, 1)} ms, ` +
      `the slowest of a hundred ${figure(figures.p99, 1)} ms. ${failures} failed.`,
  );
  return { figures: { ...figures, failures } };
}
