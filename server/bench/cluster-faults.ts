import { setTimeout as sleep } from "node:timers/promises";
import type { SiteCluster } from "../testing/cluster/site-cluster.ts";
import type { SiteNode } from "../testing/cluster/site-nodes.ts";

/** Faults of one node at a time, which may be stale or unavailable meanwhile. */
const nodeFaultKinds = ["kill", "cut", "half-open"] as const;
/** Faults of what the nodes share: because of them no page may be stale, and no request may fail. */
const sharedFaultKinds = ["transaction", "valkey-kill", "valkey-freeze", "replica-kill"] as const;
export const faultKinds = [...nodeFaultKinds, ...sharedFaultKinds] as const;
/**
 * A node is killed and started again; its database connections are reset, or become half-open. Another session keeps a
 * transaction open. Valkey is killed and started again empty, or answers nothing; the standby is killed and started again.
 */
export type FaultKind = (typeof faultKinds)[number];

export interface Fault {
  kind: FaultKind;
  /** Undefined: none in particular. */
  node: SiteNode | undefined;
  from: number;
  /** Infinity while it lasts (`performance.now()`). */
  to: number;
}

interface FaultOptions {
  kinds: readonly FaultKind[];
  /** Between the end of one and the beginning of the next (s). */
  pauseSeconds: number;
  cluster: SiteCluster;
  random: { next(): number };
  say(line: string): void;
}

/** How long a link stays cut or half-open, or a service is unavailable (ms). */
const linkFaultMs = 8_000;
/** How long a killed node stays down (ms). */
const killPauseMs = 1_000;
const transactionMs = 60_000;

/** Causes random faults, one after the other, until it is stopped; the last one is then healed. */
export function causeFaults({ kinds, pauseSeconds, cluster, random, say }: FaultOptions) {
  const faults: Fault[] = [];
  const stopping = new AbortController();
  const pause = (ms: number) => sleep(ms, undefined, { signal: stopping.signal }).catch(() => {});
  const choose = <T>(from: readonly T[]) => from[Math.floor(random.next() * from.length)];

  const effects: Record<FaultKind, (node: SiteNode) => Promise<void>> = {
    kill: (node) => node.restartAfterKill(killPauseMs),
    async cut(node) {
      node.databaseLink.cut();
      await pause(linkFaultMs);
      node.databaseLink.heal();
    },
    async "half-open"(node) {
      node.databaseLink.makeHalfOpen();
      await pause(linkFaultMs);
      node.databaseLink.heal();
    },
    transaction: () =>
      cluster.database.withSql(async (sql) => {
        await sql.begin(async (tx) => {
          // Only a transaction that has written has an id, which snapshots list.
          await tx`select pg_current_xact_id()`;
          await pause(transactionMs);
        });
      }),
    "valkey-kill": () => cluster.replaceValkey(linkFaultMs),
    async "valkey-freeze"() {
      cluster.valkey?.process.pause();
      await pause(linkFaultMs);
      cluster.valkey?.process.resume();
    },
    async "replica-kill"() {
      await cluster.standby?.kill();
      await pause(linkFaultMs);
      await cluster.standby?.start();
    },
  };

  const run = async () => {
    while (!stopping.signal.aborted && kinds.length > 0) {
      await pause(pauseSeconds * 1_000);
      const [kind, node] = [choose(kinds), choose(cluster.nodes)];
      if (stopping.signal.aborted || !kind || !node) return;
      const fault: Fault = {
        kind,
        node: nodeFaultKinds.some((one) => one === kind) ? node : undefined,
        from: performance.now(),
        to: Number.POSITIVE_INFINITY,
      };
      faults.push(fault);
      await effects[kind](node);
      fault.to = performance.now();
      say(`  ${kind}${fault.node ? ` of ${node.name}` : ""}: ${Math.round(fault.to - fault.from)} ms`);
    }
  };
  const running = run();
  // Awaited by `stop`; until then a failure must not end the process.
  running.catch(() => {});
  return {
    faults,
    /**
     * Whether the node (for the load balancer: any node) had a fault between the two moments, or in the second before.
     */
    hadFault(node: SiteNode | undefined, from: number, to: number): boolean {
      return faults.some(
        (fault) => fault.node && (!node || fault.node === node) && fault.from <= to && fault.to + 1_000 >= from,
      );
    },
    async stop(): Promise<void> {
      stopping.abort();
      await running;
    },
  };
}
