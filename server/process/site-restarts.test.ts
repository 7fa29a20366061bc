import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { acquirePostgres } from "../postgres/database.ts";
import {
  belongings,
  countInOutput,
  dataDir,
  expectNothingLeft,
  lockedPid,
  output,
  project,
  serverPid,
  shortLinger,
  sitePid,
  startSite,
  stopTimeoutMs,
  supervisorPid,
  until,
} from "../testing/site-processes.ts";
import { isRunning, readProcess } from "./processes.mjs";

// Kills the site, its database and the database's supervisor: each comes back.

/** The launcher's first pause after a death; the whole site ignores this. */
const firstPause = (ms: number) => ({ STAND_IN_FIRST_PAUSE_MS: String(ms) });

const isReady = (port: number) =>
  fetch(`http://127.0.0.1:${port}/readyz`)
    .then(({ ok }) => ok)
    .catch(() => false);

describe.runIf(process.platform === "linux")("the site survives the sudden death of", () => {
  for (const [name, pidOf] of [
    ["PostgreSQL", serverPid],
    ["its keeper", supervisorPid],
  ] as const) {
    test(name, async () => {
      // A site that is stopped before it has the new supervisor's lease leaves it waiting for a restart.
      const running = await startSite(undefined, shortLinger);
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
      expect(countInOutput(`"msg":"The site died (${how}) and restarts in 0.5 s."`)).toBe(1);
      expect(countInOutput("password")).toBe(0);
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
    const running = await startSite(undefined, firstPause(20));
    for (let time = 1, site = running.site; time <= 5; time += 1, site = sitePid()) {
      process.kill(site, "SIGKILL");
      if (time < 5) await untilNext(site, running.port);
    }
    expect(await running.ended).toBe(137);
    expect(countInOutput("it is not restarted")).toBe(1);
    await expectNothingLeft();
  });

  test("stops immediately during the restart pause", async () => {
    // Long enough for the rest of this test; in the whole site only the third one is.
    const [deaths, pause] = project ? [3, 2] : [1, 20];
    const running = await startSite(undefined, firstPause(20_000));
    for (let time = 1, site = running.site; time <= deaths; time += 1, site = sitePid()) {
      process.kill(site, "SIGKILL");
      if (time < deaths) await untilNext(site, running.port);
    }
    await until("the pause", () => countInOutput(`restarts in ${pause} s`) === 1);
    // The command line connects and disconnects meanwhile, without ending the database that the site left running.
    const database = serverPid();
    await (await acquirePostgres({ dataDir })).release();
    expect(isRunning(database)).toBe(true);
    process.kill(running.launcher, "SIGTERM");
    expect(await running.ended).toBe(0);
    expect(countInOutput("Vigie is ready")).toBe(deaths);
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
