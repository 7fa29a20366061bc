import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { createTestFolder, removeTestFolder } from "../testing/temporary-postgres.ts";
import { LogFile } from "./log-file.ts";

const folder = createTestFolder();
afterAll(() => removeTestFolder(folder));

test("never exceeds its limit, however much is written, and keeps the newest lines", () => {
  const log = new LogFile(path.join(folder, "a.log"), 1_000);
  for (let n = 0; n < 500; n += 1) log.write(`line ${n}\n`);
  const files = readdirSync(folder).sort();
  expect(files).toEqual(["a.log", "a.log.1"]);
  for (const file of files) expect(statSync(path.join(folder, file)).size).toBeLessThanOrEqual(1_000);
  expect(readFileSync(log.path, "utf8")).toMatch(/line 499\n$/);
  expect(log.since(0)).toContain("line 498\nline 499\n");
  expect(statSync(log.path).mode & 0o777).toBe(0o600);
});

test("continues the log of an earlier process", () => {
  const file = path.join(folder, "b.log");
  new LogFile(file, 1_000).write(`${"x".repeat(900)}\n`);
  new LogFile(file, 1_000).write(`${"y".repeat(200)}\n`);
  expect(readFileSync(file, "utf8")).toBe(`${"y".repeat(200)}\n`);
  expect(readFileSync(`${file}.1`, "utf8")).toBe(`${"x".repeat(900)}\n`);
});

test.runIf(process.platform === "linux")("keeps the writer running when the disk accepts nothing", () => {
  const log = new LogFile("/dev/full");
  log.write("lost\n");
  const moment = log.written;
  log.write("lost too\n");
  expect(log.since(moment)).toBe("lost too\n");
});
