import { sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { webNodes } from "#db/schema.ts";
import { env } from "#lib/env.ts";
import { maxListedNodes, type NodeFacts } from "../checks/nodes.ts";

/**
 * Lists the nodes of the site, by the database's clock. It leaves out a node that died once another one of its kind has
 * started on the same host, or after a day.
 */
export async function measureNodes(db: Executor): Promise<NodeFacts> {
  if (!env().VIGIE_CLUSTER) return { isCluster: false, nodes: [], total: 0 };
  const age = (at: typeof webNodes.beatAt | typeof webNodes.startedAt) =>
    sql<number>`greatest(0, extract(epoch from now() - ${at}))::float8`;
  const rows = await db
    .select({
      host: sql<string>`left(${webNodes.host}, 255)`,
      build: sql<string>`left(${webNodes.build}, 8)`,
      servesReaders: webNodes.servesReaders,
      startedSeconds: age(webNodes.startedAt),
      heartbeatSeconds: age(webNodes.beatAt),
      total: sql<number>`(count(*) over ())::int`,
    })
    .from(webNodes)
    .where(
      sql`${webNodes.beatAt} > now() - interval '1 day' and not exists (
        select from ${webNodes} as later where later.host = ${webNodes.host}
          and later.serves_readers = ${webNodes.servesReaders} and later.started_at > ${webNodes.beatAt})`,
    )
    .orderBy(webNodes.beatAt)
    .limit(maxListedNodes);
  return {
    isCluster: true,
    nodes: rows.map(({ total: _, ...node }) => node),
    total: rows[0]?.total ?? 0,
  };
}
