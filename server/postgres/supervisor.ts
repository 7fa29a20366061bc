// A small separate process that runs the embedded PostgreSQL for all Vigie processes of one DATA_DIR. Each of them
// holds a lease: a connection to this process. The system closes the connection of a killed process, so a lease cannot
// outlive its holder. When the last one closes, PostgreSQL is stopped and then the supervisor exits.
import type { ChildProcess } from "node:child_process";
import { randomBytes, timingSafeEqual } from "node:crypto";
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import path from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { sayError } from "#lib/operator-error.ts";
import { acquireLockFile } from "../process/lock-file.mjs";
import { createCluster, findErrorLine, freePort, startServer, stopOrphanedServer, stopServer } from "./cluster.ts";
import { findClusterLocation, makeControlFolder } from "./cluster-location.ts";
import { LogFile } from "./log-file.ts";
import { applicationRole, prepareRoles } from "./roles.ts";
import { maxLingerMs } from "./supervisor-client.ts";

/** The process that started the supervisor acquires a lease at once; one that never does was killed (ms). */
const firstHolderTimeoutMs = 10_000;
/**
 * How long lease holders may take to finish after the supervisor itself received a signal, as when the machine shuts
 * down (ms).
 */
const shutdownGraceMs = 15_000;

const dataDir = process.argv[2] ?? "";
const control = makeControlFolder(dataDir);
const address = path.join(control, "keeper.json");
const log = new LogFile(path.join(control, "postgres.log"));
const lock = await acquireLockFile(path.join(control, "keeper.lock"));
// If two were started together, the other one runs, and the process that started this one connects to it.
if (!lock.isAcquired) process.exit(0);

const token = randomBytes(24).toString("hex");
const holders = new Set<Socket>();
/** Holders whose sudden end does not stop the database at once, with the time it is kept running (ms). */
const lingering = new WeakMap<Socket, number>();
/** Runs while the supervisor waits for the restart of a killed site. */
let linger: NodeJS.Timeout | undefined;
let outcome: { url: string } | { error: string } | undefined;
let server: ChildProcess | undefined;
let stopping = false;
/** The start in progress, if any. */
let starting: Promise<void> = Promise.resolve();
/** Progress lines that no waiting holder has received yet. A holder that joins a running database does not get them. */
let pendingLines: string[] = [];

function sendMessage(holder: Socket, message: object): void {
  if (!holder.destroyed) holder.write(`${JSON.stringify(message)}\n`);
}

function say(line: string): void {
  pendingLines.push(line);
  for (const holder of holders) sendMessage(holder, { say: line });
}

function settle(result: { url: string } | { error: string }): void {
  outcome = result;
  for (const holder of holders) sendMessage(holder, result);
  if (holders.size > 0) pendingLines = [];
}

function isToken(value: unknown): boolean {
  return (
    typeof value === "string" &&
    value.length === token.length &&
    timingSafeEqual(Buffer.from(value), Buffer.from(token))
  );
}

const controlServer = createServer((socket) => {
  socket.on("error", () => {});
  const silent = setTimeout(() => socket.destroy(), 2_000);
  const lines = createInterface({ input: socket });
  lines.on("error", () => {});
  lines.on("line", (line) => {
    const message = readMessage(line);
    if (!holders.has(socket)) {
      if (stopping || !isToken(message.token)) return socket.destroy();
      clearTimeout(silent);
      holders.add(socket);
      if (typeof message.linger === "number" && message.linger > 0) {
        lingering.set(socket, Math.min(message.linger, maxLingerMs));
        endLinger();
      }
      for (const earlier of pendingLines) sendMessage(socket, { say: earlier });
      if (outcome) {
        pendingLines = [];
        sendMessage(socket, outcome);
      }
    } else if (message.release) {
      holders.delete(socket);
      // The last holder sees its connection close when this process ends, after PostgreSQL has stopped.
      if (holders.size > 0 || linger) socket.destroy();
      stopIfAlone();
    }
  });
  socket.on("close", () => {
    clearTimeout(silent);
    if (!holders.delete(socket)) return;
    const keepMs = lingering.get(socket);
    if (keepMs !== undefined) {
      endLinger();
      linger = setTimeout(() => {
        endLinger();
        stopIfAlone();
      }, keepMs);
    }
    stopIfAlone();
  });
});

function readMessage(line: string): { token?: unknown; linger?: unknown; release?: unknown } {
  try {
    const message: unknown = JSON.parse(line);
    return typeof message === "object" && message !== null ? message : {};
  } catch {
    return {};
  }
}

function stopIfAlone(): void {
  if (holders.size === 0 && !linger) void stop();
}

function endLinger(): void {
  clearTimeout(linger);
  linger = undefined;
}

async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  rmSync(address, { force: true });
  controlServer.close();
  // Waits for a start in progress: its server must not be left behind.
  await starting;
  if (server) await stopServer(server);
  if (lock.isAcquired) lock.release();
  process.exit(0);
}

/** `password` is the application's; only the supervisor reads the superuser's. */
function readPassword(name: "password" | "superuser-password"): string {
  const file = path.join(control, name);
  if (existsSync(file)) return readFileSync(file, "utf8");
  const password = randomBytes(24).toString("hex");
  writeFileSync(`${file}.part`, password, { mode: 0o600 });
  renameSync(`${file}.part`, file);
  return password;
}

/** Returns the last port if it is free, so that addresses known to earlier processes stay valid. */
async function choosePort(): Promise<number> {
  const file = path.join(control, "port");
  const last = existsSync(file) ? Number.parseInt(readFileSync(file, "utf8"), 10) : 0;
  const port = await freePort(last > 1023 && last < 65_536 ? last : 0);
  writeFileSync(file, String(port));
  return port;
}

async function start(): Promise<void> {
  const location = findClusterLocation(dataDir, say);
  const passwords = { application: readPassword("password"), superuser: readPassword("superuser-password") };
  await stopOrphanedServer(location);
  await createCluster(location, passwords.superuser, say);
  const port = await choosePort();
  const logStart = log.written;
  server = await startServer(location, port, log);
  try {
    await prepareRoles(port, passwords, say);
  } catch (error) {
    // The server may have exited because of this statement: then its log is more informative than the client's error.
    const why = findErrorLine(log.since(logStart));
    throw /No space left|ENOSPC/.test(why) ? new Error(why, { cause: error }) : error;
  }
  settle({ url: `postgres://${applicationRole}:${passwords.application}@127.0.0.1:${port}/${applicationRole}` });
  void watch(server, () => startServer(location, port, log));
}

/**
 * Restarts a server that exited unexpectedly (killed, out of memory): PostgreSQL replays its committed data from the
 * WAL.
 */
async function watch(first: ChildProcess, again: () => Promise<ChildProcess>): Promise<void> {
  let pause = 200;
  for (let current: ChildProcess | undefined = first; ; ) {
    if (current && current.exitCode === null && current.signalCode === null) {
      const running = current;
      const since = Date.now();
      await new Promise<void>((resolve) => running.once("exit", () => resolve()));
      if (Date.now() - since > 60_000) pause = 200;
    }
    if (stopping) return;
    await sleep(pause);
    if (stopping) return;
    pause = Math.min(pause * 2, 30_000);
    const attempt = again();
    starting = attempt.then(
      (child) => {
        server = child;
      },
      () => {},
    );
    current = await attempt.catch((error: unknown) => {
      log.write(`${sayError(error)}\n`);
      return undefined;
    });
  }
}

controlServer.on("error", (error) => {
  log.write(`${sayError(error)}\n`);
  void stop();
});
await new Promise<void>((resolve) => controlServer.listen(0, "127.0.0.1", () => resolve()));
const bound = controlServer.address();
const port = typeof bound === "object" && bound ? bound.port : 0;
writeFileSync(`${address}.part`, JSON.stringify({ pid: process.pid, port, token }), { mode: 0o600 });
renameSync(`${address}.part`, address);
setTimeout(stopIfAlone, firstHolderTimeoutMs);
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
  process.on(signal, () => setTimeout(() => void stop(), holders.size === 0 ? 0 : shutdownGraceMs));
}

starting = start().catch((error: unknown) => {
  settle({ error: sayError(error) });
});
await starting;
if (outcome && "error" in outcome) {
  await sleep(200);
  await stop();
}
