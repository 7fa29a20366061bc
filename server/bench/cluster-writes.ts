import { writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { OperatorError, sayError } from "#lib/operator-error.ts";
import { seeded } from "../cli/synthetic-corpus/random.ts";
import { startVarnish, type TestVarnish, varnishSecrets } from "../edge/varnish-testing.ts";
import { checkPort } from "../process/port.ts";
import { root } from "./child-process.ts";
import { causeFaults, type FaultKind, faultKinds } from "./cluster-faults.ts";
import { openClusterSite } from "./cluster-site.ts";
import {
  type AuthorObservation,
  askAsAuthor,
  type Distribution,
  followPage,
  type PageObservation,
  type ReaderTarget,
  summarizeStaleness,
} from "./cluster-staleness.ts";
import { median } from "./http-load.ts";
import { openWritesOn, type WriteKind } from "./random-writes.ts";
import { figure, type Row, table } from "./report.ts";

const usage = `node server/bench/cluster-writes.ts [options]

Starts a site of several nodes behind HAProxy without stickiness, each with a link of its own to one PostgreSQL. Sends
random writes: comments, edits, deletions, decisions, bans and votes through the balancer, as the site's own forms do;
corrections, publications, withdrawals and settings by their mutations in this process, as the command line does. After
each it requests the pages that must show it from every node and through the balancer, and once as the author.

  --nodes N         (default 2)
  --writes N        (default 10000)
  --minutes N       ends earlier, after so long (default 60)
  --writers N       simultaneous writers (default 6)
  --faults LIST     ${faultKinds.join(",")}, or none (default none)
  --fault-pause S   seconds between two faults (default 10)
  --latency MS      of each direction between a node and its database (default 0)
  --replica-delay MS  pages are rendered from a standby that is so far behind
  --lose-notifications  removes PostgreSQL's notifications from what the nodes receive
  --cluster         with VIGIE_CLUSTER=1, a bucket and a mail server
  --valkey          with a Valkey
  --varnish         also requests each page through a Varnish in front of the balancer, which keeps pages and is purged
  --env NAME=VALUE  further environment of the nodes (may be repeated)
  --program FOLDER  a built program (default: this one, built if needed)
  --port N          of the balancer; those of the nodes follow (default: free ones)
  --seed N          (default: the time)
  --json FILE       writes all figures to FILE
`;

const say = (line: string) => void process.stdout.write(`${line}\n`);
const articleCount = 60;
/** Kinds that remove, correct or decide something; the others add something. */
const removals = new Set<WriteKind>([
  ...(["edit", "deletion", "decision: spam", "decision: restore", "ban", "correction"] as const),
  ...(["unpublication", "withdrawal", "setting"] as const),
]);

interface Options {
  nodes: number;
  writes: number;
  minutes: number;
  writers: number;
  faults: FaultKind[];
  faultPause: number;
  latencyMs: number;
  replicaDelayMs: number | undefined;
  losesNotifications: boolean;
  isCluster: boolean;
  valkey: boolean;
  varnish: boolean;
  env: Record<string, string>;
  program: string;
  port: number;
  seed: number;
  json: string | undefined;
}

function readOptions(): Options | undefined {
  const { values } = parseArgs({
    options: {
      nodes: { type: "string", default: "2" },
      writes: { type: "string", default: "10000" },
      minutes: { type: "string", default: "60" },
      writers: { type: "string", default: "6" },
      faults: { type: "string", default: "none" },
      "fault-pause": { type: "string", default: "10" },
      latency: { type: "string", default: "0" },
      "replica-delay": { type: "string" },
      "lose-notifications": { type: "boolean", default: false },
      cluster: { type: "boolean", default: false },
      valkey: { type: "boolean", default: false },
      varnish: { type: "boolean", default: false },
      env: { type: "string", multiple: true, default: [] },
      program: { type: "string", default: root },
      port: { type: "string", default: "0" },
      seed: { type: "string", default: String(Date.now() % 1_000_000) },
      json: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return undefined;
  const number = (
    name: "nodes" | "writes" | "minutes" | "writers" | "fault-pause" | "latency" | "replica-delay" | "port" | "seed",
  ) => {
    const value = Number(values[name]);
    if (Number.isFinite(value) && value >= 0) return value;
    throw new OperatorError(`--${name} ${values[name]} is not valid: give a number.`);
  };
  const faults = values.faults === "none" ? [] : values.faults.split(",");
  const known = faultKinds.filter((kind) => faults.includes(kind));
  if (known.length < faults.length)
    throw new OperatorError(`--faults ${values.faults} is not valid: choose among ${faultKinds.join(", ")}.`);
  return {
    nodes: number("nodes"),
    writes: number("writes"),
    minutes: number("minutes"),
    writers: number("writers"),
    faults: known,
    faultPause: number("fault-pause"),
    latencyMs: number("latency"),
    replicaDelayMs: values["replica-delay"] === undefined ? undefined : number("replica-delay"),
    losesNotifications: values["lose-notifications"],
    isCluster: values.cluster,
    valkey: values.valkey,
    varnish: values.varnish,
    env: Object.fromEntries(values.env.map((one) => one.split(/=(.*)/s).slice(0, 2))),
    program: path.resolve(values.program),
    port: number("port"),
    seed: number("seed"),
    json: values.json,
  };
}

async function measure(options: Options) {
  const edgePort = options.varnish ? await checkPort(0, "127.0.0.1") : 0;
  const edgeEnv = {
    EDGE: "varnish",
    EDGE_SECRET: varnishSecrets.edge,
    EDGE_PURGE_URL: `http://127.0.0.1:${edgePort}/`,
    EDGE_PURGE_TOKEN: varnishSecrets.purge,
  };
  const env = options.varnish ? { ...edgeEnv, ...options.env } : options.env;
  const { cluster, db, slugs, close } = await openClusterSite({ ...options, env, say }, articleCount);
  let varnish: TestVarnish | undefined;
  try {
    if (options.varnish) {
      varnish = await startVarnish(Number(new URL(cluster.url).port), edgePort);
      if (!varnish) throw new OperatorError("--varnish is not possible: varnishd with the module xkey is not here.");
    }
    for (const { databaseLink } of cluster.nodes) databaseLink.losesNotifications = options.losesNotifications;
    const site = { url: cluster.url, secret: cluster.secrets.auth, build: path.join(options.program, ".next") };
    const { seed, writes: count } = options;
    const writes = await openWritesOn({ ...site, db, otherDb: db, slugs, seed, writes: count });
    const targets: ReaderTarget[] = [
      ...cluster.nodes.map((node) => ({ url: node.url, node })),
      { url: cluster.url, node: undefined },
      ...(varnish ? [{ url: varnish.url, node: undefined, name: "varnish" }] : []),
    ];
    const { faults, hadFault, stop } = causeFaults({
      ...{ kinds: options.faults, pauseSeconds: options.faultPause, cluster },
      ...{ random: seeded(seed), say },
    });
    const observations: PageObservation[] = [];
    const authors: Record<AuthorObservation, number> = { seen: 0, missing: 0, missingDuringFault: 0, unanswered: 0 };
    let [begun, refused] = [0, 0];
    const writeTimes: number[] = [];
    const began = performance.now();
    const writer = async () => {
      while (begun < count && performance.now() - began < options.minutes * 60_000) {
        begun += 1;
        if (begun % 500 === 0) say(`  ${figure(begun)} of ${figure(count)}`);
        const sent = performance.now();
        const write = await writes.next();
        if (!write) {
          refused += 1;
          continue;
        }
        writeTimes.push(write.answered - sent);
        try {
          const asAuthor = write.authorsRequest ? targets.map((target) => askAsAuthor(write, target, hadFault)) : [];
          const pages = targets.flatMap((target) =>
            write.pages.map((page) => followPage(write, page, target, hadFault)),
          );
          for (const seen of await Promise.all(asAuthor)) authors[seen] += 1;
          observations.push(...(await Promise.all(pages)));
        } finally {
          write.release();
        }
      }
    };
    try {
      await Promise.all(Array.from({ length: options.writers }, writer));
    } finally {
      await stop();
    }
    const seconds = (performance.now() - began) / 1_000;
    return { begun, refused, seconds, observations, authors, faults, writeTimes };
  } finally {
    await varnish?.stop();
    await close();
  }
}

/** Counts requests by their target; those of a node while it had a fault itself are left out. */
function countRequests(observations: readonly PageObservation[]) {
  const targets = [...new Set(observations.map(({ target }) => target))].toSorted();
  return targets.map((target) => {
    const own = observations.filter((one) => one.target === target && (target === "balancer" || !one.hadFault));
    const sum = (of: (one: PageObservation) => number) => own.reduce((total, one) => total + of(one), 0);
    return { target, requests: sum(({ requests }) => requests), failures: sum(({ failures }) => failures) };
  });
}

async function main(): Promise<void> {
  const options = readOptions();
  if (!options) return say(usage);
  const { begun, refused, seconds, observations, authors, faults, writeTimes } = await measure(options);
  const waits = { write: median(writeTimes), page: median(observations.map(({ firstMs }) => firstMs)) };
  const kinds = [...new Set(observations.map(({ kind }) => kind))].toSorted();
  const groups: Record<string, Distribution> = {
    "all removals": summarizeStaleness(observations.filter(({ kind }) => removals.has(kind))),
    "all additions": summarizeStaleness(observations.filter(({ kind }) => !removals.has(kind))),
  };
  if (options.varnish) {
    const through = observations.filter(({ target }) => target === "varnish");
    groups["removals through Varnish"] = summarizeStaleness(through.filter(({ kind }) => removals.has(kind)));
    groups["additions through Varnish"] = summarizeStaleness(through.filter(({ kind }) => !removals.has(kind)));
  }
  for (const kind of kinds) groups[kind] = summarizeStaleness(observations.filter((one) => one.kind === kind));
  const load = loadavg()[0] ?? Number.NaN;
  const title = `${figure(begun)} random writes (seed ${options.seed}) on ${options.nodes} nodes in ${figure(seconds)} s, ${figure(refused)} refused or unanswered, load ${figure(load, 1)}: staleness at each node and the balancer, ms`;
  const rows = Object.entries(groups).map(
    ([name, one]): Row => [
      name,
      ...[figure(one.pages), figure(one.p50), figure(one.p99), figure(one.max)],
      ...[figure(one.staleAfter1s), figure(one.staleAfter1sWithFault), figure(one.unanswered)],
    ],
  );
  const columns: Row = ["write", "pages", "p50", "p99", "max", "stale after 1 s", "during a fault", "unanswered"];
  say(table(title, columns, rows));
  say(`Authors' next requests: ${figure(authors.seen)} showed the comment, ${figure(authors.missing)} did not,`);
  say(
    `  ${figure(authors.missingDuringFault)} did not during a fault, ${figure(authors.unanswered)} were not answered. Faults: ${faults.length}.`,
  );
  const requests = countRequests(observations);
  say(
    `Readers' requests: ${requests.map((one) => `${figure(one.requests)} at ${one.target}, ${figure(one.failures)} failed`).join("; ")}.`,
  );
  say(`Median times: ${figure(waits.write)} ms for a write, ${figure(waits.page)} ms for a page.`);
  const late = observations.filter((one) => one.staleMs > 1_000);
  for (const one of late.slice(0, 20))
    say(`  ${one.kind}: ${one.address} at ${one.target}: ${figure(one.staleMs)} ms${one.hadFault ? " (fault)" : ""}`);
  if (options.json) {
    const { json: _, ...settings } = options;
    const figures = {
      at: new Date().toISOString(),
      options: settings,
      load,
      begun,
      refused,
      seconds,
      groups,
      authors,
      requests,
      waits,
    };
    const causes = faults.map(({ kind, node, from, to }) => ({ kind, node: node?.name, ms: to - from }));
    writeFileSync(path.resolve(options.json), `${JSON.stringify({ ...figures, faults: causes, late }, null, 2)}\n`);
  }
  const isBad = late.some(({ hadFault }) => !hadFault) || authors.missing > 0;
  process.exitCode = isBad ? 1 : 0;
}

main().then(
  () => process.exit(),
  (error: unknown) => {
    console.error(sayError(error));
    process.exit(1);
  },
);
