import { z } from "zod";
import { count, seconds, text } from "./facts.ts";
import { findingsOf, type HealthFinding } from "./rules.ts";

/** How many nodes are listed. */
export const maxListedNodes = 100;

/** The nodes of a site on several machines (VIGIE_CLUSTER=1), also those that only run jobs. */
export const nodeFacts = z.object({
  /** Whether the site has nodes at all. */
  isCluster: z.boolean(),
  /** The silent ones first. */
  nodes: z
    .array(
      z.object({
        host: text(255),
        /** The beginning of the hash of its build; empty if it has none, as a node that only runs jobs may. */
        build: text(64),
        /** Facts that an earlier version stored list only nodes that serve readers. */
        servesReaders: z.boolean().default(true),
        startedSeconds: seconds,
        /** How long ago it wrote its last heartbeat. */
        heartbeatSeconds: seconds,
      }),
    )
    .max(maxListedNodes),
  /** Nodes in all. */
  total: count,
});
export type NodeFacts = z.infer<typeof nodeFacts>;

/**
 * A node writes a heartbeat each second, and deletes its row when it is stopped. After this time without one it is
 * silent.
 */
export const silentSeconds = 60;
/** How many nodes a sentence names. */
const maxNamedNodes = 3;
/** An upgrade of all nodes takes less. */
const upgradeSeconds = 3_600;

const result = findingsOf("nodes");

const isSilent = ({ heartbeatSeconds }: NodeFacts["nodes"][number]): boolean => heartbeatSeconds >= silentSeconds;

/** Assesses whether every node that was not stopped still works, and whether all run the same build. */
export function assessNodes({ isCluster, nodes, total }: NodeFacts): HealthFinding {
  if (!isCluster) return result.ok("nodesSingle");
  const silent = nodes.filter(isSilent);
  const serving = nodes.filter((node) => node.servesReaders && !isSilent(node));
  // Stored facts may list more nodes than they count.
  const nodeCount = Math.max(total, nodes.length);
  // The list begins with the silent ones: if it is full, nodes that it leaves out may serve readers.
  if (serving.length === 0 && nodes.length === nodeCount) return result.bad("nodesNone");
  if (silent.length > 0)
    return result.bad("nodesSilent", {
      count: silent.length,
      hosts: nameHosts(silent.map(({ host }) => host)),
      silentSeconds: Math.max(...silent.map(({ heartbeatSeconds }) => heartbeatSeconds)),
    });
  const builds = new Set(nodes.map(({ build }) => build).filter((build) => build !== ""));
  const newestStart = Math.min(...nodes.map(({ startedSeconds }) => startedSeconds));
  if (builds.size > 1 && newestStart >= upgradeSeconds) return result.look("nodesMixed", { count: builds.size });
  const jobNodes = nodes.filter((node) => !node.servesReaders).length;
  return result.ok("nodesOk", { count: nodeCount - jobNodes, jobNodes });
}

/** The first hosts of a list, and "…" if there are more. */
export const nameHosts = (hosts: readonly string[]): string =>
  [...hosts.slice(0, maxNamedNodes), ...(hosts.length > maxNamedNodes ? ["…"] : [])].join(", ");
