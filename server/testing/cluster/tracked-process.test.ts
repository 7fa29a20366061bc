import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { isRunning } from "#server/process/processes.mjs";
import { findProgram, TrackedProcess, waitUntil } from "./tracked-process.ts";

const folder = mkdtempSync(path.join(tmpdir(), "tracked-"));
const log = path.join(folder, "output.log");

test("a program ends when the process that started it is killed", async () => {
  const starter = `
    const { TrackedProcess } = await import(${JSON.stringify(path.join(import.meta.dirname, "tracked-process.ts"))});
    const { pid } = new TrackedProcess("sleep", ["600"], { log: ${JSON.stringify(log)} });
    console.log(pid);
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", starter], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const pid = await new Promise<number>((resolve) => child.stdout.once("data", (text) => resolve(Number(text))));
  expect(isRunning(pid)).toBe(true);
  child.kill("SIGKILL");
  await waitUntil("the end of the program", () => !isRunning(pid));
});

test("a program is killed, paused, resumed and stopped", async () => {
  const script =
    "process.on('SIGTERM', () => { console.log('stopping'); process.exit(3); }); setInterval(() => {}, 50);";
  const start = () => new TrackedProcess(process.execPath, ["-e", `${script} console.log('ready');`], { log });
  const [first, second] = [start(), start()];
  await first.until("the start", () => readFileSync(log, "utf8").split("ready").length > 2);
  second.pause();
  expect(await first.stop()).toBe(3);
  expect(await second.stop()).toBe(3);
  const third = start();
  await third.kill();
  expect(third.isRunning).toBe(false);
  await expect(third.until("anything", () => false)).rejects.toThrow("It ended before anything");
});

test("a missing program is reported", () => {
  const lines: string[] = [];
  expect(findProgram("no-such-program", (line) => lines.push(line))).toBeUndefined();
  expect(lines).toEqual(["no-such-program is not on this machine."]);
});
