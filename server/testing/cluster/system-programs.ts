import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { connect as openSocket } from "node:net";
import path from "node:path";
import { findSystemUser } from "#server/postgres/binaries.ts";
import { checkPort } from "#server/process/port.ts";
import { readMachineSample } from "./machine-samples.ts";
import { findProgram, type Say, TrackedProcess } from "./tracked-process.ts";

/** A program that listens on a port of 127.0.0.1. */
export interface StartedProgram {
  port: number;
  process: TrackedProcess;
}

interface StartOptions {
  /** For its configuration, log and data; created if missing. */
  folder: string;
  /** 0: any free one. */
  port?: number;
  /** Receives why the program is not started. */
  say?: Say;
}

/**
 * Starts a program of the system and waits until it accepts connections. Resolves to undefined, after a line to `say`,
 * where it is not installed.
 */
async function startProgram(
  name: string,
  { folder, port = 0, say }: StartOptions,
  configure: (port: number) => string[],
): Promise<StartedProgram | undefined> {
  const program = findProgram(name, say);
  if (!program) return undefined;
  mkdirSync(folder, { recursive: true });
  const free = await checkPort(port, "127.0.0.1");
  const process = new TrackedProcess(program, configure(free), { cwd: folder, log: path.join(folder, `${name}.log`) });
  await process.until(`${name} accepts connections`, () => accepts(free));
  return { port: free, process };
}

/** Whether a program accepts connections at this port. */
export function accepts(port: number, host = "127.0.0.1"): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = openSocket(port, host, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

/** Starts a Valkey that keeps everything in memory. `settings`: further ones, such as `{ maxmemory: "8mb" }`. */
export function startValkey(options: StartOptions, settings: Record<string, string> = {}) {
  const all = { save: "", appendonly: "no", bind: "127.0.0.1", ...settings };
  return startProgram("valkey-server", options, (port) => [
    ...["--port", String(port)],
    ...Object.entries(all).flatMap(([name, value]) => [`--${name}`, value]),
  ]);
}

/** A HAProxy with the documented configuration, and the port at which it passes connections to PostgreSQL's primary. */
export interface StartedHaproxy extends StartedProgram {
  primaryPort: number;
}

const forwardedByClients = [
  ["  http-request del-header X-Forwarded-For\n", ""],
  ["option forwardfor", "option forwardfor if-none"],
] as const;

/**
 * Starts HAProxy with docs/several-machines/haproxy.cfg in front of nodes on this machine: in turn, without stickiness.
 * It differs from the sample in its ports and its user, has no certificate, and passes X-Forwarded-For as it is, so that a
 * client of the tests can name a network.
 */
export async function startHaproxy(
  options: StartOptions,
  {
    ports,
    databaseNetwork = "127.0.0",
    retries = 3,
    trustsClients = true,
  }: {
    ports: readonly number[];
    /** The first three numbers of the addresses of PatroniCluster, if there is one. */
    databaseNetwork?: string;
    /** How often a request is sent again that failed. */
    retries?: number;
    /** False: X-Forwarded-For is set as the sample says. */
    trustsClients?: boolean;
  },
): Promise<StartedHaproxy | undefined> {
  const [redirectPort, primaryPort] = [await checkPort(0, "127.0.0.1"), await checkPort(0, "127.0.0.1")];
  const nodes = ports.map((each, n) => `  server node${n + 1} 127.0.0.1:${each} tcp-ut 3s\n`);
  const started = await startProgram("haproxy", options, (port) => {
    const file = path.join(options.folder, "haproxy.cfg");
    const sample = readMachineSample("haproxy.cfg", [
      ["bind :80", `bind 127.0.0.1:${redirectPort}`],
      [/bind :443 ssl .*/g, `bind 127.0.0.1:${port}`],
      // Another user than that of the tests.
      [/^ {2}(?:user|group) haproxy\n/gm, ""],
      ...(trustsClients ? forwardedByClients : []),
      [/(?: {2}server node\d .* tcp-ut 3s\n)+/g, nodes.join("")],
      ["retries 3", `retries ${retries}`],
      ["127.0.0.1:5000", `127.0.0.1:${primaryPort}`],
      ["10.0.0.", `${databaseNetwork}.`],
    ]);
    writeFileSync(file, sample);
    return ["-db", "-f", file];
  });
  return started && { ...started, primaryPort };
}

/**
 * Starts PgBouncer with docs/several-machines/pgbouncer.ini in front of the server at `url`; its clients use the same name
 * and password. In transaction mode a client may get another session of the server for each transaction.
 */
export function startPgbouncer(
  options: StartOptions,
  url: string,
  poolMode: "transaction" | "session" = "transaction",
) {
  const { hostname, port: serverPort, username, password, pathname } = new URL(url);
  return startProgram("pgbouncer", options, (port) => {
    const file = path.join(options.folder, "pgbouncer.ini");
    const users = path.join(options.folder, "users.txt");
    const sample = readMachineSample("pgbouncer.ini", [
      [/^vigie = .*$/gm, `${pathname.slice(1)} = host=${hostname} port=${serverPort}`],
      ["listen_port = 6432", `listen_port = ${port}`],
      ["unix_socket_dir = /var/run/postgresql", "unix_socket_dir ="],
      [/^(?:logfile|pidfile) = .*\n/gm, ""],
      ["/etc/pgbouncer/userlist.txt", users],
      ["pool_mode = transaction", `pool_mode = ${poolMode}`],
    ]);
    writeFileSync(file, sample);
    writeFileSync(users, `"${username}" "${decodeURIComponent(password)}"\n`);
    // It refuses to run as root, and its user must read these files.
    for (const each of [file, users]) chmodSync(each, 0o644);
    return [...(findSystemUser() ? ["-u", "postgres"] : []), file];
  });
}
