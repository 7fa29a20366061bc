import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isRunning } from "../process/processes.mjs";
import { type ProgramOptions, root, runNode } from "./run-program.ts";
import type { Tally } from "./test-counts.ts";

// Real programs that hang, print and end as tests do. The folder is inside the project, where they find vitest and Playwright.
let folder: string;
beforeAll(() => {
  mkdirSync(join(root, ".test"), { recursive: true });
  folder = mkdtempSync(join(root, ".test", "programs-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const options: ProgramOptions = {
  limits: { total: 60_000, silence: 20_000 },
  quiet: true,
  progress: "output",
  graceMs: 300,
};
const write = (name: string, text: string) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

describe("a program", () => {
  test("returns its code and output", async () => {
    const ended = await runNode(["-e", "console.log('so far'); process.exit(3)"], options);
    expect(ended).toEqual({ code: 3, stopped: undefined, output: "so far\n" });
  });

  test("that keeps printing is not stopped, however long it takes", async () => {
    const prints = "let n = 0; const t = setInterval(() => { console.log(n); if (++n === 12) clearInterval(t); }, 250)";
    const ended = await runNode(["-e", prints], { ...options, limits: { total: 60_000, silence: 2_000 } });
    expect(ended).toMatchObject({ code: 0, stopped: undefined });
  });

  test("that prints nothing is stopped together with its child, which ignores signals", async () => {
    const loop = `require("fs").writeFileSync(${JSON.stringify(join(folder, "pid"))}, String(process.pid)); for (;;);`;
    const parent = `require("child_process").spawn(process.execPath, ["-e", ${JSON.stringify(loop)}]); process.on("SIGINT", () => {}); setInterval(() => {}, 1000)`;
    const ended = await runNode(["-e", parent], { ...options, limits: { total: 60_000, silence: 2_000 } });
    expect(ended.stopped).toBe("no output for 2 s");
    const pid = Number(readFileSync(join(folder, "pid"), "utf8"));
    await expect.poll(() => isRunning(pid), { timeout: 10_000 }).toBe(false);
  });

  test("that prints forever is stopped at the total limit", async () => {
    const ended = await runNode(["-e", "setInterval(() => console.log(1), 50)"], {
      ...options,
      limits: { total: 2_000, silence: 60_000 },
    });
    expect(ended.stopped).toBe("took longer than 2 s");
  });
});

const read = (file: string): Tally => JSON.parse(readFileSync(file, "utf8"));

describe("vitest", () => {
  const start = async (silence: number, text: string) => {
    // A separate configuration: the project's would start PostgreSQL.
    const config = write("vitest.config.mjs", "export default {};");
    write("a.test.mjs", `import { test, expect } from "vitest";\ntest("passes", () => {});\n${text}`);
    const tally = join(folder, "vitest.json");
    rmSync(tally, { force: true });
    const args = ["node_modules/vitest/vitest.mjs", "run", "--root", folder, "--config", config];
    const reporter = `--reporter=${join(root, "server/testing/vitest-reporter.ts")}`;
    const ended = await runNode([...args, reporter, "--maxWorkers=1"], {
      ...options,
      progress: "tests",
      limits: { total: 100_000, start: 60_000, silence },
      env: { ...process.env, VIGIE_TALLY: tally },
    });
    return { ended, tally: read(tally) };
  };

  test("reports what passed, failed and was skipped", async () => {
    const { ended, tally } = await start(
      60_000,
      `test("fails", () => expect(1).toBe(2)); test("skips", (t) => t.skip("no data"));`,
    );
    expect(ended).toMatchObject({ code: 1, stopped: undefined });
    expect(tally).toMatchObject({ passed: 1, flaky: [] });
    expect(tally.failed).toEqual([expect.stringMatching(/a\.test\.mjs › fails: expected 1 to be 2/)]);
    expect(tally.skipped).toEqual([{ name: expect.stringMatching(/a\.test\.mjs › skips$/), reason: "no data" }]);
  });

  test("names the test that ran when an error was thrown outside of any test", async () => {
    const text = `test("leaves a socket", async () => {
      setTimeout(() => { throw new Error("read ECONNRESET"); });
      await new Promise((resolve) => setTimeout(resolve, 200));
    });`;
    const { ended, tally } = await start(60_000, text);
    expect(ended.code).toBe(1);
    expect(tally.failed).toEqual([
      expect.stringMatching(/^an error outside of any test, during .*a\.test\.mjs › leaves a socket: read ECONNRESET$/),
    ]);
  });

  test("stops a test that hangs, names it, and counts what passed in the files before", async () => {
    // Vitest runs the larger file first.
    const more = `test("passes too", () => {}); // ${"-".repeat(200)}`;
    const hanging = write(
      "b.test.mjs",
      `import { test } from "vitest";\ntest("hangs", () => new Promise(() => {}), 200_000);`,
    );
    const { ended, tally } = await start(3_000, more).finally(() => rmSync(hanging));
    expect(ended.stopped).toMatch(/^no test finished for 3 s; running: .*b\.test\.mjs › hangs/);
    expect(tally.passed).toBe(2);
  });
});

describe("Playwright", () => {
  const start = async (retries: number, silence: number, text: string) => {
    const config = write(
      "playwright.config.mjs",
      `export default { testDir: ".", testMatch: "*.spec.mjs", outputDir: "out", workers: 1, timeout: 200_000, retries: ${retries},
        projects: [{ name: "desktop" }], reporter: ${JSON.stringify(join(root, "server/testing/journey-reporter.ts"))} };`,
    );
    const from = JSON.stringify(join(root, "node_modules/@playwright/test/index.mjs"));
    write("a.spec.mjs", `import { test, expect } from ${from};\ntest("passes", () => {});\n${text}`);
    const tally = join(folder, "journeys.json");
    const ended = await runNode(["node_modules/@playwright/test/cli.js", "test", "-c", config], {
      ...options,
      progress: "tests",
      limits: { total: 100_000, start: 60_000, silence },
      env: { ...process.env, VIGIE_TALLY: tally },
    });
    return { ended, tally: read(tally) };
  };
  const flaky = `test("flaky", ({}, info) => { if (info.retry === 0) throw new Error("not there"); });\n`;

  test("counts a test that passes on retry as passed, and lists it as flaky", async () => {
    const { ended, tally } = await start(1, 60_000, `${flaky}test("skips", () => test.skip(true, "no data"));`);
    expect(ended).toMatchObject({ code: 0, stopped: undefined });
    expect(tally).toEqual({
      passed: 2,
      failed: [],
      skipped: [{ name: "e2e/a.spec.mjs › skips › [desktop]", reason: "no data" }],
      flaky: ["e2e/a.spec.mjs › flaky › [desktop]: Error: not there (line 3)"],
    });
  });

  test("counts it as failed without a retry", async () => {
    const { ended, tally } = await start(0, 60_000, flaky);
    expect(ended.code).toBe(1);
    expect(tally.failed).toEqual(["e2e/a.spec.mjs › flaky › [desktop]: Error: not there (line 3)"]);
  });

  test("stops a journey that hangs, names it, and counts what passed before", async () => {
    const { ended, tally } = await start(0, 5_000, `test("hangs", () => new Promise(() => {}));`);
    expect(ended.stopped).toBe("no test finished for 5 s; running: e2e/a.spec.mjs › hangs › [desktop]");
    expect(tally.passed).toBe(1);
  });
});
