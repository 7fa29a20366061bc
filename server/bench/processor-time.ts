import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Sql } from "postgres";
import { connect } from "#db/client.ts";
import { acquirePostgres } from "../postgres/database.ts";
import { superuserUrl } from "../testing/temporary-postgres.ts";
import { processorTime, processTimes } from "./child-process.ts";
import type { HttpLoadResult } from "./http-load.ts";

/** The result and costs of a load. The three costs are per request, without what the site uses at rest in that time. */
export interface Measured extends HttpLoadResult {
  /** Processor time (user and system, all threads) of the serving process, in ms; NaN outside Linux. */
  nodeMs: number;
  /** Processor time of all PostgreSQL processes, in ms; NaN outside Linux. */
  postgresMs: number;
  /** Statements that PostgreSQL executed, without BEGIN, COMMIT and the like. */
  statements: number;
}

export interface Instrument {
  /** Runs the load and resolves to its result with the costs per request. */
  measure(load: () => Promise<HttpLoadResult>): Promise<Measured>;
  close(): Promise<void>;
}

/** The totals since the processes began. */
interface Reading {
  at: number;
  node: number;
  postgres: number;
  statements: number;
}

/** How long the site is observed at rest (ms). */
const restMs = 5_000;

/**
 * Opens the instrument with which all sections measure a running site: its processor time, PostgreSQL's, and the number
 * of statements. First observes the site at rest for `rest` ms, because its jobs use a little of each.
 */
export async function openInstrument(site: { pid: number; dataDir: string }, rest = restMs): Promise<Instrument> {
  const handle = await acquirePostgres({ dataDir: site.dataDir });
  const { sql, close } = connect(superuserUrl(site.dataDir, handle.url), { max: 1 });
  await sql`create extension if not exists pg_stat_statements`;
  const postmaster = await findPostmaster(sql);

  const read = async (): Promise<Reading> => {
    const [counted] = await sql<{ calls: number }[]>`
      select coalesce(sum(calls), 0)::float8 as calls from pg_stat_statements
      where dbid = (select oid from pg_database where datname = ${new URL(handle.url).pathname.slice(1)})
      -- pg_stat_statements counts a prepared COMMIT only when it is parsed again.
      and query !~* '^\\s*(begin|commit|rollback|savepoint|release|set)\\M'`;
    return {
      at: performance.now(),
      node: processorTime(site.pid),
      postgres: processorTimeOfFamily(postmaster),
      statements: counted?.calls ?? Number.NaN,
    };
  };

  const before = await read();
  await sleep(rest);
  const after = await read();
  const perMs = (name: "node" | "postgres" | "statements") =>
    rest === 0 ? 0 : (after[name] - before[name]) / (after.at - before.at);
  const atRest = { node: perMs("node"), postgres: perMs("postgres"), statements: perMs("statements") };

  return {
    async measure(load) {
      const from = await read();
      const result = await load();
      const to = await read();
      const cost = (name: keyof typeof atRest) =>
        Math.max(0, to[name] - from[name] - atRest[name] * (to.at - from.at)) / result.requests;
      return { ...result, nodeMs: cost("node"), postgresMs: cost("postgres"), statements: cost("statements") };
    },
    async close() {
      await close();
      await handle.release();
    },
  };
}

/** Measures another server: the processor time of its process and children per request; NaN without a process. */
export async function measureProcess(pid: number | undefined, load: () => Promise<HttpLoadResult>): Promise<Measured> {
  const read = () => (pid === undefined ? Number.NaN : processorTimeOfFamily(pid));
  const from = read();
  const result = await load();
  return { ...result, nodeMs: (read() - from) / result.requests, postgresMs: Number.NaN, statements: Number.NaN };
}

/** The number of PostgreSQL's first process. The connection must be a superuser's. */
export async function findPostmaster(sql: Sql): Promise<number> {
  const [row] = await sql<{ folder: string }[]>`select current_setting('data_directory') as folder`;
  return Number.parseInt(readFileSync(path.join(row?.folder ?? "", "postmaster.pid"), "utf8"), 10);
}

/** Processor time (ms) of a process, of its children, and of its children that have ended. */
export function processorTimeOfFamily(pid: number): number {
  const children = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => processTimes(Number(name)));
  const family = children.reduce((sum, child) => sum + (child?.parent === pid ? child.own : 0), 0);
  const times = processTimes(pid);
  return times ? family + times.own + times.ended : Number.NaN;
}
