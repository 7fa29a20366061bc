import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { connect as openSocket } from "node:net";
import path from "node:path";
import { findSystemUser } from "#server/postgres/binaries.ts";
import { checkPort } from "#server/process/port.ts";
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

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = openSocket(port, "127.0.0.1", () => {
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

/**
 * Starts HAProxy in front of nodes on this machine: in turn, without stickiness, each while its `healthPath` answers 200.
 * It passes X-Forwarded-For as it is, so that a client of the tests can name a network.
 */
export function startHaproxy(
  options: StartOptions,
  nodes: {
    ports: readonly number[];
    healthPath?: string;
    checkIntervalMs?: number;
    retries?: number;
    /** Whether requests on a node that is found to be down are cut off. */
    cutsSessions?: boolean;
  },
) {
  const { ports, healthPath = "/readyz", checkIntervalMs = 500, retries = 2, cutsSessions = true } = nodes;
  return startProgram("haproxy", options, (port) => {
    const servers = ports.map((each, n) => `  server node${n} 127.0.0.1:${each}`);
    const file = path.join(options.folder, "haproxy.cfg");
    const lines = [
      "defaults",
      "  mode http",
      "  timeout connect 2s",
      "  timeout client 60s",
      "  timeout server 60s",
      `  retries ${retries}`,
      "  option redispatch 1",
      // A request that a node has not answered may be sent to another only where that changes nothing.
      "  retry-on conn-failure empty-response",
      `  default-server check inter ${checkIntervalMs}ms fall 1 rise 1${cutsSessions ? " on-marked-down shutdown-sessions" : ""}`,
      "listen site",
      `  bind 127.0.0.1:${port}`,
      "  balance roundrobin",
      `  option httpchk GET ${healthPath}`,
      "  http-request disable-l7-retry unless METH_GET",
      ...servers,
    ];
    writeFileSync(file, `${lines.join("\n")}\n`);
    return ["-db", "-f", file];
  });
}

/**
 * Starts PgBouncer in front of the server at `url`; its clients use the same name and password. In transaction mode a
 * client may get another session of the server for each transaction.
 */
export function startPgbouncer(
  options: StartOptions,
  url: string,
  poolMode: "transaction" | "session" = "transaction",
) {
  const { hostname, port: serverPort, username, password, pathname } = new URL(url);
  return startProgram("pgbouncer", options, (port) => {
    const [file, users] = ["pgbouncer.ini", "users.txt"].map((name) => path.join(options.folder, name));
    const lines = [
      "[databases]",
      `${pathname.slice(1)} = host=${hostname} port=${serverPort}`,
      "[pgbouncer]",
      "listen_addr = 127.0.0.1",
      `listen_port = ${port}`,
      "unix_socket_dir =",
      "auth_type = plain",
      `auth_file = ${users}`,
      `pool_mode = ${poolMode}`,
      "max_client_conn = 500",
      "default_pool_size = 20",
      "max_prepared_statements = 200",
      "ignore_startup_parameters = extra_float_digits",
    ];
    writeFileSync(file ?? "", `${lines.join("\n")}\n`);
    writeFileSync(users ?? "", `"${username}" "${decodeURIComponent(password)}"\n`);
    // It refuses to run as root, and its user must read these files.
    for (const each of [file, users]) chmodSync(each ?? "", 0o644);
    return [...(findSystemUser() ? ["-u", "postgres"] : []), file ?? ""];
  });
}
