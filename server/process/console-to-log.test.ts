import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { afterAll, expect, test } from "vitest";
import { migrate } from "#db/migrate.ts";
import { acquirePostgres } from "../postgres/database.ts";
import { createTestFolder, removeTestFolder } from "../testing/temporary-postgres.ts";
import { passJsonLines } from "./json-lines.mjs";
import { root } from "./prepare-site.ts";

const dataDir = createTestFolder();
afterAll(() => removeTestFolder(dataDir));

/** Runs a program with the serving process's log, as the launcher does, and returns its lines on standard error. */
function startLogging(program: string, env: Record<string, string> = {}) {
  const whole = `import "#server/process/console-to-log.ts";\n${program}`;
  const child = spawn(process.execPath, ["--input-type=module-typescript", "-e", whole], {
    cwd: root,
    stdio: ["pipe", "pipe", "pipe"],
    env: { PATH: process.env.PATH, NODE_ENV: "production", ...env },
  });
  let written = "";
  const passed = passJsonLines(child.stderr, { write: (line: string) => (written += line) });
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const lines = Promise.all([ended, passed]).then(() =>
    written
      .split("\n")
      .filter((line) => line !== "")
      .map((line): { level: number; msg: string; repeated?: number; err?: { type: string } } => JSON.parse(line)),
  );
  return { child, ended, lines, out: text(child.stdout), written: () => written };
}

test("writes all output of libraries and Node as JSON lines without values, and leaves standard output to people", async () => {
  const { lines, out, ended, written } = startLogging(`
    const value = "zqx@example.org zqx";
    const failed = Object.assign(new Error("Failed query: select $1\\nparams: " + value), { query: "select $1", params: [value] });
    console.error(failed);
    console.error(" \\u001b[31m⨯\\u001b[39m", new TypeError("render: " + value));
    console.error("[auth][error] " + failed.stack);
    console.warn("%s is no child of %s", value, value);
    console.log("Ready \\"" + value + "\\"");
    console.log({ body: value });
    process.stderr.write("raw '" + value + "'\\nsecond line " + value + "\\n");
    process.emitWarning("careful with '" + value + "'");
    process.stdout.write("for people\\n");
    void Promise.reject(Object.assign(new Error("lost"), { detail: value, cookie: value }));
    setTimeout(() => { throw failed; }, 50);`);
  expect(await ended).toBe(1);
  const all = await lines;
  expect(written()).not.toContain("zqx");
  expect(await out).toBe("for people\n");
  expect(all.map(({ level, msg, err }) => [level, msg, err?.type])).toEqual([
    [50, "A library wrote this.", "Error"],
    [50, "A library wrote this.", "TypeError"],
    [50, "[auth][error] Error: Failed query: …", undefined],
    [40, "%s is no child of %s", undefined],
    [30, "Ready …", undefined],
    [30, "A library wrote this.", undefined],
    [40, "raw …", undefined],
    [40, "Warning from Node.", "Warning"],
    [50, "Unhandled promise rejection.", "Error"],
    [60, "Uncaught error.", "Error"],
  ]);
});

test("writes JSON lines when the process runs out of memory", async () => {
  const { lines, ended } = startLogging("const all = []; for (;;) all.push(new Array(10_000).fill(Math.random()));", {
    NODE_OPTIONS: "--max-old-space-size=40",
  });
  expect(await ended).not.toBe(0);
  const all = await lines;
  expect(all.some(({ msg }) => msg.includes("heap out of memory"))).toBe(true);
});

test("logs a database outage in a few lines, however many queries fail, and without readers' text", async () => {
  const handle = await acquirePostgres({ dataDir });
  await migrate(handle.url);
  const { child, ended, lines, written } = startLogging(
    `
    import { createInterface } from "node:readline";
    import { sql } from "drizzle-orm";
    import { connect } from "#db/client.ts";
    import { openJobs } from "#lib/jobs.ts";
    import { log } from "#lib/log/log.ts";
    import { followChanges } from "#server/page-cache/follow-changes.ts";
    const boss = await openJobs({ supervise: true });
    await boss.createQueue("q");
    await boss.work("q", { pollingIntervalSeconds: 0.5 }, async () => {});
    await followChanges(process.env.DATABASE_URL, { record() {} });
    process.stdout.write("up\\n");
    await new Promise((resolve) => createInterface({ input: process.stdin }).once("line", resolve));
    const post = (n) =>
      connect(process.env.DATABASE_URL, { max: 1 }).db.execute(sql\`insert into comments (body, email, hash) values (\${"zqx " + n}, \${n + "zqx@example.org"}, \${"$argon2id$zqx"})\`);
    for (let n = 0; n < 5; n += 1) {
      await Promise.all(
        Array.from({ length: 40 }, async (_, one) => {
          const err = await post(n * 100 + one).catch((error) => error);
          log.error({ err, url: "/articles/a?session=zqx" + n }, "A form's action failed.");
          console.error(" ⨯", err);
          console.error("Error handling", err.stack);
        }),
      );
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    process.exit(0);`,
    { DATABASE_URL: handle.url },
  );
  const up = await Promise.race([new Promise((resolve) => child.stdout.once("data", () => resolve("up"))), ended]);
  expect(up, written()).toBe("up");
  await handle.release();
  child.stdin.end("now\n");
  const all = await lines;
  expect(written()).not.toContain("zqx");
  const failed = all.filter(({ msg }) => msg === "A form's action failed.");
  const told = failed.reduce((sum, { repeated }) => sum + (repeated ?? 1), 0);
  expect(told, "each is written or counted").toBe(200);
  expect(failed.length).toBeLessThanOrEqual(6);
  expect(all.length).toBeLessThanOrEqual(25);
});
