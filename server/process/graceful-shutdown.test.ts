import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import {
  choosePort,
  cwd,
  dataDir,
  expectNothingLeft,
  isListening,
  project,
  shortLinger,
  startSite,
  until,
} from "../testing/site-processes.ts";
import { isRunning } from "./processes.mjs";

// Ends the program in every way that people, terminals, service managers and the kernel do.

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
