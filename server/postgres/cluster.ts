import { type ChildProcess, spawn } from "node:child_process";
import {
  chownSync,
  existsSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { OperatorError } from "#lib/operator-error.ts";
import { isRunning, readProcess } from "../process/processes.mjs";
import { type ClusterLocation, makePrivateFolder } from "./cluster-location.ts";
import type { LogFile } from "./log-file.ts";

/** Settings for a machine with 1 to 4 GB that also does other work; one write-heavy site needs no more. */
const settings: Record<string, string> = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  max_connections: "100",
  shared_buffers: "96MB",
  effective_cache_size: "512MB",
  work_mem: "8MB",
  maintenance_work_mem: "64MB",
  min_wal_size: "80MB",
  max_wal_size: "512MB",
  wal_compression: "on",
  // Queries are short: compiling them costs more than it saves.
  jit: "off",
  random_page_cost: "1.1",
  // A large table is vacuumed and its statistics are made anew after 5 % and 2 % of changes, not after 20 % and 10 %.
  autovacuum_vacuum_scale_factor: "0.05",
  autovacuum_analyze_scale_factor: "0.02",
  // Each of three workers may use so much.
  autovacuum_work_mem: "32MB",
  timezone: "UTC",
  log_timezone: "UTC",
  lc_messages: "C",
  log_line_prefix: "%m [%p] ",
  // Logs what failed, never with which values: no statement, no parameters, no DETAIL.
  log_min_error_statement: "panic",
  log_error_verbosity: "terse",
  log_parameter_max_length: "0",
  log_parameter_max_length_on_error: "0",
  shared_preload_libraries: "pg_stat_statements",
};

const startTimeoutMs = 120_000;

function options(location: ClusterLocation) {
  return location.user
    ? { uid: location.user.uid, gid: location.user.gid, cwd: location.home }
    : { cwd: location.home };
}

/** Only what PostgreSQL needs: neither the site's secrets nor the caller's language. */
function environment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, LC_ALL: "C", TZ: "UTC", NODE_ENV: "production" };
}

/**
 * Runs one of PostgreSQL's programs to its end. On failure throws an OperatorError with the most informative line of
 * its output.
 */
async function runProgram(location: ClusterLocation, program: string, parameters: string[]): Promise<void> {
  const child = spawn(path.join(location.native, "bin", program), parameters, {
    ...options(location),
    env: environment(),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code !== 0) throw new OperatorError(`PostgreSQL could not be set up: ${findErrorLine(output)}`);
}

/**
 * Finds the line of a log that explains a failure: a full disk before its consequences, else the last error, else the
 * last line.
 */
export function findErrorLine(output: string): string {
  const full = /No space left on device|ENOSPC/.exec(output);
  if (full) return full[0];
  const lines = output.split("\n").filter((line) => line.trim() !== "");
  const telling = lines.findLast((line) => /FATAL|PANIC|ERROR|error:|could not|No space/.test(line)) ?? lines.at(-1);
  return telling?.replace(/^.*?(FATAL|PANIC|ERROR|error): */, "").trim() ?? "it gave no reason";
}

/**
 * Creates the cluster if there is none, with the superuser `postgres`; `prepareRoles` does the rest once it runs. An
 * unfinished cluster is created again.
 */
export async function createCluster(
  location: ClusterLocation,
  password: string,
  say: (line: string) => void,
): Promise<void> {
  const data = path.join(location.home, "data");
  if (existsSync(data)) {
    const found = readFileSync(path.join(data, "PG_VERSION"), "utf8").trim();
    if (found !== "18") {
      throw new OperatorError(
        `The database in ${data} was made by PostgreSQL ${found} and this Vigie brings 18: restore a backup into a new DATA_DIR.`,
      );
    }
    return;
  }
  say("Creating the database…");
  // A unique name: the initdb of a killed supervisor may still be writing.
  const part = `${data}.part-${process.pid}`;
  const passwordFile = `${data}.password`;
  for (const name of readdirSync(location.home)) {
    if (name.startsWith("data.part-"))
      rmSync(path.join(location.home, name), { recursive: true, force: true, maxRetries: 5 });
  }
  makePrivateFolder(part, location.user);
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (location.user) chownSync(passwordFile, location.user.uid, location.user.gid);
  try {
    await runProgram(location, "initdb", [
      `--pgdata=${part}`,
      "--username=postgres",
      `--pwfile=${passwordFile}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      "--locale=C.UTF-8",
    ]);
    renameSync(part, data);
  } catch (error) {
    // On a full disk the next attempt needs this space.
    rmSync(part, { recursive: true, force: true });
    throw error;
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/**
 * Stops a server that a killed supervisor left, before a new one starts, and removes what a killed server left.
 * PostgreSQL itself would refuse to start while its old pid belongs to another program or, in a container whose first
 * process does not reap, to a zombie.
 */
export async function stopOrphanedServer(location: ClusterLocation): Promise<void> {
  const data = path.join(location.home, "data");
  const file = path.join(data, "postmaster.pid");
  let pid: number;
  try {
    pid = Number.parseInt(readFileSync(file, "utf8"), 10);
  } catch {
    return;
  }
  const seen = readProcess(pid);
  if (seen?.command.includes(data)) {
    process.kill(pid, "SIGINT");
    for (let waited = 0; isRunning(pid, seen.started); waited += 50) {
      if (waited === 20_000) process.kill(pid, "SIGQUIT");
      if (waited > 30_000) throw new OperatorError(`An earlier PostgreSQL (pid ${pid}) does not stop: end it by hand.`);
      await sleep(50);
    }
  }
  // Its children end when they notice that it is gone; until then they may write.
  for (let waited = 0; hasProcessIn(data); waited += 50) {
    if (waited > 20_000)
      throw new OperatorError(`An earlier PostgreSQL still has processes in ${data}: end them by hand.`);
    await sleep(50);
  }
  // A pid file without a pid was written on a full disk: PostgreSQL would wait for its writer.
  if (seen || Number.isNaN(pid)) rmSync(file, { force: true });
}

/**
 * Whether a PostgreSQL process works in the data folder. On systems other than Linux, PostgreSQL's own check has to do.
 */
function hasProcessIn(folder: string): boolean {
  if (process.platform !== "linux") return false;
  const real = realpathSync(folder);
  return readdirSync("/proc").some((name) => {
    try {
      return /^\d+$/.test(name) && readlinkSync(`/proc/${name}/cwd`) === real;
    } catch {
      return false;
    }
  });
}

/** Returns a port of 127.0.0.1 that nobody uses now: `wanted` if possible. */
export function freePort(preferredPort = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", () => (preferredPort === 0 ? reject(new Error("no free port")) : resolve(freePort(0))));
    server.listen(preferredPort, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

/** Starts the server and waits until it accepts connections. Throws an OperatorError with the reason from its log. */
export async function startServer(location: ClusterLocation, port: number, log: LogFile): Promise<ChildProcess> {
  const data = path.join(location.home, "data");
  const leftBehind = pidFileWrittenAt(data);
  const from = log.written;
  const parameters = Object.entries({ ...settings, port: String(port) }).flatMap(([name, value]) => [
    "-c",
    `${name}=${value}`,
  ]);
  const child = spawn(path.join(location.native, "bin", "postgres"), ["-D", data, ...parameters], {
    ...options(location),
    stdio: ["ignore", "pipe", "pipe"],
    env: environment(),
  });
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => log.write(chunk));
  const ended = new Promise<true>((resolve) => {
    child.once("error", () => resolve(true));
    child.once("close", () => resolve(true));
  });
  const deadline = Date.now() + startTimeoutMs;
  while (pidFileWrittenAt(data) === leftBehind || !isReady(data, child.pid)) {
    const over = await Promise.race([ended, sleep(30)]);
    if (over || Date.now() > deadline) {
      child.kill("SIGQUIT");
      throw new OperatorError(`PostgreSQL does not start: ${findErrorLine(log.since(from))} (log: ${log.path})`);
    }
  }
  return child;
}

/**
 * When the pid file was last written, or undefined without one. The one of a server that was killed still says that it
 * is ready, and in a container the next server often has the same pid.
 */
function pidFileWrittenAt(data: string): bigint | undefined {
  return statSync(path.join(data, "postmaster.pid"), { bigint: true, throwIfNoEntry: false })?.mtimeNs;
}

/** The server writes "ready" as the eighth line of its pid file once it accepts connections. */
function isReady(data: string, pid: number | undefined): boolean {
  try {
    const lines = readFileSync(path.join(data, "postmaster.pid"), "utf8").split("\n");
    return Number(lines[0]) === pid && lines[7]?.trim() === "ready";
  } catch {
    return false;
  }
}

/** Stops the server and waits for its end: open transactions are rolled back, committed data is on disk. */
export async function stopServer(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  // Reads its last lines too, but does not wait long for a process that keeps its output open.
  const ended = new Promise<void>((resolve) => {
    child.once("close", () => resolve());
    child.once("exit", () => setTimeout(resolve, 1_000));
  });
  child.kill("SIGINT");
  const impatient = [setTimeout(() => child.kill("SIGQUIT"), 30_000), setTimeout(() => child.kill("SIGKILL"), 40_000)];
  await ended;
  for (const timer of impatient) clearTimeout(timer);
}
