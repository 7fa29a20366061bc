import { execFileSync } from "node:child_process";
import path from "node:path";
import { parseArgs } from "node:util";
import { OperatorError, sayError } from "#lib/operator-error.ts";
import { purgeRequests } from "../edge/purge-requests.ts";
import { root } from "./child-process.ts";
import { computeUse } from "./cluster-simulation/capacity.ts";
import { type ClusterCosts, readCosts, readRequestCosts, writeCosts } from "./cluster-simulation/costs.ts";
import { planLoad } from "./cluster-simulation/load.ts";
import { type SimulationInput, simulate } from "./cluster-simulation/simulate.ts";
import { compareRenders, compareWithRun, timesOf } from "./cluster-simulation/validation.ts";
import { figure, type Row, table } from "./report.ts";
import { percentile } from "./request-load.ts";

const usage = `node --conditions=react-server server/bench/cluster-simulation.ts [options]

Simulates a site of 1, 4, 16 and 64 nodes with measured costs: what each part has to do, what a change costs, and when
the last node shows it. The load is that of the busiest second of a day.

  --views N          pages a day for each node (default 10000000)
  --nodes LIST       (default 1,4,16,64)
  --peak N           the busiest second of a day, as a multiple of the mean (default 4)
  --members SHARE    of the pages that members request, who pass the cache in front of the site (default 0.05)
  --comments N       comments per thousand pages (default 1); half as many votes, a tenth as many corrections
  --articles N       articles that readers request (default 20000)
  --exponent N       of Zipf's law: how much more the first articles are requested (default 1)
  --edge             a cache in front of the site, which keeps pages for 300 s and is purged
  --replicas N       a standby for so many nodes each, 20 ms behind (default: none)
  --without-valkey
  --burst            meanwhile one article is requested and discussed as much as all others together
  --primary-cores N  (default 8), and of each standby
  --seconds N        of simulated time (default 60)
  --seed N           (default 23)
  --compare LIST     prints what it simulates beside what was measured: the renders of cluster-renders.ts, and runs of
                     cluster-writes.ts (the files of --json; without any: "")
  --measure          measures the costs of several nodes, and writes them to cluster-simulation/measured-costs.json
  --program FOLDER   with --measure: a built program (default: this one)
  --port N           with --measure: where its services listen (default: free ones)
  --requests FILE    with --measure: the costs of requests, from npm run bench -- requests render --json FILE
`;

const say = (line: string) => void process.stdout.write(`${line}\n`);

const { values } = parseArgs({
  options: {
    views: { type: "string", default: "10000000" },
    nodes: { type: "string", default: "1,4,16,64" },
    peak: { type: "string", default: "4" },
    members: { type: "string", default: "0.05" },
    comments: { type: "string", default: "1" },
    articles: { type: "string", default: "20000" },
    exponent: { type: "string", default: "1" },
    edge: { type: "boolean", default: false },
    replicas: { type: "string", default: "0" },
    "without-valkey": { type: "boolean", default: false },
    burst: { type: "boolean", default: false },
    "primary-cores": { type: "string", default: "8" },
    seconds: { type: "string", default: "60" },
    seed: { type: "string", default: "23" },
    compare: { type: "string" },
    measure: { type: "boolean", default: false },
    program: { type: "string", default: root },
    port: { type: "string", default: "0" },
    requests: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

/** Numbers of the command line. */
function readNumber(name: keyof typeof values): number {
  const value = Number(values[name]);
  if (Number.isFinite(value) && value >= 0) return value;
  throw new OperatorError(`--${name} ${values[name]} is not valid: give a number.`);
}

/** Measures again what several nodes cost, and takes the costs of requests from a file of `npm run bench`. */
async function measure(): Promise<void> {
  const { currentLoad, measureClusterCosts } = await import("./cluster-simulation/measure-costs.ts");
  const commit = execFileSync("git", ["rev-parse", "--short=8", "HEAD"], { cwd: root, encoding: "utf8" }).trim();
  const requests = values.requests ? readRequestCosts(values.requests, commit) : readCosts().requests;
  const load = currentLoad();
  const program = path.resolve(values.program);
  const measured = await measureClusterCosts({
    ...{ program, port: readNumber("port"), pageBytes: requests.pageBytes.plain, say },
  });
  const command = "node --conditions=react-server server/bench/cluster-simulation.ts --measure";
  const cluster = { command, date: new Date().toISOString().slice(0, 10), commit, load, ...measured };
  say(`Written to ${path.relative(root, writeCosts({ requests, cluster }))}.`);
}

/** Simulates the busiest second of a day on so many nodes, and returns a column of the table. */
function simulateNodes(nodes: number, costs: ClusterCosts): string[] {
  const [delaysMs, replicasOf] = [purgeRequests.varnish.delaysMs, readNumber("replicas")];
  const traffic = {
    viewsPerDay: readNumber("views") * nodes,
    peakFactor: readNumber("peak"),
    members: readNumber("members"),
    commentsPerThousand: readNumber("comments"),
    articles: readNumber("articles"),
    exponent: readNumber("exponent"),
    edge: values.edge ? { caches: 2, ttl: 300, purgesPerChange: delaysMs.length } : undefined,
  };
  const { peakViews, answeredByEdge, direct, writes } = planLoad(traffic);
  const seconds = readNumber("seconds");
  const input: SimulationInput = {
    ...{ seed: readNumber("seed"), nodes, seconds, writes, articles: traffic.articles, exponent: traffic.exponent },
    valkey: !values["without-valkey"] && nodes > 1,
    replicas: replicasOf > 0 ? { count: Math.ceil(nodes / replicasOf), meanLagMs: 20 } : undefined,
    edge: values.edge
      ? { delaysMs, maxKeys: purgeRequests.varnish.maxKeys, requestMs: costs.cluster.purgeMs }
      : undefined,
    // After a change the caches request a page as soon as a reader does.
    pageRequests: peakViews,
    burst: values.burst
      ? { fromSecond: seconds / 3, seconds: seconds / 3, pageRequests: peakViews, comments: writes.comment ?? 0 }
      : undefined,
    times: timesOf(costs),
  };
  const result = simulate(input);
  const cores = readNumber("primary-cores");
  const use = computeUse(input, result, direct, { primaryCores: cores, replicaCores: cores }, costs);
  const percent = (share: number) => `${figure(100 * share, share < 0.1 ? 1 : 0)} %`;
  const additions = [...result.lags.comment, ...result.lags.vote].sort((a, b) => a - b);
  const removals = [...result.lags.correction, ...result.lags.publication].sort((a, b) => a - b);
  const lag = (times: number[]) => `${figure(percentile(times, 0.5))}, ${figure(percentile(times, 0.99))}`;
  return [
    figure(traffic.viewsPerDay),
    figure(peakViews),
    percent(answeredByEdge),
    figure(direct.pageRequests / nodes),
    figure(result.changes / seconds, 1),
    figure(result.renders / seconds, 1),
    figure(result.renders / Math.max(1, result.changes), 2),
    percent(use.mainThread),
    percent(use.renderThread),
    figure(use.nodeCores, 1),
    lag(removals),
    lag(additions),
    figure(use.statementsOnPrimary),
    figure(use.primaryCores, 2),
    percent(use.replica),
    percent(use.valkey),
    figure(use.notifications, 1),
    figure(result.nodes.reduce((sum, { reads }) => sum + reads, 0) / seconds),
    `${figure(use.rowsRead)}, ${figure(use.bytesRead / 1_024)}`,
    figure(use.evicted, 1),
    result.purges ? `${figure(result.purges.requests / seconds, 1)}, ${figure(result.purges.keys / seconds, 1)}` : "—",
    use.first,
  ];
}

const lines = [
  "pages a day",
  "pages a second at the peak",
  "answered by the cache in front",
  "requests/s of a node",
  "changes/s",
  "renders/s of all nodes",
  "renders per change",
  "main thread of a node",
  "render thread of a node",
  "cores of all nodes",
  "removal on the last node: p50, p99 ms",
  "addition on the last node: p50, p99 ms",
  "statements/s on the primary",
  "cores of the primary",
  "a replica",
  "Valkey (one core)",
  "notifications/s",
  "reads/s of the log",
  "rows/s read, KB/s",
  "evicted pages requested/s",
  "purges/s, keys/s of a cache",
  "first bottleneck",
];

async function main(): Promise<void> {
  if (values.help) return say(usage);
  if (values.measure) return measure();
  const costs = readCosts();
  if (values.compare !== undefined) {
    say(compareRenders(costs));
    for (const file of values.compare.split(",").filter((name) => name !== "")) say(compareWithRun(file, costs));
    return;
  }
  const counts = values.nodes.split(",").map(Number);
  if (!counts.every((count) => Number.isInteger(count) && count > 0))
    throw new OperatorError(`--nodes ${values.nodes} is not valid: give whole numbers, separated by commas.`);
  const columns = counts.map((count) => simulateNodes(count, costs));
  const rows = lines.map((line, n): Row => [line, ...columns.map((column) => column[n] ?? "")]);
  const of = ({ date, load }: { date: string; load: number }) => `${date}, load ${figure(load, 1)}`;
  const title = `Simulated with costs of ${of(costs.requests)} (requests) and ${of(costs.cluster)} (several nodes)`;
  say(table(title, ["nodes", ...counts.map(String)], rows));
}

main().then(
  () => process.exit(),
  (error: unknown) => {
    console.error(sayError(error));
    process.exit(1);
  },
);
