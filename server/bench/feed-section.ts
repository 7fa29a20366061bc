import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { root } from "./child-process.ts";
import type { Bench, SectionResult } from "./context.ts";
import { type Budget, figure, listExceeded, type Row, table } from "./report.ts";

/** The figures that `server/bench/feeds.ts` prints. */
interface FeedFigures {
  first: FeedRound;
  unchanged: FeedRound;
  expected: number;
  stored: { items: number; addresses: number; firsts: number };
  server: { repeated: number; mostOfHost: number };
}

interface FeedRound {
  feeds: number;
  failed: number;
  seconds: number;
  processorMs: number;
  postgresMs: number;
  peakMb: number;
}

/** Two rounds over the feeds of a local server, by a process of its own: the site at hand takes no part. */
export async function feedsSection({ options, say }: Pick<Bench, "options" | "say">): Promise<SectionResult> {
  const script = path.join(root, "server/bench/feeds.ts");
  const { stdout } = await promisify(execFile)(process.execPath, [script, String(options.feeds)], { cwd: root });
  const figures: FeedFigures = JSON.parse(stdout.slice(stdout.indexOf("{")));
  const { first, unchanged, stored, expected, server } = figures;
  const row = (name: string, { feeds, failed, seconds, processorMs, postgresMs, peakMb }: FeedRound): Row => [
    name,
    ...[figure(feeds), figure(failed), figure(seconds), figure(processorMs / feeds, 1)],
    ...[figure(postgresMs / feeds, 1), figure(peakMb)],
  ];
  say(
    table(
      `${figure(options.feeds)} feeds of 20 items, without pictures`,
      ["", "fetched", "failed", "seconds", "processor ms per feed", "PostgreSQL's", "peak MB"],
      [row("first round", first), row("unchanged round", unchanged)],
    ),
  );
  say(`${figure(stored.items)} of ${figure(expected)} items stored, ${figure(stored.firsts)} of them first ones.`);
  const wrong = Math.abs(stored.items - expected) + stored.items - stored.addresses;
  const budgets: Budget[] = [
    { name: "memory", value: Math.max(first.peakMb, unchanged.peakMb), max: 300, unit: "MB" },
    { name: "items that are missing or twice", value: wrong, max: 0, unit: "items" },
    { name: "documents sent again for the same validators", value: server.repeated, max: 0, unit: "documents" },
  ];
  return { figures, over: listExceeded(budgets) };
}
