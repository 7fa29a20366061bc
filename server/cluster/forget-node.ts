import { and, eq, lt, sql } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { webNodes } from "#db/schema.ts";
import { silentSeconds } from "#features/health/checks/nodes.ts";
import { formatSeconds } from "#features/health/wording/figures.ts";
import { OperatorError } from "#lib/operator-error.ts";

interface ForgottenNode {
  host: string;
  /** How long ago its last heartbeat was. */
  silentSeconds: number;
  /** Whether another node on this host is running. */
  hasRunningNode: boolean;
}

/** How many hosts the refusal of an unknown one names. */
const maxNamedHosts = 20;

const heartbeatAge = sql<number>`extract(epoch from now() - ${webNodes.beatAt})::float8`;

/**
 * Deletes the rows of the nodes that died on a host, so that they are no longer reported. Throws an OperatorError if
 * the host has no such node.
 */
export async function forgetNode(db: Database, host: string): Promise<ForgottenNode> {
  const deleted = await db
    .delete(webNodes)
    .where(and(eq(webNodes.host, host), lt(webNodes.beatAt, sql`now() - make_interval(secs => ${silentSeconds})`)))
    .returning({ age: heartbeatAge });
  const left = await db.select({ host: webNodes.host, age: heartbeatAge }).from(webNodes).orderBy(webNodes.host);
  const running = left.filter((node) => node.host === host).map(({ age }) => age);
  if (deleted.length > 0)
    return { host, silentSeconds: Math.min(...deleted.map(({ age }) => age)), hasRunningNode: running.length > 0 };
  if (running.length > 0)
    throw new OperatorError(
      `${host} still reports (last heartbeat ${describeAge(Math.min(...running))} ago): stop it, which removes it from the list, or wait ${silentSeconds} seconds after it died; nothing was changed.`,
    );
  const hosts = [...new Set(left.map((node) => node.host))];
  const known = hosts.length > maxNamedHosts ? [...hosts.slice(0, maxNamedHosts), "…"] : hosts;
  throw new OperatorError(
    hosts.length === 0
      ? `There is no node ${host}: none is registered.`
      : `There is no node ${host}. The registered ones are: ${known.join(", ")}.`,
  );
}

/** Says what `forgetNode` did. */
export function describeForgottenNode({ host, silentSeconds: age, hasRunningNode }: ForgottenNode): string[] {
  return [
    `Forgot ${host}, whose last heartbeat was ${describeAge(age)} ago: it is no longer reported. If it runs again, it is listed again.`,
    ...(hasRunningNode ? [`Another node on ${host} is running, and remains listed.`] : []),
  ];
}

const describeAge = (seconds: number) => formatSeconds(Math.max(0, seconds), { locale: "en", unitDisplay: "long" });
