import { loadavg } from "node:os";
import { desc, eq } from "drizzle-orm";
import { connect } from "#db/client.ts";
import { articles } from "#db/schema/articles.ts";
import { setSetting } from "#features/settings/mutations.ts";
import { acquirePostgres } from "../postgres/database.ts";
import { median } from "./http-load.ts";
import { signInMembers } from "./members.ts";
import { type Measured, openInstrument } from "./processor-time.ts";
import { figure } from "./report.ts";
import { sendRequests } from "./request-load.ts";
import { runningSite } from "./site.ts";
import { joinComments, readTrainingComments } from "./tone-quality/training-comments.ts";
import { isDone, WriteRequests } from "./write-requests.ts";

/**
 * Measures how many comments a second running sites take by script, in turn, round after round:
 *   node server/bench/comment-rate.ts DIR=URL [DIR=URL …]
 * The sites run from this folder's release with TRUST_PROXY=1; for what a part of the screening costs, from a copy without it. Members have no
 * first comment to wait for, no rule slows a discussion down, and repeats are allowed, so that all comments are treated alike.
 */
const rounds = 5;
const commentsPerRound = 400;
const connections = 8;
const lengths = [40, 250];

/** Good ones. */
const comments = readTrainingComments().flatMap(({ language, classes, text }) =>
  language === "fr" && classes.length === 0 ? [text] : [],
);

async function openSite(argument: string) {
  const [dataDir = "", url = ""] = argument.split(/=(?=https?:)/);
  const site = runningSite({ dataDir, url });
  const handle = await acquirePostgres({ dataDir });
  const { db, close } = connect(handle.url, { max: 2 });
  for (const key of [
    "comments.newcomer",
    "discussion.slowFrom",
    "discussion.premoderateFrom",
    "moderation.repeatHours",
  ] as const)
    await setSetting(db, key, 0);
  const [article] = await db
    .select({ slug: articles.slug })
    .from(articles)
    .where(eq(articles.status, "published"))
    .orderBy(desc(articles.publishedAt))
    .limit(1);
  if (!article) throw new Error(`${url} has no article.`);
  const instrument = await openInstrument({ pid: site.pid, dataDir });
  const requests = await WriteRequests.open(site.url, article.slug);
  let sent = 0;
  return {
    url,
    async measure(words: number): Promise<Measured> {
      const members = await signInMembers(db, dataDir, commentsPerRound);
      const load = () =>
        sendRequests(
          site.url,
          (n) => {
            const member = members[n % members.length];
            if (!member) throw new Error("There are no members.");
            sent += 1;
            return requests.commentByScript(member, article.slug, joinComments(comments, { words, first: sent * 7 }));
          },
          { count: commentsPerRound, connections, isSuccess: isDone },
        );
      return instrument.measure(load);
    },
    async end() {
      await instrument.close();
      await close();
      await handle.release();
    },
  };
}

const sites = await Promise.all(process.argv.slice(2).map(openSite));
for (const words of lengths) {
  const results = sites.map((): Measured[] => []);
  // The first round warms up.
  for (let round = 0; round <= rounds; round += 1)
    for (const [n, site] of sites.entries()) {
      const measured = await site.measure(words);
      if (round > 0) results[n]?.push(measured);
    }
  console.log(`${words} words, ${rounds} rounds of ${commentsPerRound} comments, load ${loadavg()[0]?.toFixed(1)}`);
  for (const [n, { url }] of sites.entries()) {
    const of = (name: keyof Measured) => median((results[n] ?? []).map((one) => one[name]));
    const failures = (results[n] ?? []).reduce((sum, one) => sum + one.failures, 0);
    console.log(
      `  ${url}: ${figure(of("rate"))} a second, server ${figure(of("nodeMs"), 2)} ms, PostgreSQL ${figure(of("postgresMs"), 2)} ms, median ${figure(of("p50"), 1)} ms; ${failures} failed`,
    );
  }
}
for (const site of sites) await site.end();
