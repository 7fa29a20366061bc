import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { sayError } from "#lib/operator-error.ts";
import { applicationRole } from "../postgres/roles.ts";
import { PostgresServer } from "../testing/cluster/postgres-servers.ts";
import { createTestFolder, removeTestFolder } from "../testing/temporary-postgres.ts";
import { root } from "./child-process.ts";
import type { ClientFigures, ClientOptions } from "./commit-rate-client.ts";
import { median } from "./http-load.ts";
import { figure, type Row, table } from "./report.ts";
import { percentile } from "./request-load.ts";

const usage = `node server/bench/commit-rate.ts [options]

Measures how many comments a second PostgreSQL commits, with fsync, and for how long each holds its article's lock: in
the mode "commit" only the statements that hold it, in the mode "mutation" the whole of postComment. With several
checkouts, each in a database of its own of one server, in turn.

  --against FOLDER    another checkout, with its node_modules (may be repeated)
  --modes LIST        (default commit,mutation)
  --clients N         connections (default 32)
  --rate N            comments a second at most, of all connections, so that they do not use the machine fully
  --articles N        (default 100)
  --seconds N         of each measurement (default 10)
  --rounds N          of which the median counts (default 5)
  --commit-delay MS   waits before each flush of the log, as on a slower disk (default 0)
  --json FILE
`;

const say = (line: string) => void process.stdout.write(`${line}\n`);

function readOptions() {
  const { values } = parseArgs({
    options: {
      against: { type: "string", multiple: true, default: [] },
      modes: { type: "string", default: "commit,mutation" },
      clients: { type: "string", default: "32" },
      rate: { type: "string" },
      articles: { type: "string", default: "100" },
      seconds: { type: "string", default: "10" },
      rounds: { type: "string", default: "5" },
      "commit-delay": { type: "string", default: "0" },
      json: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  return values;
}

/** Runs the client with the code of a checkout, in a process of its own. */
async function runClient(folder: string, options: ClientOptions): Promise<ClientFigures> {
  const args = [
    ...["--conditions=react-server", "--no-warnings", path.join(root, "server/bench/commit-rate-client.ts")],
    ...[folder, JSON.stringify(options)],
  ];
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: { ...process.env, LOG_LEVEL: "silent", DATABASE_URL: options.url, AUTH_SECRET: "the secret of a measurement" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  const code = await new Promise((resolve) => child.once("close", resolve));
  if (code !== 0) throw new Error(`The client of ${folder} ended with code ${code}.`);
  return JSON.parse(output);
}

async function main(): Promise<void> {
  const values = readOptions();
  if (values.help) return say(usage);
  const checkouts = [root, ...values.against.map((folder) => path.resolve(folder))];
  const modes = values.modes.split(",").filter((mode) => mode === "commit" || mode === "mutation");
  const folder = createTestFolder();
  const server = await PostgresServer.startPrimary(path.join(folder, "database"), { isDurable: true });
  const delayMs = Number(values["commit-delay"]);
  const results = modes.map((mode) => ({ mode, figures: checkouts.map((): ClientFigures[] => []) }));
  try {
    if (delayMs > 0) {
      await server.set("commit_delay", String(Math.round(delayMs * 1_000)));
      await server.set("commit_siblings", "0");
    }
    const urls: string[] = [];
    for (const n of checkouts.keys()) {
      await server.withSql((sql) => sql.unsafe(`create database checkout_${n} owner ${applicationRole}`));
      urls.push(Object.assign(new URL(server.url), { pathname: `/checkout_${n}` }).href);
    }
    const common = {
      clients: Number(values.clients),
      rate: values.rate === undefined ? undefined : Number(values.rate),
      articles: Number(values.articles),
      seconds: Number(values.seconds),
    };
    for (let round = 0; round < Number(values.rounds); round += 1)
      for (const { mode, figures } of results)
        for (const [n, checkout] of checkouts.entries())
          figures[n]?.push(await runClient(checkout, { ...common, mode, url: urls[n] ?? "" }));
  } finally {
    await server.stop();
    removeTestFolder(folder);
  }
  const summaries = results.flatMap(({ mode, figures }) =>
    figures.map((rounds, n) => {
      const of = (value: (one: ClientFigures) => number) => median(rounds.map(value));
      return {
        mode,
        checkout: checkouts[n] ?? "",
        rate: of(({ comments, seconds }) => comments / seconds),
        rates: rounds.map(({ comments, seconds }) => Math.round(comments / seconds)),
        p99: of(({ times }) => percentile(times, 0.99)),
        lockP50: of(({ lockTimes }) => percentile(lockTimes, 0.5)),
        lockP99: of(({ lockTimes }) => percentile(lockTimes, 0.99)),
        processorShare: of(({ processorMs, seconds }) => processorMs / seconds / 1_000),
      };
    }),
  );
  const load = loadavg()[0] ?? Number.NaN;
  const pace = values.rate === undefined ? "" : ` with ${values.rate} comments a second at most`;
  const title = `${values.clients} clients${pace} on ${values.articles} articles, ${values.rounds} rounds of ${values.seconds} s, commit delay ${delayMs} ms, load ${figure(load, 1)}`;
  const rows = summaries.map((one): Row => {
    const own = summaries.find(({ mode, checkout }) => mode === one.mode && checkout === root);
    return [
      `${one.mode}, ${one.checkout === root ? "this checkout" : one.checkout}`,
      ...[figure(one.rate), figure((own?.rate ?? Number.NaN) / one.rate, 2), figure(one.p99, 1)],
      ...[figure(one.lockP50, 1), figure(one.lockP99, 1), figure(one.processorShare, 2)],
    ];
  });
  const columns: Row = ["code", "comments/s", "this / it", "p99 ms", "lock p50 ms", "lock p99 ms", "client cores"];
  say(table(title, columns, rows));
  if (values.json)
    writeFileSync(path.resolve(values.json), `${JSON.stringify({ load, delayMs, summaries }, null, 2)}\n`);
}

main().then(
  () => process.exit(),
  (error: unknown) => {
    console.error(sayError(error));
    process.exit(1);
  },
);
