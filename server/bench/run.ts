import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { desc, eq } from "drizzle-orm";
import { connect, type Database } from "#db/client.ts";
import { articles } from "#db/schema/articles.ts";
import { OperatorError, sayError } from "#lib/operator-error.ts";
import { acquirePostgres } from "../postgres/database.ts";
import { createTestFolder, removeTestFolder } from "../testing/temporary-postgres.ts";
import { measureBadInput } from "./bad-input.ts";
import { root } from "./child-process.ts";
import type { Bench, SectionResult } from "./context.ts";
import { feedsSection } from "./feed-section.ts";
import { loadTool } from "./http-load.ts";
import { measureMixedRun } from "./mixed-run.ts";
import { type RunOptions, readOptions, type SectionName, usage } from "./options.ts";
import { openInstrument } from "./processor-time.ts";
import { measureRender } from "./render.ts";
import { figure } from "./report.ts";
import { measureRequests } from "./request-costs.ts";
import { measureSearchPages } from "./search-pages.ts";
import {
  browserSection,
  liveSection,
  memorySection,
  newsletterSection,
  nextPageSection,
  writesSection,
} from "./section-tables.ts";
import { type BenchSite, runningSite, startSite } from "./site.ts";
import { measureStalePages } from "./stale-pages.ts";
import { measureUpgrade } from "./upgrade.ts";

const say = (line: string) => void process.stdout.write(`${line}\n`);

const sections: Record<SectionName, { title: string; measure(bench: Bench): Promise<SectionResult> }> = {
  requests: { title: "Requests", measure: measureRequests },
  render: { title: "An article's page rendered again", measure: measureRender },
  "search-pages": { title: "Search pages", measure: measureSearchPages },
  mixed: { title: "Mixed run", measure: measureMixedRun },
  "bad-input": { title: "Bad input", measure: measureBadInput },
  writes: { title: "With five comments a second", measure: writesSection },
  live: { title: "Event streams", measure: liveSection },
  memory: { title: "Memory", measure: memorySection },
  browser: { title: "In a browser", measure: browserSection },
  "next-page": { title: "The next page of a visit", measure: nextPageSection },
  newsletter: { title: "Sending the newsletter", measure: newsletterSection },
  feeds: { title: "Feeds of other sites", measure: feedsSection },
  stale: { title: "Random writes and a second client", measure: measureStalePages },
  upgrade: { title: "An upgrade and a return", measure: measureUpgrade },
};

/** Adds the synthetic corpus, from another process. */
async function loadCorpus(dataDir: string, count: number): Promise<void> {
  const args = ["server/cli/main.ts", "load", "--articles", String(count), "--comments", String(count * 5)];
  const env = { ...process.env, DATA_DIR: dataDir, DATABASE_URL: "", DATABASE_DIRECT_URL: "" };
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ["ignore", "ignore", "inherit"] });
  const code = await new Promise((resolve) => child.once("close", resolve));
  if (code !== 0) throw new Error(`The synthetic corpus could not be loaded (code ${code}).`);
}

/** Reads the slug of the first article on the home page. */
async function firstArticle(url: string): Promise<string> {
  const slug = /href="\/articles\/([a-z0-9-]+)"/.exec(await (await fetch(url)).text())?.[1];
  if (!slug) throw new OperatorError("The home page leads to no article: there is nothing to measure.");
  return slug;
}

async function listSlugs(db: Database, limit: number): Promise<string[]> {
  const rows = await db
    .select({ slug: articles.slug })
    .from(articles)
    .where(eq(articles.status, "published"))
    .orderBy(desc(articles.publishedAt), desc(articles.id))
    .limit(limit);
  return rows.map(({ slug }) => slug);
}

async function measure(site: BenchSite, dataDir: string, article: string, options: RunOptions) {
  const handle = await acquirePostgres({ dataDir });
  const { db, close } = connect(handle.url, { max: 4 });
  const instrument = await openInstrument({ pid: site.pid, dataDir });
  const result: Partial<Record<SectionName, unknown>> = {};
  const over: string[] = [];
  try {
    const slugs = await listSlugs(db, options.articles);
    const bench: Bench = { site, dataDir, db, instrument, article, articles: slugs, options, say };
    for (const name of options.sections) {
      say(`\n${sections[name].title}`);
      const done = await sections[name].measure(bench);
      result[name] = done.figures;
      over.push(...(done.over ?? []));
    }
    return { result, over };
  } finally {
    await instrument.close();
    await close();
    await handle.release();
  }
}

/** Builds and fills a new site, and starts it. Resolves to it and to the demo article that is measured. */
async function prepareSite(dataDir: string, options: RunOptions): Promise<{ site: BenchSite; article: string }> {
  say("Starting the site once, to build it and fill it…");
  const first = await startSite(dataDir);
  const article = await firstArticle(first.url);
  await first.stop();
  await loadCorpus(dataDir, options.articles);
  const site = await startSite(dataDir);
  say(`Cold start to the first page: ${figure(site.coldStart)} ms.`);
  return { site, article };
}

async function main(): Promise<void> {
  const options = readOptions();
  if (!options) return say(usage);
  const machine = {
    cpu: os.cpus()[0]?.model,
    cores: os.cpus().length,
    memory: os.totalmem(),
    node: process.version,
    load: os.loadavg(),
  };
  say(
    `${machine.cores} × ${machine.cpu}, Node ${machine.node}, load ${figure(machine.load[0], 1)}, measured with ${loadTool}`,
  );
  const running = options.running;
  const dataDir = running?.dataDir ?? createTestFolder();
  let site: BenchSite | undefined;
  try {
    const prepared = running
      ? { site: runningSite(running), article: await firstArticle(running.url) }
      : await prepareSite(dataDir, options);
    site = prepared.site;
    const { result, over } = await measure(site, dataDir, prepared.article, options);
    if (options.json) {
      const { pace, seed } = options;
      const at = new Date().toISOString();
      const all = { at, machine, pace, seed, coldStart: site.coldStart, ...result, over };
      writeFileSync(path.resolve(options.json), `${JSON.stringify(all, null, 2)}\n`);
      say(`\nWritten to ${options.json}.`);
    }
    for (const line of over) say(line);
    if (over.length > 0) process.exitCode = 1;
  } finally {
    await site?.stop();
    if (!running) removeTestFolder(dataDir);
  }
}

for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));
try {
  await main();
} catch (error) {
  console.error(sayError(error));
  process.exitCode = 1;
}
process.exit();
