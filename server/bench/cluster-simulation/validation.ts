import { readFileSync } from "node:fs";
import { z } from "zod";
import { pauseMs } from "../cluster-staleness.ts";
import { figure, type Row, table } from "../report.ts";
import { percentile } from "../request-load.ts";
import type { ClusterCosts } from "./costs.ts";
import { type SimulatedWrite, type SimulationInput, simulate } from "./simulate.ts";

/** Renders of one change on four nodes, as cluster-renders.ts has counted them (docs/benchmarks.md, "Several nodes"). */
const measuredRenders = { nodes: 4, withValkey: 1, withoutValkey: 4 };

/** The times of the simulation, from the measured costs. */
export const timesOf = ({ requests, cluster }: ClusterCosts): SimulationInput["times"] => ({
  readMs: cluster.logRead.waitMs,
  threadMs: requests.render.threadMs,
  waitMs: requests.render.waitMs,
  valkeyMs: cluster.valkey.waitMs,
  responseMs: 0,
});

/** Simulates cluster-renders.ts: two readers request a page of each node all the time, and changes are far apart. */
export function simulateRenders(times: SimulationInput["times"], valkey: boolean, write: SimulatedWrite, seed = 1) {
  const { nodes } = measuredRenders;
  return simulate({
    ...{ seed, nodes, valkey, times, articles: 1, exponent: 1, pageRequests: nodes * 100 },
    mix: { frontPage: 0, discussions: 0 },
    ...{ seconds: 400, writes: { [write]: 0.05 }, elsewhere: [write] },
  });
}

/** Prints the renders of a change, simulated beside measured. */
export function compareRenders(costs: ClusterCosts): string {
  const rows = (["correction", "comment"] as const).flatMap((write) =>
    [true, false].map((valkey): Row => {
      const { renders, changes } = simulateRenders(timesOf(costs), valkey, write);
      const measured = valkey ? measuredRenders.withValkey : measuredRenders.withoutValkey;
      const name = `${write}, ${valkey ? "with" : "without"} Valkey`;
      return [name, figure(renders / changes, 2), figure(measured, 2)];
    }),
  );
  return table(`Renders of a change on ${measuredRenders.nodes} nodes`, ["change", "simulated", "measured"], rows);
}

const distribution = z.object({ pages: z.number(), p50: z.number(), p99: z.number(), max: z.number() });
const runSchema = z.object({
  options: z.object({
    ...{ nodes: z.number(), valkey: z.boolean(), losesNotifications: z.boolean(), seed: z.number() },
  }),
  ...{ load: z.number(), seconds: z.number() },
  groups: z.record(z.string(), distribution),
  waits: z.object({ write: z.number(), page: z.number() }),
});

/** How cluster-writes.ts names what the simulation has; its other kinds are edits and decisions by requests. */
const kinds: Record<SimulatedWrite, string> = {
  comment: "comment",
  vote: "vote",
  correction: "correction",
  publication: "publication",
};
/** Committed by the process of the benchmark itself, so that the time of the commit is known. */
const elsewhere: SimulatedWrite[] = ["correction", "publication"];

/** Simulates a run of cluster-writes.ts from the file that it has written, and prints both. */
export function compareWithRun(file: string, costs: ClusterCosts): string {
  const { options, groups, seconds, waits, load } = runSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  // Each write was followed at every node and at the balancer, on two pages of a correction.
  const perSecond = (write: SimulatedWrite) =>
    (groups[kinds[write]]?.pages ?? 0) / (options.nodes + 1) / (write === "correction" ? 2 : 1) / seconds;
  const writes = Object.fromEntries((Object.keys(kinds) as SimulatedWrite[]).map((write) => [write, perSecond(write)]));
  const result = simulate({
    ...{ seed: options.seed, nodes: options.nodes, valkey: options.valkey, articles: 60, exponent: 0 },
    ...{ pageRequests: 0, seconds: 1_800, losesNotifications: options.losesNotifications, elsewhere, writes },
    times: timesOf(costs),
    followWithPauseMs: pauseMs + waits.page,
  });
  const rows = (Object.keys(kinds) as SimulatedWrite[]).map((write): Row => {
    const simulated = result.staleness[write];
    const of = (share: number) => figure(percentile(simulated, share));
    const measured = groups[kinds[write]];
    return [
      write,
      ...[of(0.5), of(0.99), of(1)],
      ...[figure(measured?.p50), figure(measured?.p99), figure(measured?.max)],
    ];
  });
  const head: Row = ["change", "p50", "p99", "worst", "measured p50", "p99", "worst"];
  const title = `Staleness on ${options.nodes} nodes (ms), simulated and measured at load ${figure(load, 1)}: a page took ${figure(waits.page)} ms, a write ${figure(waits.write)}`;
  return table(title, head, rows);
}
