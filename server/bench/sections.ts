import type { Browser } from "@playwright/test";
import type { Database } from "#db/client.ts";
import { openBrowser, pageVitals, pageWeight, type Vitals, type Weight } from "./browser.ts";
import { countFiles, residentMemory } from "./child-process.ts";
import { type HttpLoadResult, median, runLoad } from "./http-load.ts";
import { measureNextPage, type NextPageFigures } from "./next-page.ts";
import { type BenchSite, buildFolder } from "./site.ts";
import { startWrites } from "./steady-writes.ts";
import { requestUnknownAddresses } from "./unknown-addresses.ts";

export interface Pace {
  rounds: number;
  /** Seconds of each measurement. */
  seconds: number;
  connections: number;
}

const medianLoad = (loads: HttpLoadResult[]): HttpLoadResult => ({
  requests: loads.reduce((sum, one) => sum + one.requests, 0),
  rate: median(loads.map((one) => one.rate)),
  p50: median(loads.map((one) => one.p50)),
  p99: median(loads.map((one) => one.p99)),
  failures: loads.reduce((sum, one) => sum + one.failures, 0),
});

/**
 * Each server gets this much load before anything is measured: code that has just started is compiled meanwhile, and
 * the first renders of a site cost twice as much as later ones.
 */
const warmUpSeconds = 10;

interface WriteImpact {
  withoutWrites: HttpLoadResult;
  duringWrites: HttpLoadResult;
  comments: number;
  /** Milliseconds until a second client saw a comment: median and worst. */
  seen: { median: number; worst: number };
}

/** Measures the article page without and with comments being added, alternately, after a warm-up of both. */
export async function measureWriteImpact(db: Database, page: string, pace: Pace): Promise<WriteImpact> {
  const slug = new URL(page).pathname.split("/").at(-1) ?? "";
  const quiet: HttpLoadResult[] = [];
  const writing: HttpLoadResult[] = [];
  const seen: number[] = [];
  let comments = 0;
  const first = startWrites(db, slug, page);
  await runLoad({ url: page, seconds: warmUpSeconds, connections: pace.connections });
  await first.stop();
  for (let round = 0; round < pace.rounds; round += 1) {
    quiet.push(await runLoad({ url: page, seconds: pace.seconds, connections: pace.connections }));
    const writes = startWrites(db, slug, page);
    writing.push(await runLoad({ url: page, seconds: pace.seconds, connections: pace.connections }));
    await writes.stop();
    comments += writes.comments;
    seen.push(...writes.seen);
  }
  return {
    withoutWrites: medianLoad(quiet),
    duringWrites: medianLoad(writing),
    comments,
    seen: { median: median(seen), worst: Math.max(...seen) },
  };
}

interface Endurance {
  minutes: number;
  /** MB; undefined where the system does not report it. */
  before: number | undefined;
  after: number | undefined;
  statuses: Record<number, number>;
  /** Files added to the build and the data folder. */
  files: number;
}

/** Measures memory and files after load that includes unknown addresses and as many query strings. */
export async function measureEndurance(
  site: BenchSite,
  page: string,
  dataDir: string,
  minutes: number,
  unknown: number,
): Promise<Endurance> {
  const files = () => countFiles(buildFolder) + countFiles(`${dataDir}/media`);
  const before = residentMemory(site.pid);
  const filesBefore = files();
  const unknownRequests = requestUnknownAddresses(site.url, unknown);
  const loaded = minutes > 0 ? runLoad({ url: page, seconds: Math.round(minutes * 60), connections: 16 }) : undefined;
  const [statuses] = await Promise.all([unknownRequests, loaded]);
  return { minutes, before, after: residentMemory(site.pid), statuses, files: files() - filesBefore };
}

/** One address of each page kind to which the site's own pages link. */
export async function pageKinds(url: string, article: string): Promise<Record<string, string>> {
  const html = (await (await fetch(url)).text()) + (await (await fetch(article)).text());
  const first = (prefix: string) => new RegExp(`href="(${prefix}[^"#?]+)"`).exec(html)?.[1];
  const kinds: Record<string, string> = { home: `${url}/`, article };
  for (const kind of ["categories", "tags", "authors", "sources"]) {
    const path = first(`/${kind}/`);
    if (path) kinds[kind] = url + path;
  }
  return { ...kinds, comments: `${article}/comments`, legal: `${url}/legal`, unknown: `${url}/articles/unknown` };
}

export interface InBrowser {
  weights: Record<string, { before: Weight; after: Weight }>;
  vitals: Vitals;
  next: NextPageFigures;
}

/**
 * Measures the weight of each page kind, and on a slow phone the article's vitals (median of three visits) and the next
 * page of a visit.
 */
export async function measureInBrowser(
  kinds: Record<string, string>,
  article: string,
  say: (line: string) => void,
): Promise<InBrowser> {
  const browser: Browser = await openBrowser(say);
  try {
    const weights: InBrowser["weights"] = {};
    for (const [kind, url] of Object.entries(kinds)) weights[kind] = await pageWeight(browser, url);
    const visits: Vitals[] = [];
    for (let i = 0; i < 3; i += 1) visits.push(await pageVitals(browser, article));
    const of = (name: keyof Vitals) => median(visits.map((visit) => visit[name]));
    const home = kinds.home ?? new URL("/", article).href;
    return {
      weights,
      next: await measureNextPage(browser, home),
      vitals: {
        lcp: of("lcp"),
        cls: of("cls"),
        tbt: of("tbt"),
        longestBefore: of("longestBefore"),
        hydrated: of("hydrated"),
        inp: of("inp"),
      },
    };
  } finally {
    await browser.close();
  }
}
