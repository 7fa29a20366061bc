import { parseArgs } from "node:util";
import { acquirePostgres } from "../postgres/database.ts";
import { createTestFolder, removeTestFolder } from "../testing/temporary-postgres.ts";
import { keepJudged, loadCorpora } from "./related-quality/databases.ts";
import { filterHalf, measureQuality } from "./related-quality/measures.ts";
import { baselines, listSelections } from "./related-quality/scorers.ts";
import { tuneRules } from "./related-quality/tune.ts";

/**
 * Measures the selection of related articles beside full-text search, shared tags and chance, on links that authors
 * made (hidden from the scorer) and on pairs judged by hand:
 *   node server/bench/related.ts
 *   node server/bench/related.ts --posts FOLDER   adds the Markdown posts of a blog, such as a clone of its repository
 *   node server/bench/related.ts --tune           searches better weights on one half of the articles
 * The figures are those of the half on which nothing was tuned; a database of its own is created and removed.
 */
const { values: options } = parseArgs({
  options: { posts: { type: "string" }, tune: { type: "boolean", default: false } },
});
const say = (line: string) => void process.stdout.write(`${line}\n`);
const dataDir = createTestFolder();
process.env.DATA_DIR = dataDir;
const handle = await acquirePostgres({ dataDir });
try {
  const { corpora, close } = await loadCorpora(handle, dataDir, options.posts, say);
  for (const corpus of corpora) {
    say(`\n${corpus.name}`);
    const scorers = { "our selection": (db: typeof corpus.db) => listSelections(db), ...baselines };
    for (const [name, list] of Object.entries(scorers)) {
      const lists = keepJudged(corpus, await list(corpus.db));
      const [reported, tuned] = [false, true].map((half) => measureQuality(lists, filterHalf(corpus.truth, half)));
      const figures = ({ recall, ndcg } = { recall: 0, ndcg: 0 }) => `${recall.toFixed(3)}  ${ndcg.toFixed(3)}`;
      say(
        `  ${name.padEnd(18)} recall@6, nDCG@6: ${figures(reported)} (${reported?.articles} articles), tuning half ${figures(tuned)} (${tuned?.articles})`,
      );
    }
  }
  if (options.tune) await tuneRules(corpora, say);
  await close();
} finally {
  await handle.release();
  removeTestFolder(dataDir);
}
process.exit();
