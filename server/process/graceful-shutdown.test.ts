import { spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { createConnection } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, describe, expect, test, vi } from "vitest";
import { freePort } from "../postgres/cluster.ts";
import { acquirePostgres } from "../postgres/database.ts";
import { createTestFolder, removeTestFolder } from "../testing/temporary-postgres.ts";
import { isRunning, readProcess } from "./processes.mjs";

// Ends the program in every way that people, terminals, service managers and the kernel do, with the real launcher,
// npm, supervisor and PostgreSQL and a stand-in for the site. STOP_TEST_PROJECT=FOLDER tests the whole site in a built
// clone instead.
const project = process.env.STOP_TEST_PROJECT;
const cwd = project ?? path.join(import.meta.dirname, "../testing/stand-in");
vi.setConfig({ testTimeout: 280_000 });
const dataDir = createTestFolder();
const control = path.join(dataDir, "postgres");
const output = path.join(dataDir, "output.log");
const stopTimeoutMs = 150_000;
/** If no site comes back, the supervisor need not wait half a minute for it; the whole site ignores this. */
const shortLinger = { STAND_IN_LINGER_MS: "1000" };

afterEach(({ task }) => {
  if (task.result?.state === "fail")
    console.error(readFileSync(output, "utf8"), readFileSync(path.join(control, "postgres.log"), "utf8").slice(-3_000));
  // A failed test must not leave processes that it failed to stop.
  for (const { pid } of belongings()) if (isRunning(pid)) process.kill(pid, "SIGKILL");
});
afterAll(() => removeTestFolder(dataDir));

/** All processes of this DATA_DIR: their environment, arguments or working folder name it. */
function belongings(): { pid: number; command: string }[] {
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

async function until(what: string, holds: () => boolean | Promise<boolean>, limit = stopTimeoutMs): Promise<void> {
  const deadline = Date.now() + limit;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`${what} did not happen within ${limit} ms`);
    await sleep(20);
  }
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(port, "127.0.0.1", () => resolve(true));
    socket.once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}

/** A port below the system's ephemeral range, so that no other program receives it a moment later. */
async function choosePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    if ((await freePort(port)) === port) return port;
  }
}

/** Starts `npm start` in a separate process group, as a terminal does, and waits until it is ready. */
async function startSite(fixedPort?: number, more: Record<string, string> = {}) {
  const port = fixedPort ?? (await choosePort());
  const env = { ...process.env, DATA_DIR: dataDir, PORT: String(port), DEMO: "0", ...more };
  for (const name of Object.keys(env))
    if (name.startsWith("npm_") || name === "DATABASE_URL") Reflect.deleteProperty(env, name);
  const log = openSync(output, "w");
  const started = spawn("npm", ["start"], { cwd, env, detached: true, stdio: ["ignore", log, log] });
  closeSync(log);
  const ended = new Promise<number | null>((resolve) => started.once("exit", (code) => resolve(code)));
  await until("the start", () => readFileSync(output, "utf8").includes("Vigie is ready"));
  const site = sitePid();
  return { port, ended, npm: started.pid ?? 0, site, launcher: readProcess(site)?.parent ?? 0 };
}

const sitePid = (): number => JSON.parse(readFileSync(path.join(dataDir, "vigie.lock"), "utf8")).pid;
/** Undefined while the lock is being replaced. */
const lockedPid = (): number | undefined => {
  try {
    return sitePid();
  } catch {
    return undefined;
  }
};
const said = (what: string) => readFileSync(output, "utf8").split(what).length - 1;
const supervisorPid = (): number => JSON.parse(readFileSync(path.join(control, "keeper.json"), "utf8")).pid;
const serverPid = () => {
  const locationFile = path.join(control, "place.json");
  const home: string = existsSync(locationFile) ? JSON.parse(readFileSync(locationFile, "utf8")).home : control;
  return Number.parseInt(readFileSync(path.join(home, "data", "postmaster.pid"), "utf8"), 10);
};

async function expectNothingLeft(): Promise<void> {
  await until("the end of all processes", () => belongings().length === 0).catch(() => {});
  expect(belongings()).toEqual([]);
  expect(readFileSync(path.join(control, "postgres.log"), "utf8").trimEnd()).toMatch(/database system is shut down$/);
  expect(existsSync(path.join(control, "keeper.lock"))).toBe(false);
}

describe.runIf(process.platform === "linux")("leaves no process behind after", () => {
  for (const target of ["npm", "launcher", "site", "the whole group"] as const) {
    for (const signal of ["SIGINT", "SIGTERM", "SIGKILL"] as const) {
      // A killed site is restarted: tested below.
      test.skipIf(target === "site" && signal === "SIGKILL")(`${signal} to ${target}`, async () => {
        const running = await startSite(undefined, shortLinger);
        process.kill(target === "the whole group" ? -running.npm : running[target], signal);
        await expectNothingLeft();
        // A requested stop is no failure. npm itself ends by the signal if it received one.
        if (signal !== "SIGKILL" && (target === "launcher" || target === "site")) expect(await running.ended).toBe(0);
      });
    }
  }

  test.skipIf(project)("a second Ctrl-C stops without waiting for a request that never ends", async () => {
    const running = await startSite();
    const slow = fetch(`http://127.0.0.1:${running.port}/never-done`).catch(() => "cut off");
    await until("the request", async () => (await fetch(`http://127.0.0.1:${running.port}/healthz`)).ok);
    process.kill(-running.npm, "SIGINT");
    await sleep(600);
    expect(isRunning(running.site)).toBe(true);
    process.kill(running.launcher, "SIGINT");
    expect(await slow).toBe("cut off");
    await expectNothingLeft();
  });
});

describe.runIf(process.platform === "linux")("the site survives the sudden death of", () => {
  const isReady = async (port: number) => (await fetch(`http://127.0.0.1:${port}/readyz`)).status === 200;

  for (const [name, pidOf] of [
    ["PostgreSQL", serverPid],
    ["its keeper", supervisorPid],
  ] as const) {
    test(name, async () => {
      const running = await startSite();
      const victim = pidOf();
      process.kill(victim, "SIGKILL");
      await until("a new one", () => {
        try {
          return pidOf() !== victim && isRunning(pidOf());
        } catch {
          return false;
        }
      });
      await until("readiness", () => isReady(running.port));
      process.kill(running.site, "SIGTERM");
      await expectNothingLeft();
    });
  }
});

describe.runIf(process.platform === "linux")("a dead site is restarted while its database keeps running,", () => {
  const isReady = (port: number) =>
    fetch(`http://127.0.0.1:${port}/readyz`)
      .then(({ ok }) => ok)
      .catch(() => false);
  const dies = (port: number, how: string) => fetch(`http://127.0.0.1:${port}${how}`).catch(() => "cut off");
  const untilNext = (site: number, port: number) =>
    until("the next site", async () => {
      const next = lockedPid();
      return next !== undefined && next !== site && (await isReady(port));
    });

  const deaths: [string, (site: number, port: number) => unknown][] = [
    ["SIGKILL", (site) => process.kill(site, "SIGKILL")],
    ["code 1", (_, port) => dies(port, "/throw")],
    ["SIGABRT", (_, port) => dies(port, "/exhaust")],
  ];
  for (const [how, die] of deaths.slice(0, project ? 1 : undefined)) {
    test(`after ${how}`, async () => {
      const running = await startSite();
      const database = serverPid();
      await die(running.site, running.port);
      await untilNext(running.site, running.port);
      expect(serverPid()).toBe(database);
      expect(readProcess(sitePid())?.parent).toBe(running.launcher);
      expect(said(`"msg":"The site died (${how}) and restarts in 0.5 s."`)).toBe(1);
      expect(said("password")).toBe(0);
      process.kill(running.launcher, "SIGTERM");
      expect(await running.ended).toBe(0);
      await expectNothingLeft();
    });
  }

  test("restarts the site at the same port, even with PORT=0", async () => {
    const running = await startSite(0);
    const port = Number(/Vigie is ready: \D*(\d+)/.exec(readFileSync(output, "utf8"))?.[1]);
    process.kill(running.site, "SIGKILL");
    await untilNext(running.site, port);
    process.kill(running.launcher, "SIGTERM");
    await expectNothingLeft();
  });

  test("gives up after five deaths in three minutes, exits as the site did and leaves nothing", async () => {
    const running = await startSite();
    for (let time = 1, site = running.site; time <= 5; time += 1, site = sitePid()) {
      process.kill(site, "SIGKILL");
      if (time < 5) await untilNext(site, running.port);
    }
    expect(await running.ended).toBe(137);
    expect(said("it is not restarted")).toBe(1);
    await expectNothingLeft();
  });

  test("stops immediately during the restart pause", async () => {
    const running = await startSite();
    for (let time = 1, site = running.site; time <= 3; time += 1, site = sitePid()) {
      process.kill(site, "SIGKILL");
      if (time < 3) await untilNext(site, running.port);
    }
    await until("the third pause", () => said("restarts in 2 s") === 1);
    // The command line connects and disconnects meanwhile, without ending the database that the site left running.
    const database = serverPid();
    await (await acquirePostgres({ dataDir })).release();
    expect(isRunning(database)).toBe(true);
    process.kill(running.launcher, "SIGTERM");
    expect(await running.ended).toBe(0);
    expect(said("Vigie is ready")).toBe(3);
    await expectNothingLeft();
  });

  test("leaves nothing when the launcher is killed too", async () => {
    const running = await startSite(undefined, shortLinger);
    process.kill(running.launcher, "SIGSTOP");
    process.kill(running.site, "SIGKILL");
    process.kill(running.launcher, "SIGKILL");
    // The supervisor waits for a new site.
    await until("the end of the database", () => belongings().length === 0, 2 * stopTimeoutMs);
    await expectNothingLeft();
  });
});

test("a second start on the same DATA_DIR names the first one and changes nothing", async () => {
  const running = await startSite();
  const second = spawn("npm", ["start"], {
    cwd,
    env: { ...process.env, DATA_DIR: dataDir, PORT: String(await choosePort()) },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let output = "";
  second.stderr.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  const code = await new Promise((resolve) => second.once("close", resolve));
  // Once: a failure before the first readiness is not retried.
  expect(output.split(`(pid ${running.site})`)).toHaveLength(2);
  expect(code).toBe(1);
  expect(await isListening(running.port)).toBe(true);
  process.kill(running.site, "SIGTERM");
  await expectNothingLeft();
});
