import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, expect, test, vi } from "vitest";
import { connect } from "#db/client.ts";
import { isRunning } from "../process/processes.mjs";
import { createTestFolder, removeTestFolder } from "../testing/temporary-postgres.ts";
import { findErrorLine } from "./cluster.ts";
import { acquirePostgres, openDatabase } from "./database.ts";

vi.setConfig({ testTimeout: 120_000 });
const dataDir = createTestFolder();
const control = path.join(dataDir, "postgres");
afterAll(() => removeTestFolder(dataDir));

const supervisorPid = (): number => JSON.parse(readFileSync(path.join(control, "keeper.json"), "utf8")).pid;
const log = () => readFileSync(path.join(control, "postgres.log"), "utf8");

/** Another Vigie process: prints the address once it has one, and releases the lease when its input ends. */
function startHolder(): { child: ChildProcess; url: Promise<string>; ended: Promise<unknown> } {
  const program = `
    import { acquirePostgres } from "#server/postgres/database.ts";
    const held = await acquirePostgres({ dataDir: ${JSON.stringify(dataDir)} });
    console.log(held.url);
    process.stdin.resume().once("end", () => held.release());`;
  const child = spawn(process.execPath, ["--input-type=module-typescript", "-e", program], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const url = new Promise<string>((resolve) => createInterface({ input: child.stdout }).once("line", resolve));
  return { child, url, ended: new Promise((resolve) => child.once("exit", resolve)) };
}

async function untilGone(pid: number): Promise<void> {
  for (let waited = 0; isRunning(pid); waited += 20) {
    if (waited > 30_000) throw new Error(`process ${pid} does not end`);
    await sleep(20);
  }
}

test("processes that start together share one server, which ends with the last of them", async () => {
  const holders = [startHolder(), startHolder(), startHolder()];
  const mine = await acquirePostgres({ dataDir });
  expect(await Promise.all(holders.map(({ url }) => url))).toEqual([mine.url, mine.url, mine.url]);
  expect(log().match(/starting PostgreSQL/g)).toHaveLength(1);
  const output: string[] = [];
  await (await acquirePostgres({ dataDir, say: (line) => output.push(line) })).release();
  expect(output, "a process that joins prints nothing about the start").toEqual([]);
  const supervisor = supervisorPid();
  // One ends normally, one is killed, one stays.
  holders[0]?.child.stdin?.end();
  holders[1]?.child.kill("SIGKILL");
  await Promise.all([holders[0]?.ended, holders[1]?.ended]);
  await mine.release();
  expect(isRunning(supervisor)).toBe(true);
  holders[2]?.child.kill("SIGKILL");
  await untilGone(supervisor);
  expect(log().trimEnd()).toMatch(/database system is shut down$/);
  expect(existsSync(path.join(control, "keeper.json"))).toBe(false);
});

test("a release while the lease is renewed ends the renewed server too, without waiting for a restart", async () => {
  const lease = await acquirePostgres({ dataDir, lingerMs: 20_000 });
  const first = supervisorPid();
  process.kill(first, "SIGKILL");
  await untilGone(first);
  await sleep(50);
  await lease.release();
  expect(existsSync(path.join(control, "keeper.lock"))).toBe(false);
  expect(log().trimEnd()).toMatch(/database system is shut down$/);
});

test("keeps what was committed after all processes were killed, PostgreSQL included", async () => {
  const first = await acquirePostgres({ dataDir });
  const before = connect(first.url, { max: 1 });
  await before.sql`create table kept as select 42 as answer`;
  await before.close();
  const holder = startHolder();
  await holder.url;
  await first.release();
  const supervisor = supervisorPid();
  const place = path.join(control, "place.json");
  const home: string = existsSync(place) ? JSON.parse(readFileSync(place, "utf8")).home : control;
  const server = Number.parseInt(readFileSync(path.join(home, "data", "postmaster.pid"), "utf8"), 10);
  for (const pid of [supervisor, holder.child.pid ?? 0, server]) process.kill(pid, "SIGKILL");
  await Promise.all([untilGone(supervisor), untilGone(server)]);
  const again = await acquirePostgres({ dataDir });
  const after = connect(again.url, { max: 1 });
  expect(await after.sql`select answer from kept`).toEqual([{ answer: 42 }]);
  await after.close();
  await again.release();
});

test("uses UTF-8 and requires its password, which only its owner may read", async () => {
  const held = await acquirePostgres({ dataDir });
  const { sql, close } = connect(held.url, { max: 1 });
  const [row] = await sql`select current_setting('server_encoding') as encoding, current_setting('TimeZone') as zone`;
  expect(row).toEqual({ encoding: "UTF8", zone: "UTC" });
  await close();
  const stranger = connect(held.url.replace(/:[^:@/]+@/, ":guess@"), { max: 1 });
  await expect(stranger.sql`select 1`).rejects.toThrow("password authentication failed");
  await stranger.close();
  expect(statSync(path.join(control, "password")).mode & 0o777).toBe(0o600);
  expect(new URL(held.url).hostname).toBe("127.0.0.1");
  await held.release();
});

test.each([
  ["postgres://me:secret@127.0.0.1:1/vigie", "The database at 127.0.0.1:1/vigie does not answer (connect ECONNREFUSED"],
  [
    "postgres://me:secret@no-such-host.invalid/vigie",
    "The database at no-such-host.invalid:5432/vigie does not answer",
  ],
])("reports %s of the operator's own database in one line without its password", async (url, line) => {
  const failure = openDatabase({ DATABASE_URL: url, DATA_DIR: dataDir });
  await expect(failure).rejects.toThrow(line);
  await expect(failure).rejects.not.toThrow(/secret|\n/);
});

test("finds the line of a log that explains a failure", () => {
  expect(
    findErrorLine("LOG:  starting\n2026 [1] FATAL:  could not write: No space left on device\nLOG:  shut down\n"),
  ).toBe("No space left on device");
  expect(findErrorLine("LOG:  starting\n2026 [1] FATAL:  lock file is bogus\nLOG:  shut down\n")).toBe(
    "lock file is bogus",
  );
  expect(findErrorLine("")).toBe("it gave no reason");
});
