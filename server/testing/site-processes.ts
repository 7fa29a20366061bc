import { spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { createConnection } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, expect, vi } from "vitest";
import { freePort } from "../postgres/cluster.ts";
import { isRunning, readProcess } from "../process/processes.mjs";
import { createTestFolder, removeTestFolder } from "./temporary-postgres.ts";

// Starts the site as an operator does, for the tests that end its processes: with the real launcher, npm, supervisor
// and PostgreSQL and a stand-in for the site. STOP_TEST_PROJECT=FOLDER starts the whole site in a built clone instead.

/** The built clone, if any. */
export const project = process.env.STOP_TEST_PROJECT;
/** The folder of the program. */
export const cwd = project ?? path.join(import.meta.dirname, "stand-in");
vi.setConfig({ testTimeout: 280_000 });
export const dataDir = createTestFolder();
const control = path.join(dataDir, "postgres");
export const output = path.join(dataDir, "output.log");
export const stopTimeoutMs = 150_000;
/** If no site comes back, the supervisor need not wait half a minute for it; the whole site ignores this. */
export const shortLinger = { STAND_IN_LINGER_MS: "1000" };

afterEach(({ task }) => {
  if (task.result?.state === "fail")
    console.error(readFileSync(output, "utf8"), readFileSync(path.join(control, "postgres.log"), "utf8").slice(-3_000));
  // A failed test must not leave processes that it failed to stop.
  for (const { pid } of belongings()) if (isRunning(pid)) process.kill(pid, "SIGKILL");
});
afterAll(() => removeTestFolder(dataDir));

/** All processes of this DATA_DIR: their environment, arguments or working folder name it. */
export function belongings(): { pid: number; command: string }[] {
  return readdirSync("/proc")
    .map(Number)
    .filter((pid) => pid > 0 && pid !== process.pid && isRunning(pid))
    .filter(
      (pid) =>
        [`environ`, "cmdline"].some((file) => read(pid, file).includes(dataDir)) || folderOf(pid).startsWith(dataDir),
    )
    .map((pid) => ({ pid, command: readProcess(pid)?.command ?? "" }));
}

function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}

function folderOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return "";
  }
}

export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  limit = stopTimeoutMs,
): Promise<void> {
  const deadline = Date.now() + limit;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`${what} did not happen within ${limit} ms`);
    // Most conditions read all of /proc.
    await sleep(50);
  }
}

export function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(port, "127.0.0.1", () => resolve(true));
    socket.once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}

/** A port below the system's ephemeral range, so that no other program receives it a moment later. */
export async function choosePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    if ((await freePort(port)) === port) return port;
  }
}

/** Starts `npm start` in a separate process group, as a terminal does, and waits until it is ready. */
export async function startSite(fixedPort?: number, more: Record<string, string> = {}) {
  const port = fixedPort ?? (await choosePort());
  const env = { ...process.env, DATA_DIR: dataDir, PORT: String(port), DEMO: "0", ...more };
  for (const name of Object.keys(env))
    if (name.startsWith("npm_") || name === "DATABASE_URL" || name === "DATABASE_DIRECT_URL")
      Reflect.deleteProperty(env, name);
  const log = openSync(output, "w");
  const started = spawn("npm", ["start"], { cwd, env, detached: true, stdio: ["ignore", log, log] });
  closeSync(log);
  const ended = new Promise<number | null>((resolve) => started.once("exit", (code) => resolve(code)));
  await until("the start", () => readFileSync(output, "utf8").includes("Vigie is ready"));
  const site = sitePid();
  return { port, ended, npm: started.pid ?? 0, site, launcher: readProcess(site)?.parent ?? 0 };
}

export const sitePid = (): number => JSON.parse(readFileSync(path.join(dataDir, "vigie.lock"), "utf8")).pid;
/** Undefined while the lock is being replaced. */
export const lockedPid = (): number | undefined => {
  try {
    return sitePid();
  } catch {
    return undefined;
  }
};
export const countInOutput = (what: string) => readFileSync(output, "utf8").split(what).length - 1;
export const supervisorPid = (): number => JSON.parse(readFileSync(path.join(control, "keeper.json"), "utf8")).pid;
export const serverPid = () => {
  const locationFile = path.join(control, "place.json");
  const home: string = existsSync(locationFile) ? JSON.parse(readFileSync(locationFile, "utf8")).home : control;
  return Number.parseInt(readFileSync(path.join(home, "data", "postmaster.pid"), "utf8"), 10);
};

export async function expectNothingLeft(): Promise<void> {
  await until("the end of all processes", () => belongings().length === 0).catch(() => {});
  expect(belongings()).toEqual([]);
  expect(readFileSync(path.join(control, "postgres.log"), "utf8").trimEnd()).toMatch(/database system is shut down$/);
  expect(existsSync(path.join(control, "keeper.lock"))).toBe(false);
}
