import { readFileSync } from "node:fs";
import { Agent } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, test } from "vitest";
import { isRunning, readProcess } from "../process/processes.mjs";
import {
  countInOutput,
  dataDir,
  expectNothingLeft,
  isListening,
  lockedPid,
  output,
  project,
  serverPid,
  shortLinger,
  sitePid,
  startSite,
  until,
} from "../testing/site-processes.ts";
import { forgetRelease, readRelease } from "./release-file.mjs";
import { makeRelease, releaseAt, requestSwitch, untilStep } from "./upgrade-testing.ts";

// A new release takes over from a running site, and each of their processes is killed at each step.

afterEach(() => forgetRelease(dataDir));

const known = "0016_correction_credit_removal";

const startAt = (home: string, more: Record<string, string> = {}, port?: number) =>
  startSite(port, { ...shortLinger, ...more, STAND_IN_HOME: home });

/** Reads all the time until it is stopped, over new connections and over kept ones; counts what failed. */
function readThroughout(port: number) {
  const result = { responses: new Map<string, number>(), failures: [] as string[] };
  let running = true;
  const read = async (agent?: Agent) => {
    while (running) {
      await releaseAt(port, agent).then(
        (release) => result.responses.set(release, (result.responses.get(release) ?? 0) + 1),
        (error: Error) => result.failures.push(error.message),
      );
      await sleep(agent ? 40 : 2);
    }
  };
  const agents = Array.from({ length: 6 }, () => new Agent({ keepAlive: true, maxSockets: 1 }));
  const readers = [...[1, 2, 3, 4].map(() => read()), ...agents.map((agent) => read(agent))];
  return async () => {
    running = false;
    await Promise.all(readers);
    for (const agent of agents) agent.destroy();
    return result;
  };
}

const stop = async (running: { launcher: number; ended: Promise<number | null> }) => {
  process.kill(running.launcher, "SIGTERM");
  expect(await running.ended).toBe(0);
  await expectNothingLeft();
};

describe.runIf(process.platform === "linux" && !project)("a new release", () => {
  test("takes over without a refused or lost request, and starts the next time", async () => {
    const [home, next] = [makeRelease("home"), makeRelease("next", { since: known })];
    const running = await startAt(home, {}, 0);
    const port = Number(/ready: (\d+)/.exec(readFileSync(output, "utf8"))?.[1]);
    const database = serverPid();
    const end = readThroughout(port);
    const id = requestSwitch(home, next);
    expect(await untilStep(id, "done")).toMatchObject({ step: "done" });
    await until("the end of the process before", () => !isRunning(running.site));
    const { responses, failures } = await end();
    expect(failures).toEqual([]);
    expect([...responses.keys()].sort()).toEqual([home, next].sort());
    expect(countInOutput("Confirmed.")).toBe(1);
    expect(readProcess(sitePid())?.parent).toBe(running.launcher);
    expect(serverPid()).toBe(database);
    // If it dies, the same release comes back.
    const site = sitePid();
    process.kill(site, "SIGKILL");
    await until("the next process", async () => lockedPid() !== site && (await isListening(port)));
    expect(await releaseAt(port)).toBe(next);
    await stop({ ...running });
    const again = await startAt(home);
    expect(await releaseAt(again.port)).toBe(next);
    // And back, to code that tolerates the new migration.
    const back = requestSwitch(home, home);
    expect(await untilStep(back, "done")).toMatchObject({ step: "done" });
    expect(await releaseAt(again.port)).toBe(home);
    await stop(again);
  });

  for (const [fault, reason] of [
    ["refuses", "A migration failed."],
    ["dies", "The process ended."],
    ["hangs", "longer than 3 s"],
    ["unfit", "It answers / with 500."],
    ["dies late", "The process ended."],
  ] as const) {
    test(`that ${fault} leaves the site as it is`, async () => {
      const [home, next] = [makeRelease("home"), makeRelease("next", { fault })];
      const running = await startAt(home);
      const end = readThroughout(running.port);
      const state = await untilStep(requestSwitch(home, next, fault === "hangs" ? 3_000 : 60_000), "done");
      expect(state).toMatchObject({ step: "failed", reason: expect.stringContaining(reason) });
      const { failures } = await end();
      // What the new process accepted before it died is lost with it.
      if (fault !== "dies late") expect(failures).toEqual([]);
      expect(isRunning(running.site)).toBe(true);
      expect(await releaseAt(running.port)).toBe(home);
      expect(countInOutput("did not take over, and the site still runs unchanged")).toBe(1);
      expect(countInOutput("Confirmed.")).toBe(0);
      await stop(running);
    });
  }

  test("that dies three times after it took over is left for the one before, once", async () => {
    const [home, next] = [makeRelease("home"), makeRelease("next", { fault: "dies often", since: known })];
    const running = await startAt(home, { STAND_IN_FIRST_PAUSE_MS: "50" });
    expect(await untilStep(requestSwitch(home, next), "done")).toMatchObject({ step: "done" });
    await until("the return", () => readRelease(dataDir)?.folder === home);
    await until("the site before", async () => (await releaseAt(running.port).catch(() => "")) === home);
    expect(countInOutput("Release next died 3 times within 1 min of the upgrade: the site returns to")).toBe(1);
    expect(countInOutput("The site died (code 1) and restarts")).toBe(2);
    expect(readRelease(dataDir)).toMatchObject({ home, returned: { folder: next, version: "next" } });
    // Its own deaths are counted from one, and lead nowhere else.
    const site = sitePid();
    process.kill(site, "SIGKILL");
    await until("the next process", () => lockedPid() !== undefined && lockedPid() !== site);
    await until("the site before", async () => (await releaseAt(running.port).catch(() => "")) === home);
    expect(countInOutput("The site died (SIGKILL) and restarts in 0.05 s.")).toBe(1);
    await stop(running);
    const again = await startAt(home);
    expect(await releaseAt(again.port)).toBe(home);
    await stop(again);
  });

  test("is stopped with the site that it was about to replace", async () => {
    const [home, next] = [makeRelease("home"), makeRelease("next")];
    const running = await startAt(home, { STAND_IN_STEP_MS: "1500" });
    await untilStep(requestSwitch(home, next), "warming");
    await stop(running);
  });
});

describe.runIf(process.platform === "linux" && !project)("after a kill at the step", () => {
  for (const step of ["starting", "warming", "switching", "done"] as const) {
    for (const victim of ["the process before", "the new process", "the launcher"] as const) {
      test(`${step} of ${victim}, the old release or the new one serves`, async () => {
        const [home, next] = [makeRelease("home"), makeRelease("next", { since: known })];
        const running = await startAt(home, { STAND_IN_STEP_MS: "800" });
        const state = await untilStep(requestSwitch(home, next), step);
        const pids = {
          "the process before": running.site,
          "the new process": state.pid ?? 0,
          "the launcher": running.launcher,
        };
        if (isRunning(pids[victim])) process.kill(pids[victim], "SIGKILL");
        let { port, launcher, ended } = running;
        if (victim === "the launcher") {
          await expectNothingLeft();
          ({ port, launcher, ended } = await startAt(home));
        }
        let release = "";
        await until("a site that serves", async () => {
          await sleep(300);
          release = await releaseAt(port).catch(() => "");
          const ready = await fetch(`http://127.0.0.1:${port}/readyz`).then(
            ({ ok }) => ok,
            () => false,
          );
          return ready && release !== "";
        });
        expect([home, next]).toContain(release);
        await stop({ launcher, ended });
      });
    }
  }
});
