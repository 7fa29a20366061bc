import { readFileSync } from "node:fs";
import path from "node:path";
import type { Database } from "#db/client.ts";
import type { Availability } from "#db/database-watch.ts";
import { threadMetrics } from "#lib/metrics/thread-metrics.ts";
import { ParserPool } from "#lib/parsing/parser-pool.ts";
import type { Middleware } from "../http/page-server.ts";
import type { RenderThread } from "../render-thread/render-thread.ts";
import { metricsEndpoint } from "./metrics-endpoint.ts";
import { FigureReader, type ServingFigures } from "./process-figures.ts";
import { SampleRecorder } from "./sample-recorder.ts";
import { SiteFiguresReader } from "./site-figures-reader.ts";

/** How long the figures of a busy render thread are waited for (ms); after that its last ones are used. */
const renderThreadTimeoutMs = 300;

interface MetricsOptions {
  db: Database;
  availability: Availability;
  env: { DATA_DIR: string; METRICS_TOKEN?: string | undefined; TRUST_PROXY: number };
  /** Vigie's version. */
  version: string;
  renderThread: Pick<RenderThread, "measure">;
}

/** Vigie's version, as package.json in the project's folder says it. */
export function readVersion(root: string): string {
  const { version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as { version: string };
  return version;
}

/** The metrics of the serving process. */
export interface OpenMetrics {
  /** `/metrics`. */
  answer: Middleware;
  /** Connects what the page server counts, once it is open. */
  follow(serving: () => ServingFigures): void;
  /** Starts to write samples for the health page; the returned function writes the last one. */
  record(): () => Promise<void>;
}

/** Opens the metrics of the serving process: `/metrics`, and the samples of the health page. */
export function openMetrics({ db, availability, env, version, renderThread }: MetricsOptions): OpenMetrics {
  threadMetrics.watchThread();
  threadMetrics.statements.clear();
  let readServing: (() => ServingFigures) | undefined;
  const figures = new FigureReader({
    dataDir: env.DATA_DIR,
    serving: () => readServing?.(),
    renderThread: (restart) => renderThread.measure(restart, renderThreadTimeoutMs),
  });
  const site = new SiteFiguresReader(db, availability);
  const recorder = new SampleRecorder({ db, figures, site });
  const read = async () => {
    const [now, siteFigures] = await Promise.all([figures.read(), site.read()]);
    const { last } = recorder;
    // The recorder measures peaks anew every few seconds: its last ones are those of a whole interval.
    const main = { ...now.main, eventLoop: last?.main.eventLoop ?? now.main.eventLoop };
    const render = now.render && { ...now.render, eventLoop: last?.render?.eventLoop ?? now.render.eventLoop };
    return {
      figures: { ...now, main, render },
      site: siteFigures,
      isDatabaseUp: site.isDatabaseUp,
      version,
      parsers: readParsers(),
      lostSamples: recorder.lost,
    };
  };
  return {
    answer: metricsEndpoint({ token: env.METRICS_TOKEN, trustProxy: env.TRUST_PROXY, read }),
    follow: (serving) => {
      readServing = serving;
    },
    record: () => recorder.start(),
  };
}

function readParsers(): Record<string, { running: number; waiting: number }> {
  const pools = Object.entries(globalThis.vigieParsers ?? {});
  return Object.fromEntries(
    pools.flatMap(([name, pool]) => (pool instanceof ParserPool ? [[name, pool.figures]] : [])),
  );
}
