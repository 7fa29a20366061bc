import { chmodSync, chownSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { createTestFolder, removeTestFolder } from "../testing/temporary-postgres.ts";
import { restrictDataFolder } from "./data-folder.ts";

const folder = createTestFolder();
afterAll(() => removeTestFolder(folder));

const mode = (name: string) => statSync(path.join(folder, name)).mode & 0o777;

function close(): string[] {
  const lines: string[] = [];
  restrictDataFolder(folder, (line) => lines.push(line));
  return lines;
}

const closed = process.getuid?.() === 0 ? 0o710 : 0o700;

test("makes a data folder and its keys private, and reports it once", () => {
  mkdirSync(path.join(folder, "postgres"));
  for (const name of ["auth-secret", "postgres/password"]) {
    writeFileSync(path.join(folder, name), "x");
    chmodSync(path.join(folder, name), 0o644);
  }
  for (const name of [".", "postgres"]) chmodSync(path.join(folder, name), 0o755);
  expect(close()).toEqual([
    `${folder} was open to other users (mode 0755): its mode is now 0${closed.toString(8)}.`,
    `${folder}/postgres was open to other users (mode 0755): its mode is now 0${closed.toString(8)}.`,
    `${folder}/auth-secret was open to other users (mode 0644): its mode is now 0600.`,
    `${folder}/postgres/password was open to other users (mode 0644): its mode is now 0600.`,
  ]);
  expect([".", "postgres", "auth-secret", "postgres/password"].map(mode)).toEqual([closed, closed, 0o600, 0o600]);
  expect(close()).toEqual([]);
});

test.runIf(process.getuid?.() === 0)("lets root's PostgreSQL pass through by its group, and nobody else", () => {
  mkdirSync(path.join(folder, "postgres/data"), { recursive: true });
  chownSync(path.join(folder, "postgres/data"), 12_345, 12_345);
  for (const name of [".", "postgres"]) {
    chownSync(path.join(folder, name), 0, 12_345);
    chmodSync(path.join(folder, name), 0o711);
  }
  expect(close()).toHaveLength(2);
  expect([".", "postgres"].map(mode)).toEqual([0o710, 0o710]);
  chownSync(path.join(folder, "postgres"), 0, 0);
  expect(close()).toEqual([]);
  expect(statSync(path.join(folder, "postgres")).gid).toBe(12_345);
});

test("refuses a folder that other users share instead of making it private", () => {
  for (const shared of [tmpdir(), homedir(), "/"]) {
    const before = statSync(shared).mode;
    expect(() => restrictDataFolder(shared, () => {})).toThrow(/is a folder that others use too/);
    expect(statSync(shared).mode).toBe(before);
  }
});
