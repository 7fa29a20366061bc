import { writeFileSync } from "node:fs";
import os from "node:os";
import { parseArgs } from "node:util";
import { connect } from "#db/client.ts";
import { OperatorError, sayError } from "#lib/operator-error.ts";
import { acquirePostgres } from "../postgres/database.ts";
import { createTestFolder, removeTestFolder } from "../testing/temporary-postgres.ts";
import { type Contender, startContenders } from "./comparison-servers.ts";
import { loadTool } from "./http-load.ts";
import { measureLiveEvents } from "./live-events.ts";
import { measurePosting } from "./posting-comments.ts";
import { type Budget, figure, kilobytes, listExceeded, type Row, table } from "./report.ts";
import {
  type InBrowser,
  measureEndurance,
  measureInBrowser,
  measureThroughput,
  measureWriteImpact,
  pageKinds,
  type Throughput,
} from "./sections.ts";
import { type BenchSite, startSite } from "./site.ts";
import { measureViewerData } from "./viewer-data.ts";

const usage = `npm run bench -- [options]

Measures the article page on this machine, beside nginx, a bare node:http server and plain "next start".
  --peer NAME=URL   another site's page, measured beside ours (may be repeated)
  --json FILE       writes all figures there
  --rounds N        rounds of which the median counts (default 5)
  --seconds N       length of each measurement (default 3)
  --connections N   (default 16)
  --unknown N       unknown addresses, and as many query strings, before memory is read (default 10000)
  --minutes N       length of the load before memory is read (default 0.5)
  --streams N       event streams held open at once (default 5000)
  --without PART    leaves out "throughput", "writes", "posting", "own", "live", "memory" or "browser" (may be repeated)
  --peer of a WordPress article is also sent comments, through its wp-comments-post.php
`;

const say = (line: string) => void process.stdout.write(`${line}\n`);

function readArguments() {
  const { values } = parseArgs({
    options: {
      peer: { type: "string", multiple: true, default: [] },
      json: { type: "string" },
      rounds: { type: "string", default: "5" },
      seconds: { type: "string", default: "3" },
      connections: { type: "string", default: "16" },
      minutes: { type: "string", default: "0.5" },
      unknown: { type: "string", default: "10000" },
      streams: { type: "string", default: "5000" },
      without: { type: "string", multiple: true, default: [] },
      help: { type: "boolean", default: false },
    },
  });
  const number = (name: "rounds" | "seconds" | "connections" | "minutes" | "unknown" | "streams", minimum: number) => {
    const value = Number(values[name]);
    if (!Number.isFinite(value) || value < minimum)
      throw new OperatorError(`--${name} ${values[name]} is not usable: at least ${minimum}.`);
    return value;
  };
  const peers = values.peer.map((option): Contender => {
    const [, name, url] = /^([^=]+)=(https?:\/\/.+)$/.exec(option) ?? [];
    if (!name || !url) throw new OperatorError(`--peer ${option} is not usable: give NAME=URL.`);
    return { name, url };
  });
  const pace = { rounds: number("rounds", 1), seconds: number("seconds", 1), connections: number("connections", 1) };
  return {
    ...values,
    peers,
    pace,
    minutes: number("minutes", 0),
    unknown: number("unknown", 0),
    streams: number("streams", 1),
  };
}

function throughputTable(result: Throughput): string {
  const ours = result.vigie;
  const ratio = (mine: number | undefined, other: number) => figure((mine ?? Number.NaN) / other, 2);
  const rows = Object.entries(result).map(
    ([name, { identity, gzip }]): Row => [
      name,
      ...[figure(identity.rate), ratio(ours?.identity.rate, identity.rate), figure(identity.p99, 2)],
      ...[
        figure(gzip.rate),
        ratio(ours?.gzip.rate, gzip.rate),
        figure(gzip.p99, 2),
        figure(identity.failures + gzip.failures),
      ],
    ],
  );
  const head: Row = ["server", "plain/s", "ours:it", "p99 ms", "gzip/s", "ours:it", "p99 ms", "failed"];
  return table("Article page, requests per second (Accept-Encoding: identity, then gzip)", head, rows);
}

function weightTable({ weights }: InBrowser): string {
  const rows = Object.entries(weights).map(([kind, { before, after }]): Row => {
    const { html, css, js, font, image } = before;
    return [
      kind,
      ...[html, css, js, font, image].map(kilobytes),
      figure(before.requests),
      kilobytes(after.js),
      figure(after.requests),
    ];
  });
  const head: Row = ["page", "HTML", "CSS", "JS", "fonts", "images", "requests", "JS after intent", "requests"];
  return table("Weight on the wire, KB (390 px, before the reader does anything)", head, rows);
}

/** Budgets for what does not depend on the machine (docs/benchmarks.md). */
function budgetsOf({ weights, vitals }: InBrowser): Budget[] {
  const budgets: Budget[] = [{ name: "layout shift of the article page", value: vitals.cls, max: 0, unit: "" }];
  for (const [kind, { before, after }] of Object.entries(weights)) {
    budgets.push({ name: `JavaScript before intent (${kind})`, value: before.js / 1_024, max: 0, unit: "KB" });
    budgets.push({ name: `JavaScript after intent (${kind})`, value: after.js / 1_024, max: 150, unit: "KB" });
    budgets.push({ name: `HTML (${kind})`, value: before.html / 1_024, max: 25, unit: "KB" });
  }
  const article = weights.article?.before;
  if (article) {
    const text = article.html + article.css + article.js + article.font;
    budgets.push({ name: "article page without pictures", value: text / 1_024, max: 110, unit: "KB" });
    budgets.push({ name: "requests of it", value: article.pageRequests, max: 6, unit: "" });
  }
  return budgets;
}

async function measure(site: BenchSite, dataDir: string, options: ReturnType<typeof readArguments>) {
  const without = new Set(options.without);
  const home = await (await fetch(site.url)).text();
  const path = /href="(\/articles\/[a-z0-9-]+)"/.exec(home)?.[1];
  if (!path) throw new OperatorError("The home page leads to no article: there is nothing to measure.");
  const page = site.url.replace("localhost", "127.0.0.1") + path;
  const handle = await acquirePostgres({ dataDir });
  const { db, close } = connect(handle.url, { max: 2 });
  const result: Record<string, unknown> = {};
  let over: string[] = [];
  try {
    if (!without.has("throughput")) {
      say("\nThroughput");
      const comparison = await startContenders({ page, databaseUrl: handle.url, say });
      const rates = await measureThroughput(
        [{ name: "vigie", url: page }, ...comparison.contenders, ...options.peers],
        options.pace,
        say,
      );
      await comparison.stop();
      result.throughput = { bytes: comparison.bytes, ...rates };
      say(throughputTable(rates));
      say(`The page: ${figure(comparison.bytes.plain)} bytes, ${figure(comparison.bytes.gzip)} with gzip.`);
    }
    if (!without.has("writes")) {
      say("\nWith 5 comments a second");
      const figures = await measureWriteImpact(db, page, options.pace);
      result.writes = figures;
      const rows: Row[] = [
        ["quiet", figure(figures.withoutWrites.rate), "1.00", figure(figures.withoutWrites.p99, 2)],
        [
          "with comments",
          figure(figures.duringWrites.rate),
          figure(figures.duringWrites.rate / figures.withoutWrites.rate, 2),
          figure(figures.duringWrites.p99, 2),
        ],
      ];
      say(
        table(
          `Article page while ${figures.comments} comments were added`,
          ["", "requests/s", "ratio", "p99 ms"],
          rows,
        ),
      );
      say(
        `Seen by a second client after ${figure(figures.seen.median)} ms (median), ${figure(figures.seen.worst)} ms at worst.`,
      );
    }
    if (!without.has("posting")) {
      say("\nPosting comments");
      const figures = await measurePosting(db, site.url, path, options.peers);
      result.posting = figures;
      const rows = Object.entries(figures).map(
        ([name, { rate, median, p99, accepted, failures }]): Row => [
          ...([name, figure(rate, 1), figure(median), figure(p99)] as const),
          ...[figure(accepted), figure(failures)],
        ],
      );
      say(
        table(
          "Comments through the page's form",
          ["server", "posts/s", "median ms", "p99 ms", "taken", "failed"],
          rows,
        ),
      );
    }
    if (!without.has("own")) {
      say("\nWhat is a member's own");
      const figures = await measureViewerData(db, site.url, path, options.pace);
      result.own = figures;
      const { rate, p99, failures } = figures;
      const row: Row = ["/api/me", figure(rate), figure(p99, 2), figure(failures)];
      say(table("Asked by members in turn", ["", "requests/s", "p99 ms", "failed"], [row]));
    }
    if (!without.has("live")) {
      say("\nEvent streams");
      const figures = await measureLiveEvents(db, site, path.replace("/articles/", ""), options.streams);
      result.live = figures;
      const { connections, refused, memory, median, p99, worst, comments } = figures;
      const row: Row = [
        `${connections} open`,
        figure(refused),
        figure(memory, 1),
        figure(median),
        figure(p99),
        figure(worst),
      ];
      say(
        table(
          `From the commit of a comment to each reader (${comments} comments)`,
          ["streams", "refused", "KB each", "median ms", "p99 ms", "worst ms"],
          [row],
        ),
      );
    }
    if (!without.has("memory")) {
      say("\nMemory");
      const figures = await measureEndurance(site, page, dataDir, options.minutes, options.unknown);
      result.memory = figures;
      const { before, after, files, statuses } = figures;
      const answers = Object.entries(statuses)
        .map(([status, count]) => `${count} times ${status}`)
        .join(", ");
      say(
        `Unknown addresses and query strings (${answers}): ${figure(before)} MB → ${figure(after)} MB, ${files} new files.`,
      );
      if (files > 0) over.push(`over budget: unknown addresses left ${files} files`);
    }
    if (!without.has("browser")) {
      say("\nIn a browser");
      const local = site.url + path;
      const figures = await measureInBrowser(await pageKinds(site.url, local), local, say);
      result.browser = figures;
      say(weightTable(figures));
      const { lcp, cls, tbt, longestBefore, hydrated, inp } = figures.vitals;
      const row: Row = [
        ...(["article", figure(lcp), figure(cls, 3), figure(tbt)] as const),
        ...[figure(longestBefore), figure(hydrated), figure(inp)],
      ];
      say(
        table(
          "On a slow phone (1.6 Mbit/s, 150 ms, CPU ÷ 4)",
          ["page", "LCP ms", "CLS", "TBT ms", "longest task before paint", "hydrated ms", "INP ms"],
          [row],
        ),
      );
      over = [...over, ...listExceeded(budgetsOf(figures))];
    }
    return { result, over };
  } finally {
    await close();
    await handle.release();
  }
}

async function main(): Promise<void> {
  const options = readArguments();
  if (options.help) return say(usage);
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
  const dataDir = createTestFolder();
  let site: BenchSite | undefined;
  try {
    say("Starting the site once, to build it and fill it…");
    await (await startSite(dataDir)).stop();
    site = await startSite(dataDir);
    say(`Cold start to the first page: ${figure(site.coldStart)} ms.`);
    const { result, over } = await measure(site, dataDir, options);
    if (options.json) {
      const all = {
        at: new Date().toISOString(),
        machine,
        pace: options.pace,
        coldStart: site.coldStart,
        ...result,
        over,
      };
      writeFileSync(options.json, `${JSON.stringify(all, null, 2)}\n`);
      say(`\nWritten to ${options.json}.`);
    }
    for (const line of over) say(line);
    if (over.length > 0) process.exitCode = 1;
  } finally {
    await site?.stop();
    removeTestFolder(dataDir);
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
