import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { OperatorError } from "#lib/operator-error.ts";

/** Where and when figures were measured. */
const measurement = { command: z.string(), date: z.string(), commit: z.string(), load: z.number() };

/** Processor time of a node and of PostgreSQL (ms), and statements. */
const request = z.object({ nodeMs: z.number(), postgresMs: z.number(), statements: z.number() });

const schema = z.object({
  /** Of one machine: `npm run bench -- requests render --json FILE`. */
  requests: z.object({
    ...measurement,
    /** A finished page from memory. */
    hit: request,
    /** An article's page after a comment: the part of the render thread, and for how long a reader waits (ms). */
    render: request.extend({ threadMs: z.number(), waitMs: z.number() }),
    viewerData: request,
    privatePage: request,
    comment: request,
    vote: request,
    /** Of an article's page, and as it is sent. */
    pageBytes: z.object({ plain: z.number(), gzip: z.number() }),
  }),
  /** What several nodes add: `cluster-simulation.ts --measure`. */
  cluster: z.object({
    ...measurement,
    /** A read of the change log: how long it takes, and what it costs without a row, and for each row. */
    logRead: z.object({
      waitMs: z.number(),
      ...{ nodeMs: z.number(), postgresMs: z.number(), nodeMsOfRow: z.number(), postgresMsOfRow: z.number() },
      bytesOfRow: z.number(),
    }),
    /** PostgreSQL's processor time for a notification, and for each connection that listens (ms). */
    notification: z.object({ postgresMs: z.number(), postgresMsOfListener: z.number() }),
    /** A page from Valkey, and one that is stored in it with its lock (ms of processor time). */
    valkey: z.object({
      waitMs: z.number(),
      ...{ foundNodeMs: z.number(), foundValkeyMs: z.number() },
      storedNodeMs: z.number(),
      storedValkeyMs: z.number(),
    }),
    /** A node without visitors: statements and ms of processor time a second, with and without jobs, and its connections. */
    rest: z.object({
      web: z.object({ statements: z.number(), nodeMs: z.number(), postgresMs: z.number() }),
      worker: z.object({ statements: z.number(), nodeMs: z.number(), postgresMs: z.number() }),
    }),
    /** How long a request that purges Varnish takes (ms). */
    purgeMs: z.number(),
  }),
});
export type ClusterCosts = z.infer<typeof schema>;

const file = path.join(import.meta.dirname, "measured-costs.json");

/** Reads the measured costs that the repository contains. */
export const readCosts = (): ClusterCosts => schema.parse(JSON.parse(readFileSync(file, "utf8")));

/** The part of a render's processor time that the render thread uses, by a profile (docs/benchmarks.md, "Rendering"). */
const shareOfRenderThread = 24 / 35;

const benchSchema = z.object({
  at: z.string(),
  machine: z.object({ load: z.array(z.number()) }),
  requests: z.object({
    bytes: z.object({ plain: z.number(), gzip: z.number() }),
    lines: z.array(z.object({ what: z.string(), server: z.string(), result: request })),
  }),
  render: z.object({ changed: request.extend({ wait: z.number() }) }),
});

/** Reads the costs of requests from what `npm run bench -- requests render --json FILE` has written. */
export function readRequestCosts(jsonFile: string, commit: string): ClusterCosts["requests"] {
  const { at, machine, requests, render } = benchSchema.parse(JSON.parse(readFileSync(jsonFile, "utf8")));
  const of = (what: string) => {
    const found = requests.lines.find((line) => line.what === what && line.server === "vigie");
    if (!found) throw new OperatorError(`${jsonFile} has no figures of "${what}": measure the section requests.`);
    return found.result;
  };
  const { wait, ...changed } = render.changed;
  return {
    ...{ command: "npm run bench -- requests render --json FILE", date: at.slice(0, 10), commit },
    load: machine.load[0] ?? Number.NaN,
    hit: of("article, compressed"),
    render: { ...changed, threadMs: changed.nodeMs * shareOfRenderThread, waitMs: wait },
    viewerData: of("/api/me, signed in"),
    privatePage: of("/account"),
    comment: of("comment by script"),
    vote: of("vote"),
    pageBytes: requests.bytes,
  };
}

export function writeCosts(costs: ClusterCosts): string {
  writeFileSync(file, `${JSON.stringify(schema.parse(costs), null, 2)}\n`);
  return file;
}
