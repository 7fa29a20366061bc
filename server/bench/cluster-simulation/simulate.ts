import type { Urgency } from "#db/invalidation.ts";
import { seeded } from "#server/cli/synthetic-corpus/random.ts";
import { zipfRates } from "./cache-models.ts";
import { type SimulatedChange, SimulatedChangeLog, type SimulatedWrite } from "./changes.ts";
import { EventQueue } from "./event-queue.ts";
import { SimulatedFollower } from "./follower.ts";
import { SimulatedNode } from "./node.ts";
import { SimulatedPurges } from "./purges.ts";
import { SimulatedSharedPages } from "./shared-pages.ts";

export type { SimulatedWrite } from "./changes.ts";

const urgencyOf: Record<SimulatedWrite, Urgency> = {
  comment: "soon",
  vote: "soon",
  correction: "now",
  publication: "update",
};

/** The newest articles, whose cards with their numbers of comments are on the front page. */
const articlesOnFrontPage = 30;

export interface SimulationInput {
  seed: number;
  nodes: number;
  seconds: number;
  valkey: boolean;
  /** Standbys from which the nodes render, in turn, with the mean of how far they are behind (ms). */
  replicas?: { count: number; meanLagMs: number } | undefined;
  /** Cache in front of the site. */
  edge?: { delaysMs: readonly number[]; maxKeys: number; requestMs: number } | undefined;
  articles: number;
  /** Requests a second of pages that reach all nodes together, distributed over the articles by Zipf. */
  pageRequests: number;
  exponent: number;
  /** Writes a second of each kind, on articles by the same distribution, at any node. */
  writes: Partial<Record<SimulatedWrite, number>>;
  /** Meanwhile the first article has so many requests and comments a second more. */
  burst?: { fromSecond: number; seconds: number; pageRequests: number; comments: number } | undefined;
  /** Notifications do not arrive. */
  losesNotifications?: boolean;
  /** Writes that come from another process, for instance the command line, which notifies after each. */
  elsewhere?: readonly SimulatedWrite[];
  /** The shares of requests for the front page and for discussions (default: as in mixed-load.ts). */
  mix?: { frontPage: number; discussions: number };
  /** Measured times (ms): a read of the log, a render, one call of Valkey, a response after its commit. */
  times: { readMs: number; threadMs: number; waitMs: number; valkeyMs: number; responseMs: number };
  /** Clients that request the pages of each write from every node, with this pause (ms), until they show it. */
  followWithPauseMs?: number;
}

export interface SimulationResult {
  changes: number;
  notifications: number;
  /** Of each node. */
  nodes: { renders: number; fromOthers: number; reads: number; rows: number }[];
  renders: number;
  /** Milliseconds from each commit until no node shows the article without it, ascending. */
  lags: Record<SimulatedWrite, number[]>;
  /** Milliseconds from each response until the last stale answer, as clients see it, ascending. */
  staleness: Record<SimulatedWrite, number[]>;
  valkey: { commands: number; found: number; awaited: number; stored: number } | undefined;
  purges: { requests: number; keys: number } | undefined;
}

/** How long the simulation continues after the last write (ms), so that everything is read. */
const settleMs = 5_000;

/** Runs a site of several nodes in simulated time: the same input gives the same result. */
export function simulate(input: SimulationInput): SimulationResult {
  const { articles, nodes: count, times, replicas } = input;
  const random = seeded(input.seed);
  const queue = new EventQueue();
  const log = new SimulatedChangeLog(
    seeded(input.seed + 1),
    Array.from({ length: replicas?.count ?? 0 }, () => replicas?.meanLagMs ?? 0),
  );
  const sharedPages = input.valkey ? new SimulatedSharedPages(queue, times.valkeyMs) : undefined;
  const purges = input.edge && new SimulatedPurges(queue, input.edge);
  const frontPage = 2 * articles;
  const mix = input.mix ?? { frontPage: 0.04, discussions: 0.06 };
  const shares = zipfRates(1, articles, input.exponent);
  const burst = input.burst;
  const isBurst = () =>
    burst !== undefined &&
    queue.now >= burst.fromSecond * 1_000 &&
    queue.now < (burst.fromSecond + burst.seconds) * 1_000;
  /** Requests a second of a page at one node. */
  const rateOf = (page: number) => {
    if (page === frontPage) return (mix.frontPage * input.pageRequests) / count;
    const share = shares[page >> 1] ?? 0;
    const own = share * input.pageRequests * (page % 2 === 0 ? 1 - mix.frontPage - mix.discussions : mix.discussions);
    return (own + (page === 0 && isBurst() ? (burst?.pageRequests ?? 0) : 0)) / count;
  };
  const nextRequest = (page: number) => (-Math.log(1 - random.next()) / rateOf(page)) * 1_000;

  const lagOf = new Map<SimulatedChange, number>();
  const onCurrent = (change: SimulatedChange, page: number, at: number) => {
    if (page !== change.pages[0]) return;
    lagOf.set(change, Math.max(lagOf.get(change) ?? 0, at - change.committedAt));
  };
  const nodes = Array.from({ length: count }, (_, n) => {
    const server = replicas ? 1 + (n % replicas.count) : 0;
    const node = new SimulatedNode({
      ...{ queue, log, server, sharedPages, onCurrent },
      render: { threadMs: times.threadMs, waitMs: times.waitMs },
      nextRequest: input.followWithPauseMs === undefined ? nextRequest : undefined,
    });
    const recorded = new Set<number>();
    const follower = new SimulatedFollower(
      {
        ...{ queue, log, server, readMs: times.readMs },
        onRead(changes) {
          node.noteRead(changes, recorded);
          // The purger is in one node, and reads the primary.
          if (n === 0) for (const change of changes) purges?.add(change.pages);
        },
        notify: () => notifyOthers(n),
      },
      random.next() * 250,
    );
    node.follower = follower;
    for (let page = 0; page <= frontPage; page += 1) node.keep(page);
    return { node, follower, recorded };
  });
  let notifications = 0;
  const notifyOthers = (from: number | undefined) => {
    notifications += 1;
    if (input.losesNotifications) return;
    for (const [n, { follower }] of nodes.entries())
      if (n !== from) queue.add(queue.now + times.readMs / 2, () => follower.await());
  };

  const noTimes = () => ({ comment: [], vote: [], correction: [], publication: [] });
  const staleness: SimulationResult["staleness"] = noTimes();
  /** Requests the change's page from a node as a client does, until it shows the change. */
  const follow = (node: SimulatedNode, change: SimulatedChange, pauseMs: number) => {
    const page = change.pages[0] ?? frontPage;
    const began = queue.now + times.responseMs;
    let staleAt = began;
    const ask = () =>
      node.request(page, (contains) => {
        if (contains >= change.index) {
          staleness[change.write].push(staleAt - began);
          return;
        }
        staleAt = queue.now;
        queue.add(queue.now + pauseMs, ask);
      });
    queue.add(began, ask);
  };

  const commit = (write: SimulatedWrite, article: number) => {
    const at = input.elsewhere?.includes(write) ? undefined : random.whole(count);
    const isOnFrontPage = article < articlesOnFrontPage && write !== "vote";
    const pages = [2 * article, ...(write === "vote" ? [] : [2 * article + 1]), ...(isOnFrontPage ? [frontPage] : [])];
    const change = log.commit({ committedAt: queue.now, node: at, write, urgency: urgencyOf[write], pages });
    const own = at === undefined ? undefined : nodes[at];
    if (own) {
      own.recorded.add(change.index);
      own.node.record(change);
      own.follower.announce();
    } else notifyOthers(undefined);
    if (input.followWithPauseMs !== undefined)
      for (const { node } of nodes) follow(node, change, input.followWithPauseMs);
  };
  const cumulative = cumulate(shares);
  const writeRandomly = (write: SimulatedWrite, perSecond: number, from: number, to: number, article?: number) => {
    if (perSecond <= 0) return;
    for (let at = from; ; ) {
      at += (-Math.log(1 - random.next()) / perSecond) * 1_000;
      if (at >= to) return;
      const chosen = article ?? findPlace(cumulative, random.next());
      queue.add(at, () => commit(write, chosen));
    }
  };
  const end = input.seconds * 1_000;
  for (const [write, perSecond] of Object.entries(input.writes) as [SimulatedWrite, number][])
    writeRandomly(write, perSecond, 0, end);
  if (burst)
    writeRandomly("comment", burst.comments, burst.fromSecond * 1_000, (burst.fromSecond + burst.seconds) * 1_000, 0);
  queue.runUntil(end + settleMs);
  for (const { node } of nodes) node.finish();

  const lags: SimulationResult["lags"] = noTimes();
  for (const [{ write }, ms] of lagOf) lags[write].push(ms);
  for (const list of [...Object.values(lags), ...Object.values(staleness)]) list.sort((a, b) => a - b);
  return {
    changes: log.all.length,
    notifications,
    nodes: nodes.map(({ node, follower }) => ({
      ...node.counts,
      reads: follower.counts.reads,
      rows: follower.counts.rows,
    })),
    renders: nodes.reduce((sum, { node }) => sum + node.counts.renders, 0),
    lags,
    staleness,
    valkey: sharedPages?.counts,
    purges: purges?.counts,
  };
}

function cumulate(shares: Float64Array): Float64Array {
  let sum = 0;
  return shares.map((share) => {
    sum += share;
    return sum;
  });
}

/** The first place whose cumulated share is greater. */
function findPlace(cumulative: Float64Array, share: number): number {
  let [low, high] = [0, cumulative.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((cumulative[middle] ?? 1) > share) high = middle;
    else low = middle + 1;
  }
  return low;
}
