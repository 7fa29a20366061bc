import { mkdirSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { sayError } from "#lib/operator-error.ts";
import { createTestFolder, removeTestFolder } from "../testing/temporary-postgres.ts";
import { makeControlFolder } from "./cluster-location.ts";

const folder = createTestFolder();
afterAll(() => removeTestFolder(folder));

const why = (dataDir: string) => {
  try {
    return makeControlFolder(dataDir);
  } catch (error) {
    return sayError(error);
  }
};

test("creates a data folder with its parents, and keeps an existing one", () => {
  const control = path.join(folder, "a/b/postgres");
  expect(makeControlFolder(path.join(folder, "a/b"))).toBe(control);
  expect(statSync(control).isDirectory()).toBe(true);
  mkdirSync(path.join(folder, "c"));
  expect(makeControlFolder(path.join(folder, "c"))).toBe(path.join(folder, "c/postgres"));
});

test.runIf(process.platform === "linux")("reports at once where no folder can be created", () => {
  expect(why("/proc/vigie/data")).toBe(
    "The folder /proc/vigie cannot be made there: set DATA_DIR to a folder that you may write to.",
  );
});

test("names a file in the way", () => {
  const file = path.join(folder, "file");
  writeFileSync(file, "");
  expect(why(path.join(file, "data"))).toMatch(`There is a file where a folder should be (${file}`);
  expect(why(file)).toMatch(`There is a file where a folder should be (${file}`);
});
