import { setTimeout as sleep } from "node:timers/promises";
import type { PostgresServer } from "../testing/cluster/postgres-servers.ts";
import type { SiteNode } from "../testing/cluster/site-nodes.ts";

export const faultKinds = ["kill", "cut", "half-open", "transaction"] as const;
/**
 * What happens to one node at a time: it is killed and started again; its database connections are reset; they become
 * half-open; or, to all nodes, another session keeps a transaction open.
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
  nodes: readonly SiteNode[];
  database: PostgresServer;
  random: { next(): number };
  say(line: string): void;
}

/** How long a link stays cut or half-open, and a killed node stays away (ms). */
const linkFaultMs = 8_000;
const killPauseMs = 1_000;
const transactionMs = 60_000;

/** Causes random faults, one after the other, until it is stopped; the last one is then healed. */
export function causeFaults({ kinds, pauseSeconds, nodes, database, random, say }: FaultOptions) {
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
      database
        .withSql((sql) =>
          sql.begin(async (tx) => {
            // Only a transaction that has written has an id, which snapshots list.
            await tx`select pg_current_xact_id()`;
            await pause(transactionMs);
          }),
        )
        .then(() => {}),
  };

  const run = async () => {
    while (!stopping.signal.aborted && kinds.length > 0) {
      await pause(pauseSeconds * 1_000);
      const [kind, node] = [choose(kinds), choose(nodes)];
      if (stopping.signal.aborted || !kind || !node) return;
      const fault: Fault = {
        kind,
        node: kind === "transaction" ? undefined : node,
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
    /** Whether the node was, between the two moments or in the second before, not in its normal state. */
    concerned(node: SiteNode | undefined, from: number, to: number): boolean {
      return faults.some(
        (fault) =>
          fault.kind !== "transaction" &&
          (!node || fault.node === node) &&
          fault.from <= to &&
          fault.to + 1_000 >= from,
      );
    },
    async stop(): Promise<void> {
      stopping.abort();
      await running;
    },
  };
}
