import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, statfsSync } from "node:fs";
import { connect, type Socket } from "node:net";
import path from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { OperatorError } from "#lib/operator-error.ts";
import { restrictDataFolder } from "../process/data-folder.ts";
import { isLockedElsewhere, readLockOwner } from "../process/lock-file.mjs";
import { isRunning } from "../process/processes.mjs";
import { findErrorLine } from "./cluster.ts";
import { makeControlFolder } from "./cluster-location.ts";

/** The supervisor as a holder sees it: the connection is the lease. */
export interface SupervisorConnection {
  url: string;
  socket: Socket;
  supervisorPid: number;
  controlFolder: string;
}

/** How long the supervisor may keep PostgreSQL running for the restart of a site that was killed (ms). */
export const maxLingerMs = 30_000;

const connectTimeoutMs = 180_000;
/** How long a supervisor elsewhere may leave its lock unrenewed, and some more (ms). */
const elsewhereTimeoutMs = 12_000;
/** With less free space than this a database cannot write (bytes). */
const minFreeBytes = 1_000_000;

/**
 * Acquires a lease from the supervisor of this DATA_DIR, starting one if there is none. If this process is
 * killed, the supervisor waits `lingerMs` for the next one, at most `maxLingerMs`.
 */
export async function connectToSupervisor(
  dataDir: string,
  say: (line: string) => void,
  lingerMs = 0,
): Promise<SupervisorConnection> {
  const control = makeControlFolder(dataDir);
  restrictDataFolder(dataDir, say);
  const lock = path.join(control, "keeper.lock");
  const deadline = Date.now() + connectTimeoutMs;
  let failures = 0;
  let started: ChildProcess | undefined;
  await rejectDatabaseElsewhere(control, lock);
  while (Date.now() < deadline) {
    const lease = await requestDatabase(control, say, lingerMs);
    if (lease) return lease;
    if (started && (started.exitCode !== null || started.signalCode !== null)) {
      failures += started.exitCode === 0 ? 0 : 1;
      started = undefined;
    }
    if (failures >= 2) break;
    // No supervisor responds: waits for one that is starting or stopping, and starts one if there is none.
    if (!started && readLockOwner(lock) === undefined) started = startSupervisor(dataDir, control);
    await sleep(25);
  }
  const log = path.join(control, "postgres.log");
  // The supervisor could not even write down its failure.
  const { bavail, bsize } = statfsSync(control);
  if (bavail * bsize < minFreeBytes)
    throw new OperatorError(`The disk of ${control} is full: make room, then start again. Nothing was lost.`);
  throw new OperatorError(`The embedded PostgreSQL does not start: ${findErrorLine(readTail(log))} (log: ${log})`);
}

/**
 * Throws an OperatorError if the supervisor is in another container or on another machine. One that was killed there no
 * longer renews its lock: then this resolves after some seconds.
 */
async function rejectDatabaseElsewhere(control: string, lock: string): Promise<void> {
  for (let waited = 0; isLockedElsewhere(lock); waited += 250) {
    if (waited >= elsewhereTimeoutMs)
      throw new OperatorError(
        `The database in ${control} is in use by another container or on another machine: run this command there, or stop that one first.`,
      );
    await sleep(250);
  }
}

function readTail(file: string): string {
  return readFileSync(file, "utf8").slice(-5_000);
}

/** A separate process in its own group, so that a Ctrl-C in the terminal does not reach it. */
function startSupervisor(dataDir: string, control: string): ChildProcess {
  const log = openSync(path.join(control, "postgres.log"), "a", 0o600);
  const supervisor = path.join(import.meta.dirname, "supervisor.ts");
  const child = spawn(process.execPath, ["--max-old-space-size=64", supervisor, path.resolve(dataDir)], {
    detached: true,
    stdio: ["ignore", log, log],
    cwd: control,
    env: { PATH: process.env.PATH, NODE_ENV: "production" },
  });
  child.unref();
  closeSync(log);
  return child;
}

function readAddress(control: string): { pid: number; port: number; token: string } | undefined {
  try {
    return JSON.parse(readFileSync(path.join(control, "keeper.json"), "utf8"));
  } catch {
    return undefined;
  }
}

/** Returns undefined if no supervisor responds. Throws an OperatorError if it reports why there is no database. */
export function requestDatabase(
  controlFolder: string,
  say: (line: string) => void,
  lingerMs = 0,
): Promise<SupervisorConnection | undefined> {
  const address = readAddress(controlFolder);
  // Without the lock, a killed supervisor left this file: another program may use its port by now.
  if (!address || readLockOwner(path.join(controlFolder, "keeper.lock")) !== address.pid)
    return Promise.resolve(undefined);
  return new Promise((resolve, reject) => {
    const socket = connect(address.port, "127.0.0.1", () => {
      socket.write(`${JSON.stringify({ token: address.token, linger: lingerMs })}\n`);
    });
    socket.on("error", () => {});
    socket.once("close", () => resolve(undefined));
    const lines = createInterface({ input: socket });
    lines.on("error", () => {});
    lines.on("line", (line) => {
      const message = JSON.parse(line) as { say?: string; url?: string; error?: string };
      if (message.say) say(message.say);
      if (message.error) {
        reject(new OperatorError(message.error));
        socket.destroy();
      }
      if (message.url) resolve({ url: message.url, socket, supervisorPid: address.pid, controlFolder });
    });
  });
}

/** Releases the lease. If it was the last one, resolves once PostgreSQL has stopped and its supervisor has ended. */
export async function disconnectFromSupervisor({
  socket,
  supervisorPid,
  controlFolder,
}: SupervisorConnection): Promise<void> {
  if (socket.destroyed) return;
  socket.ref();
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  socket.write(`${JSON.stringify({ release: true })}\n`);
  await closed;
  if (readLockOwner(path.join(controlFolder, "keeper.lock")) === supervisorPid) return;
  for (let waited = 0; isRunning(supervisorPid) && waited < 2_000; waited += 10) await sleep(10);
}
