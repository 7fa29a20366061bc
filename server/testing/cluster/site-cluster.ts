import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { checkPort } from "#server/process/port.ts";
import { root } from "../run-program.ts";
import { createTestFolder, removeTestFolder } from "../temporary-postgres.ts";
import { PostgresServer } from "./postgres-servers.ts";
import { migrateWith, startSharedServices } from "./shared-services.ts";
import { type SiteNode, type SiteNodes, startSiteNodes } from "./site-nodes.ts";
import { type StartedProgram, startHaproxy, startValkey } from "./system-programs.ts";
import { TcpProxy } from "./tcp-proxy.ts";
import type { Say } from "./tracked-process.ts";

export interface SiteClusterOptions {
  nodes: number;
  /** The folder of the built program. */
  program?: string;
  /** The balancer's port; the nodes' follow. 0: free ones. */
  port?: number;
  /** Starts a Valkey, with a link of its own for each node. */
  valkey?: boolean;
  /** Starts a standby that applies commits so much later (ms), from which the nodes read through a link each. */
  replicaDelayMs?: number | undefined;
  /** Delay of each direction between a node and its database (ms). */
  latencyMs?: number;
  /** Starts nodes of a cluster (VIGIE_CLUSTER=1), with a bucket and a mail server. */
  isCluster?: boolean;
  /** How often HAProxy sends a request again that failed. */
  retries?: number;
  /** Waits for the disk at each commit. */
  isDurable?: boolean;
  /** Further environment of every node. */
  env?: Record<string, string>;
  say: Say;
}

export interface SiteCluster {
  /** The site's address: the balancer's where HAProxy is installed, else the first node's. */
  url: string;
  /** Whether HAProxy is in front of the nodes. */
  isBalanced: boolean;
  database: PostgresServer;
  nodes: SiteNode[];
  secrets: SiteNodes["secrets"];
  valkey: StartedProgram | undefined;
  /** Kills Valkey, waits, and starts an empty one at the same port. */
  replaceValkey(pauseMs: number): Promise<void>;
  /** Between each node and Valkey. */
  valkeyLinks: TcpProxy[];
  /** Where `replicaDelayMs` was given. */
  standby: PostgresServer | undefined;
  /** Between each node and the standby. */
  replicaLinks: TcpProxy[];
  stop(): Promise<void>;
}

/** Starts a site of several nodes with its database and, where they are installed, HAProxy and Valkey. */
export async function startSiteCluster(options: SiteClusterOptions): Promise<SiteCluster> {
  const { say, program, latencyMs = 0, port = 0, isDurable = false } = options;
  const folder = createTestFolder();
  const closers: (() => Promise<unknown>)[] = [async () => removeTestFolder(folder)];
  const stop = async () => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  try {
    const database = await PostgresServer.startPrimary(path.join(folder, "database"), { isDurable });
    closers.push(() => database.stop());
    const valkeyFolder = path.join(folder, "valkey");
    let valkey = options.valkey ? await startValkey({ folder: valkeyFolder, say }) : undefined;
    closers.push(async () => valkey?.process.stop());
    const openLinks = async (target: { port: number; isPostgres?: boolean } | undefined) => {
      const links: TcpProxy[] = [];
      for (let n = 0; target && n < options.nodes; n += 1) {
        const link = await TcpProxy.open(target);
        links.push(link);
        closers.push(() => link.close());
      }
      return links;
    };
    const valkeyLinks = await openLinks(valkey);
    const standby =
      options.replicaDelayMs === undefined ? undefined : await database.startStandby(path.join(folder, "standby"));
    if (standby) closers.push(() => standby.stop());
    await standby?.setApplyDelay(options.replicaDelayMs ?? 0);
    const replicaLinks = await openLinks(standby && { port: standby.port, isPostgres: true });
    const balancerPort = await checkPort(port, "127.0.0.1");
    const siteUrl = `http://127.0.0.1:${balancerPort}`;
    const serversOf = (n: number): Record<string, string> => ({
      ...(valkeyLinks[n] && { VALKEY_URL: `redis://127.0.0.1:${valkeyLinks[n].port}` }),
      ...(standby && replicaLinks[n] && { DATABASE_REPLICA_URLS: replicaLinks[n].addressOf(standby.url) }),
    });
    const services = options.isCluster ? await startSharedServices() : undefined;
    if (services) {
      closers.push(() => services.close());
      await migrateWith(program ?? root, database.url, folder);
    }
    const site = await startSiteNodes({
      count: options.nodes,
      folder,
      databaseUrl: database.url,
      siteUrl,
      port: port === 0 ? 0 : port + 1,
      ...(program ? { program } : {}),
      env: ({ number }) => ({ ...services?.env, ...serversOf(number), ...options.env }),
    });
    closers.push(() => site.stop());
    for (const { databaseLink } of site.nodes)
      Object.assign(databaseLink.latencyMs, { toServer: latencyMs, toClient: latencyMs });
    const balancer = await startHaproxy(
      { folder: path.join(folder, "haproxy"), port: balancerPort, say },
      {
        ports: site.nodes.map((node) => node.port),
        ...(options.retries !== undefined && { retries: options.retries }),
      },
    );
    if (balancer) closers.push(() => balancer.process.stop());
    const url = balancer ? siteUrl : (site.nodes[0]?.url ?? siteUrl);
    return {
      ...{
        url,
        isBalanced: balancer !== undefined,
        database,
        standby,
        replicaLinks,
        valkeyLinks,
        nodes: site.nodes,
        secrets: site.secrets,
        stop,
      },
      get valkey() {
        return valkey;
      },
      async replaceValkey(pauseMs) {
        if (!valkey) return;
        await valkey.process.kill();
        await sleep(pauseMs);
        valkey = await startValkey({ folder: valkeyFolder, port: valkey.port, say });
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
