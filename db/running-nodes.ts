import type { connect } from "./client.ts";

type Sql = ReturnType<typeof connect>["sql"];

/** A node writes a heartbeat each second. After this long without one (seconds) it is not running, or cannot write. */
const maxHeartbeatAgeSeconds = 30;
/** Hosts that a message names. */
const maxNamedHosts = 5;

/** A node that is running now. */
export interface RunningNode {
  host: string;
  /**
   * When the newest migration that its code knows was made. Null: its code is older than the migration that added the
   * column, so that it knows none that is newer.
   */
  newestMigration: number | null;
}

/** Lists the nodes of this database that are running now, also those that only run jobs. */
export async function listRunningNodes(sql: Sql): Promise<RunningNode[]> {
  const [table] = await sql`select to_regclass('public.web_nodes') is not null as there`;
  if (!table?.there) return [];
  // The database may be older than the column.
  const rows = await sql<{ host: string; newest: string | null }[]>`
    select host, to_jsonb(node) ->> 'newest_migration' as newest from public.web_nodes as node
    where beat_at > now() - make_interval(secs => ${maxHeartbeatAgeSeconds})
    order by host`;
  return rows.map(({ host, newest }) => ({ host, newestMigration: newest === null ? null : Number(newest) }));
}

/** Says how many nodes are running, and where: "2 nodes are running (web1, web2)". */
export function describeRunningNodes(hosts: readonly string[]): string {
  const names = [...new Set(hosts)];
  const more = names.length > maxNamedHosts ? ` and ${names.length - maxNamedHosts} more hosts` : "";
  const listed = `${names.slice(0, maxNamedHosts).join(", ")}${more}`;
  return `${hosts.length} node${hosts.length === 1 ? " is" : "s are"} running (${listed})`;
}
