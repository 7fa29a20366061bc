import { evictedPerSecond, forgottenPerSecond, zipfRates } from "./cache-models.ts";
import type { ClusterCosts } from "./costs.ts";
import type { SimulationInput, SimulationResult } from "./simulate.ts";

/** What the simulation of page caches leaves out, because each request costs the same. A second, at all nodes. */
export interface DirectLoad {
  /** Requests for pages of everyone. */
  pageRequests: number;
  /** Of them those of members, each followed by one for viewer data. */
  memberRequests: number;
  privatePages: number;
}

/** What there is, in cores. Of a node one core is the main thread's and one the render thread's. */
export interface Capacity {
  primaryCores: number;
  replicaCores: number;
}

/** The articles that a node keeps in memory: 64 MB, of which a page counts for half of its plain size (page.ts). */
const pagesInMemory = ({ requests }: ClusterCosts) => (64 * 1_048_576) / (1_000 + 0.5 * requests.pageBytes.plain);
/** Valkey keeps a page for an hour at most (s). */
const keptInValkey = 3_600;

/** How much of each part a load uses; 1 is all of it. */
export interface Use {
  mainThread: number;
  renderThread: number;
  /** Cores of all nodes together. */
  nodeCores: number;
  primary: number;
  primaryCores: number;
  replica: number;
  valkey: number;
  statementsOnPrimary: number;
  /** Pages a second that a node had evicted. */
  evicted: number;
  notifications: number;
  rowsRead: number;
  bytesRead: number;
  first: string;
}

export function computeUse(
  input: SimulationInput,
  result: SimulationResult,
  load: DirectLoad,
  capacity: Capacity,
  { requests, cluster }: ClusterCosts,
): Use {
  const { nodes: count, replicas } = input;
  const perSecond = (total: number) => total / input.seconds;
  const sum = (of: (node: SimulationResult["nodes"][number]) => number) =>
    result.nodes.reduce((total, node) => total + of(node), 0);
  const ofArticles = zipfRates(load.pageRequests * 0.9, input.articles, input.exponent);
  const atOneNode = ofArticles.map((rate) => rate / count);
  const evicted = count * evictedPerSecond(atOneNode, pagesInMemory({ requests, cluster }));
  const writes = Object.entries(input.writes).reduce((total, [, one]) => total + one, 0);
  const comments = writes - (input.writes.vote ?? 0);
  const [votes, reads, rows] = [
    input.writes.vote ?? 0,
    perSecond(sum((one) => one.reads)),
    perSecond(sum((one) => one.rows)),
  ];
  // A page that was evicted is found in Valkey, if any node has rendered it within an hour; else it is rendered.
  const rendersOfEvicted = input.valkey ? Math.min(evicted, forgottenPerSecond(ofArticles, keptInValkey)) : evicted;
  const found = (input.valkey ? evicted - rendersOfEvicted : 0) + perSecond(result.valkey?.found ?? 0);
  const stored = perSecond(result.valkey?.stored ?? 0);
  const renders = perSecond(result.renders) + rendersOfEvicted;
  const notifications = perSecond(result.notifications);
  const { logRead, notification, valkey, rest } = cluster;
  const mainMs =
    load.pageRequests * requests.hit.nodeMs +
    load.memberRequests * requests.viewerData.nodeMs +
    comments * requests.comment.nodeMs +
    votes * requests.vote.nodeMs +
    reads * logRead.nodeMs +
    rows * logRead.nodeMsOfRow +
    found * valkey.foundNodeMs +
    stored * valkey.storedNodeMs +
    count * rest.web.nodeMs;
  const renderMs = renders * requests.render.threadMs + load.privatePages * requests.privatePage.nodeMs;
  // V8's own threads, which compile and collect garbage.
  const otherMs = renders * (requests.render.nodeMs - requests.render.threadMs);
  const logMs = reads * logRead.postgresMs + rows * logRead.postgresMsOfRow;
  const renderedMs = renders * requests.render.postgresMs;
  const primaryMs =
    comments * requests.comment.postgresMs +
    votes * requests.vote.postgresMs +
    load.memberRequests * requests.viewerData.postgresMs +
    load.privatePages * requests.privatePage.postgresMs +
    notifications * (notification.postgresMs + (count + 1) * notification.postgresMsOfListener) +
    count * rest.web.postgresMs +
    (rest.worker.postgresMs - rest.web.postgresMs) +
    (replicas ? 0 : logMs + renderedMs);
  const use = {
    mainThread: mainMs / count / 1_000,
    renderThread: renderMs / count / 1_000,
    primary: primaryMs / 1_000 / capacity.primaryCores,
    replica: replicas ? (logMs + renderedMs) / 1_000 / replicas.count / capacity.replicaCores : 0,
    valkey: (found * valkey.foundValkeyMs + stored * valkey.storedValkeyMs) / 1_000,
  };
  const [first = ""] = Object.entries(use).toSorted(([, a], [, b]) => b - a)[0] ?? [];
  return {
    ...use,
    nodeCores: (mainMs + renderMs + otherMs) / 1_000,
    primaryCores: primaryMs / 1_000,
    statementsOnPrimary:
      comments * requests.comment.statements +
      votes * requests.vote.statements +
      load.memberRequests * requests.viewerData.statements +
      load.privatePages * requests.privatePage.statements +
      notifications +
      count * rest.web.statements +
      (rest.worker.statements - rest.web.statements) +
      // A node at rest reads the log four times a second, which is counted already.
      (replicas ? 0 : Math.max(0, reads - 4 * count) + renders * requests.render.statements),
    evicted,
    notifications,
    rowsRead: rows,
    bytesRead: rows * logRead.bytesOfRow,
    first,
  };
}
