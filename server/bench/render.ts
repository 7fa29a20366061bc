import { setTimeout as sleep } from "node:timers/promises";
import { eq } from "drizzle-orm";
import { commentCacheTags } from "#db/cache-tags/comments.ts";
import { connect } from "#db/client.ts";
import { invalidateTags, type Urgency } from "#db/invalidation.ts";
import { articles } from "#db/schema/articles.ts";
import { acquirePostgres } from "../postgres/database.ts";
import { createTestFolder, removeTestFolder } from "../testing/temporary-postgres.ts";
import { processorTime } from "./child-process.ts";
import { median } from "./http-load.ts";
import { startSite } from "./site.ts";

// `node server/bench/render.ts [ROUNDS]`: the cost of rendering the article page again, completely (after a correction)
// and in one pass (after an addition), alternately; CPU time of the site's process, all threads, and the wait of one
// reader.
const rounds = Number(process.argv[2] ?? 4);
const rendersInRound = 40;

const dataDir = createTestFolder();
const site = await startSite(dataDir);
const handle = await acquirePostgres({ dataDir });
const { db, close } = connect(handle.url, { max: 1 });
try {
  const path = /href="(\/articles\/[a-z0-9-]+)"/.exec(await (await fetch(site.url)).text())?.[1] ?? "";
  const [article] = await db
    .select({ id: articles.id, slug: articles.slug })
    .from(articles)
    .where(eq(articles.slug, path.replace("/articles/", "")));
  if (!article) throw new Error("The home page leads to no article.");
  // As for a comment of a visitor without an account.
  const tags = commentCacheTags.allViews(article);
  // A signed-in reader waits for the complete page.
  const headers = { cookie: "vigie_hint=1", "accept-encoding": "gzip" };

  const stretch = async (urgency: Urgency) => {
    const waits: number[] = [];
    const before = processorTime(site.pid);
    for (let i = 0; i < rendersInRound; i += 1) {
      await invalidateTags(db, tags, urgency);
      await sleep(20);
      const start = performance.now();
      await (await fetch(site.url + path, { headers })).text();
      waits.push(performance.now() - start);
    }
    return { processor: (processorTime(site.pid) - before) / rendersInRound, wait: median(waits) };
  };
  const seen: Record<"whole" | "onePass", Awaited<ReturnType<typeof stretch>>[]> = { whole: [], onePass: [] };
  // The first round warms up.
  for (let round = 0; round <= rounds; round += 1) {
    const one = { whole: await stretch("now"), onePass: await stretch("soon") };
    if (round === 0) continue;
    seen.whole.push(one.whole);
    seen.onePass.push(one.onePass);
  }
  for (const [name, stretches] of Object.entries(seen)) {
    const of = (what: "processor" | "wait") => median(stretches.map((one) => one[what])).toFixed(1);
    console.log(`${name}: ${of("processor")} ms of processor time, a reader waits ${of("wait")} ms (median)`);
  }
} finally {
  await close();
  await handle.release();
  await site.stop();
  removeTestFolder(dataDir);
}
process.exit();
