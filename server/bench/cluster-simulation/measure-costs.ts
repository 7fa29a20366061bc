import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { loadavg } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { commentCacheTags } from "#db/cache-tags/comments.ts";
import { findChangeLogEnd, readChanges } from "#db/change-log.ts";
import { connect } from "#db/client.ts";
import { changesChannel } from "#db/invalidation.ts";
import { migrate } from "#db/migrate.ts";
import { openLastingConnection } from "#db/single-connection.ts";
import { InvalidationLog } from "#lib/cache/invalidation-log.ts";
import { OperatorError } from "#lib/operator-error.ts";
import { ValkeyClient } from "#lib/valkey/valkey-client.ts";
import { makeProse } from "#server/cli/synthetic-corpus/prose.ts";
import { seeded } from "#server/cli/synthetic-corpus/random.ts";
import { startVarnish, varnishSecrets } from "#server/edge/varnish-testing.ts";
import { SeenChanges } from "#server/page-cache/shared-pages/seen-changes.ts";
import { SharedPages } from "#server/page-cache/shared-pages/shared-pages.ts";
import { listenOn } from "#server/process/port.ts";
import { PostgresServer } from "#server/testing/cluster/postgres-servers.ts";
import { startSiteCluster } from "#server/testing/cluster/site-cluster.ts";
import { startValkey } from "#server/testing/cluster/system-programs.ts";
import { createTestFolder, removeTestFolder } from "#server/testing/temporary-postgres.ts";
import { processorTime } from "../child-process.ts";
import { median } from "../http-load.ts";
import { findPostmaster, processorTimeOfFamily } from "../processor-time.ts";
import type { ClusterCosts } from "./costs.ts";

type Measured = ClusterCosts["cluster"];

/** Processor time of this process (ms). */
const ownTime = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
};

/** Measures what several nodes cost beyond the requests that each answers. `program`: a built site. */
export async function measureClusterCosts(options: {
  program: string;
  port: number;
  pageBytes: number;
  say(line: string): void;
}): Promise<Omit<Measured, "command" | "date" | "commit" | "load">> {
  const { say } = options;
  const folder = createTestFolder();
  try {
    const database = await PostgresServer.startPrimary(path.join(folder, "database"), { isDurable: true });
    try {
      await migrate(database.url, { say: () => {} });
      say("  reads of the change log");
      const logRead = await measureLogReads(database);
      say("  notifications");
      const notification = await measureNotifications(database);
      say("  pages in Valkey");
      const valkey = await measureValkey(folder, options.pageBytes);
      say("  purges of Varnish");
      const purgeMs = await measurePurges(options.port);
      say("  nodes at rest");
      const rest = { web: await measureRest(options, "0"), worker: await measureRest(options, "1") };
      return { logRead, notification, valkey, rest, purgeMs };
    } finally {
      await database.stop();
    }
  } finally {
    removeTestFolder(folder);
  }
}

/** Reads the log as a node does, without new rows and with a hundred. */
async function measureLogReads(database: PostgresServer): Promise<Measured["logRead"]> {
  // As a node does that is not behind a pooler.
  globalThis.vigieCanPrepare = true;
  const { sql, close } = connect(database.url, { max: 1 });
  const postmaster = await database.withSql(findPostmaster);
  const measure = async (reads: number, rows: number) => {
    let { position } = await findChangeLogEnd(sql);
    const waits: number[] = [];
    let [node, postgres] = [0, 0];
    for (let n = 0; n < reads; n += 1) {
      if (rows > 0)
        await sql`insert into changes (tags, urgency, messages)
          select array[${commentCacheTags.article(1)} || n, 'articles:id:' || n, 'comments:member:' || n], 'soon',
            jsonb_build_array(jsonb_build_object('topic', 'article:' || n, 'id', n, 'data', jsonb_build_object('count', n)))
          from generate_series(1, ${rows}::integer) as n`;
      // Few rows are read often; many cost enough to be seen at each read.
      const [nodeBefore, postgresBefore] = rows > 0 ? [ownTime(), processorTimeOfFamily(postmaster)] : [0, 0];
      const began = performance.now();
      position = (await readChanges(sql, position)).position;
      waits.push(performance.now() - began);
      if (rows > 0) {
        node += ownTime() - nodeBefore;
        postgres += processorTimeOfFamily(postmaster) - postgresBefore;
      }
    }
    return { waitMs: median(waits), node, postgres };
  };
  await measure(200, 0);
  const [node, postgres] = [ownTime(), processorTimeOfFamily(postmaster)];
  const empty = await measure(3_000, 0);
  const [nodeMs, postgresMs] = [(ownTime() - node) / 3_000, (processorTimeOfFamily(postmaster) - postgres) / 3_000];
  const [reads, rows] = [10, 20_000];
  const full = await measure(reads, rows);
  const [size] = await sql<{ bytes: number }[]>`
    select avg(octet_length(json_build_array(id, timeline, xid::text, tags, urgency, messages)::text))::float8 as bytes from changes`;
  await close();
  return {
    ...{ waitMs: empty.waitMs, nodeMs, postgresMs },
    nodeMsOfRow: full.node / reads / rows,
    postgresMsOfRow: full.postgres / reads / rows,
    bytesOfRow: size?.bytes ?? Number.NaN,
  };
}

/** Notifies connections that listen, and takes apart what each of them costs. */
async function measureNotifications(database: PostgresServer): Promise<Measured["notification"]> {
  const { sql, close } = connect(database.url, { max: 1 });
  const postmaster = await database.withSql(findPostmaster);
  const [few, many, count] = [1, 65, 1_000];
  const listeners = Array.from({ length: many }, () => openLastingConnection(database.url, {}));
  const costs: number[] = [];
  let listening = 0;
  for (const target of [few, many]) {
    for (; listening < target; listening += 1) await listeners[listening]?.unsafe(`listen ${changesChannel}`);
    const before = processorTimeOfFamily(postmaster);
    for (let n = 0; n < count; n += 1) await sql`select pg_notify(${changesChannel}, '')`;
    await sleep(500);
    costs.push((processorTimeOfFamily(postmaster) - before) / count);
  }
  await Promise.all(listeners.map((one) => one.end({ timeout: 1 })));
  await close();
  const [one = Number.NaN, all = Number.NaN] = costs;
  const postgresMsOfListener = Math.max(0, (all - one) / (many - few));
  return { postgresMs: one - postgresMsOfListener, postgresMsOfListener };
}

/** Stores a page in Valkey and finds it, as two nodes do. */
async function measureValkey(folder: string, pageBytes: number): Promise<Measured["valkey"]> {
  const server = await startValkey({ folder: path.join(folder, "valkey") });
  if (!server) throw new OperatorError("There is no valkey-server on this machine: its costs cannot be measured.");
  process.env.AUTH_SECRET ??= randomBytes(32).toString("base64");
  const client = new ValkeyClient({ url: `redis://127.0.0.1:${server.port}`, prefix: "bench:", timeoutMs: 1_000 });
  const seen = new SeenChanges();
  seen.begin({ timeline: 1, xmin: 100n, next: 100n, running: [], seen: new Map() });
  const pages = new SharedPages({ client, seen, invalidations: new InvalidationLog(), scope: () => "bench" });
  const random = seeded(1);
  const prose = makeProse(random);
  let text = "";
  while (text.length < pageBytes) text += `<p>${prose.paragraph(random, 40)}</p>\n`;
  const body = Buffer.from(text);
  const headers: [string, string][] = [["Content-Type", "text/html; charset=utf-8"]];
  const tags = ["site", ...commentCacheTags.allViews({ id: 1, slug: "a" }, 1)];
  const count = 1_000;
  const measure = async (work: (n: number) => Promise<unknown>) => {
    for (let n = 0; n < 100; n += 1) await work(n);
    const [node, valkey, began] = [ownTime(), processorTime(server.process.pid), performance.now()];
    for (let n = 0; n < count; n += 1) await work(n);
    const elapsed = performance.now() - began;
    return {
      nodeMs: (ownTime() - node) / count,
      valkeyMs: (processorTime(server.process.pid) - valkey) / count,
      waitMs: elapsed / count,
    };
  };
  const source = "a source";
  const stored = await measure(async (n) => {
    const id = `/articles/${n}`;
    await pages.obtain(id);
    await pages.store(id, {
      source,
      page: { status: 200, headers, body, source },
      tags,
      expiresIn: undefined,
      since: 0,
    });
  });
  const found = await measure(async (n) => {
    if (!(await pages.find(`/articles/${n}`))) throw new Error("A page that was stored was not found.");
  });
  client.close();
  await server.process.stop();
  return {
    waitMs: found.waitMs,
    ...{ foundNodeMs: found.nodeMs, foundValkeyMs: found.valkeyMs },
    ...{ storedNodeMs: stored.nodeMs, storedValkeyMs: stored.valkeyMs },
  };
}

async function measurePurges(port: number): Promise<number> {
  // A purge does not reach the site, but Varnish must find one.
  const site = createServer((_, res) => res.end());
  const varnish = await startVarnish(await listenOn(site, port, "127.0.0.1"));
  if (!varnish) throw new OperatorError("There is no Varnish with xkey on this machine: purges cannot be measured.");
  const waits: number[] = [];
  for (let n = 0; n < 300; n += 1) {
    const began = performance.now();
    const headers = { "X-Purge-Token": varnishSecrets.purge, "X-Purge-Keys": `key${n}` };
    await (await fetch(varnish.url, { method: "PURGE", headers })).arrayBuffer();
    waits.push(performance.now() - began);
  }
  await varnish.stop();
  site.close();
  return median(waits);
}

/** A node of a cluster without visitors. */
async function measureRest(
  { program, port, say }: { program: string; port: number; say(line: string): void },
  WORKER: "0" | "1",
): Promise<Measured["rest"]["web"]> {
  const seconds = 20;
  const cluster = await startSiteCluster({
    nodes: 1,
    program,
    port,
    isCluster: true,
    valkey: true,
    env: { WORKER },
    say,
  });
  try {
    const pid = cluster.nodes[0]?.process.pid ?? 0;
    return await cluster.database.withSql(async (sql) => {
      await sql`create extension if not exists pg_stat_statements`;
      const postmaster = await findPostmaster(sql);
      const read = async () => {
        const [row] = await sql<{ calls: number }[]>`
          select coalesce(sum(calls), 0)::float8 as calls from pg_stat_statements
          where query !~* '^\\s*(begin|commit|rollback|savepoint|release|set)\\M'`;
        return { calls: row?.calls ?? 0, node: processorTime(pid), postgres: processorTimeOfFamily(postmaster) };
      };
      await sleep(10_000);
      const from = await read();
      await sleep(seconds * 1_000);
      const to = await read();
      const perSecond = (name: keyof typeof to) => (to[name] - from[name]) / seconds;
      return { statements: perSecond("calls"), nodeMs: perSecond("node"), postgresMs: perSecond("postgres") };
    });
  } finally {
    await cluster.stop();
  }
}

/** The load of the machine, which makes processor times larger. */
export const currentLoad = () => Math.round((loadavg()[0] ?? Number.NaN) * 10) / 10;
