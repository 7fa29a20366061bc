import type { connect } from "./client.ts";

type Sql = ReturnType<typeof connect>["sql"];

/** A node writes a heartbeat each second. After this long without one (seconds) it is not running, or cannot write. */
const maxHeartbeatAgeSeconds = 30;
/** Hosts that a message names. */
const maxNamedHosts = 5;

/** Lists the hosts of the nodes that serve the site from this database now, one for each node. */
export async function listRunningNodes(sql: Sql): Promise<string[]> {
  const [table] = await sql`select to_regclass('public.web_nodes') is not null as there`;
  if (!table?.there) return [];
  const rows = await sql<{ host: string }[]>`
    select host from public.web_nodes where beat_at > now() - make_interval(secs => ${maxHeartbeatAgeSeconds})
    order by host`;
  return rows.map(({ host }) => host);
}

/** Says how many nodes are running, and where: "2 nodes are running (web1, web2)". */
export function describeRunningNodes(hosts: readonly string[]): string {
  const names = [...new Set(hosts)];
  const more = names.length > maxNamedHosts ? ` and ${names.length - maxNamedHosts} more hosts` : "";
  const listed = `${names.slice(0, maxNamedHosts).join(", ")}${more}`;
  return `${hosts.length} node${hosts.length === 1 ? " is" : "s are"} running (${listed})`;
}
