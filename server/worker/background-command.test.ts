import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import { runCommand } from "./background-command.ts";

const folder = mkdtempSync(join(tmpdir(), "vigie-command-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const report = join(folder, "report.json");

/** A program that reports on itself, then does as told. */
function writeProgram(then: string): string {
  const file = join(folder, "program.mjs");
  writeFileSync(
    file,
    `import { writeFileSync } from "node:fs"; import { getPriority } from "node:os";
    // Its priority is lowered once it has started.
    for (let n = 0; n < 600 && getPriority() < 10; n += 1) await new Promise((resolve) => setTimeout(resolve, 100));
    writeFileSync(${JSON.stringify(report)}, JSON.stringify({ args: process.argv.slice(2), pid: process.pid,
      url: process.env.DATABASE_URL, priority: getPriority() }));
    ${then}`,
  );
  return file;
}

const readReport = () => JSON.parse(readFileSync(report, "utf8"));

async function waitForReport(): Promise<{ pid: number }> {
  for (;;) {
    try {
      return readReport();
    } catch {
      await setTimeout(20);
    }
  }
}

test("runs a command with low priority, and not at the address of the embedded database", async () => {
  process.env.DATABASE_URL ||= "postgres://127.0.0.1/embedded";
  const program = writeProgram("process.exit(3)");
  expect(await runCommand(["backup", "run"], new AbortController().signal, program)).toBe(3);
  expect(readReport()).toMatchObject({ args: ["backup", "run"], priority: 10 });
});

test("a stop ends the command", async () => {
  rmSync(report, { force: true });
  const stop = new AbortController();
  const running = runCommand([], stop.signal, writeProgram("process.stdin.resume();"));
  await waitForReport();
  stop.abort();
  expect(await running).toBe(1);
});
