import { writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { OperatorError, sayError } from "#lib/operator-error.ts";
import { root } from "./child-process.ts";
import { measureCutLink } from "./failover/cut-link.ts";
import { measureDatabaseLosses } from "./failover/database-losses.ts";
import { measureNodeLoss } from "./failover/node-loss.ts";
import { measurePrimaryLoss } from "./failover/primary-loss.ts";

const usage = `node --conditions=react-server server/bench/cluster-failover.ts PART... [options]

Loses a part of a site on several machines while readers and members use it, with the HAProxy, Patroni and etcd of
docs/several-machines.

  primary  kills the machine of PostgreSQL's primary while members comment, and some of them are killed in the middle of
           a request and try again: comments that were acknowledged and are lost, or exist twice; seconds without writes
  database loses each part of the database cluster in turn: milliseconds without writes
  node     kills a node, then stops one: requests of readers that failed
  link     cuts one node off from the database: removed comments that readers get, and requests that failed

  --kills N         killed clients (default 1000)
  --losses N        of a primary, and of a node by each signal (default 2)
  --writers N       simultaneous members (default 12)
  --no-replicas     for primary: the nodes render from the primary only
  --rate N          GET requests a second (default 2000; for link 200)
  --program FOLDER  a built program (default: this one)
  --json FILE       writes all figures to FILE
`;

const say = (line: string) => void process.stdout.write(`${line}\n`);
const parts = ["primary", "database", "node", "link"] as const;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      kills: { type: "string", default: "1000" },
      losses: { type: "string", default: "2" },
      writers: { type: "string", default: "12" },
      "no-replicas": { type: "boolean", default: false },
      rate: { type: "string" },
      program: { type: "string", default: root },
      json: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help || positionals.length === 0) return say(usage);
  const chosen = parts.filter((part) => positionals.includes(part));
  if (chosen.length < positionals.length) throw new OperatorError(`Choose among ${parts.join(", ")}.`);
  const [kills, losses, writers] = [values.kills, values.losses, values.writers].map(Number);
  const program = path.resolve(values.program);
  const measure = {
    primary: () =>
      measurePrimaryLoss({
        ...{ program, say, kills: kills ?? 0, losses: losses ?? 0, writers: writers ?? 1 },
        hasReplicas: !values["no-replicas"],
      }),
    database: () => measureDatabaseLosses({ say }),
    node: () => measureNodeLoss({ program, say, losses: losses ?? 0, rate: Number(values.rate ?? 2_000) }),
    link: () => measureCutLink({ program, say, rate: Number(values.rate ?? 200) }),
  };
  const figures: Record<string, unknown> = { at: new Date().toISOString() };
  for (const part of chosen) {
    figures[part] = await measure[part]();
    say(`${part}, load ${(loadavg()[0] ?? 0).toFixed(1)}: ${JSON.stringify(figures[part], null, 2)}`);
  }
  if (values.json) writeFileSync(path.resolve(values.json), `${JSON.stringify(figures, null, 2)}\n`);
}

main().then(
  () => process.exit(),
  (error: unknown) => {
    console.error(sayError(error));
    process.exit(1);
  },
);
