import { setTimeout as sleep } from "node:timers/promises";
import { OperatorError } from "#lib/operator-error.ts";
import { openClusterSite } from "../cluster-site.ts";
import { countFailed, listFailed, startSteadyRequests } from "./steady-requests.ts";

interface Options {
  program: string;
  /** GET requests a second. */
  rate: number;
  /** How often a node is killed, and how often one is stopped. */
  losses: number;
  say(line: string): void;
}

/** Before and after the loss of a node (ms). */
const steadyMs = 3_000;

/** Kills nodes (SIGKILL), then stops nodes (SIGTERM), while readers send requests through HAProxy. */
export async function measureNodeLoss({ program, rate, losses, say }: Options) {
  const { cluster, slugs, close } = await openClusterSite({ nodes: 2, isCluster: true, program, say }, 20);
  try {
    if (!cluster.isBalanced) throw new OperatorError("The loss of a node needs HAProxy.");
    const addresses = ["/", ...slugs.map((slug) => `/articles/${slug}`)];
    const warmUp = async () => {
      for (const node of cluster.nodes) for (const address of addresses) await fetch(node.url + address);
    };
    const results = [];
    for (const signal of ["SIGKILL", "SIGTERM"] as const) {
      const total = { signal, losses: 0, requests: 0, failed: 0, rate: 0, why: [] as string[] };
      for (let n = 0; n < losses; n += 1) {
        const node = cluster.nodes[n % cluster.nodes.length];
        if (!node) continue;
        await warmUp();
        const load = startSteadyRequests(cluster.url, { rate, addresses });
        const began = performance.now();
        await sleep(steadyMs);
        if (signal === "SIGKILL") await node.process.kill();
        else await node.process.stop();
        await sleep(steadyMs);
        await load.end();
        const seconds = (performance.now() - began) / 1_000;
        total.losses += 1;
        total.requests += load.done + countFailed(load);
        total.failed += countFailed(load);
        total.rate += (load.done + countFailed(load)) / seconds / losses;
        if (load.failed.size > 0) total.why.push(listFailed(load));
        say(`${signal} of ${node.name}: ${countFailed(load)} of ${load.done + countFailed(load)} requests failed.`);
        await node.start();
        // Until HAProxy sends it requests again.
        await sleep(2_000);
      }
      results.push(total);
    }
    return results;
  } finally {
    await close();
  }
}
