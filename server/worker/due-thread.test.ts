import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, expect, test } from "vitest";
import { startDueThread } from "./due-thread.ts";

const folder = mkdtempSync(join(tmpdir(), "vigie-thread-"));
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  ["fails", 'throw new Error("broken");'],
  ["exits", "process.exit(3);"],
  ["never starts", "import 'missing-module';"],
])("a thread that %s is started again, and a stop ends that", async (name, code) => {
  const [file, log] = [join(folder, `${name}.mjs`), join(folder, `${name}.log`)];
  writeFileSync(
    file,
    `${code.startsWith("import") ? "" : `import { appendFileSync } from "node:fs"; appendFileSync("${log}", "x");`} ${code}`,
  );
  let looks = 0;
  const findDelay = () => {
    looks += 1;
    return Promise.resolve(0);
  };
  const stop = startDueThread({
    ...{ task: "feeds", url: "", file: pathToFileURL(file), findDelay },
    ...{ pollMs: 20, startAheadMs: 0, failureWaitMs: 20 },
  });
  await expect.poll(() => looks, { timeout: 60_000 }).toBeGreaterThan(2);
  await stop();
  const after = looks;
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(looks).toBe(after);
  if (existsSync(log)) expect(readFileSync(log, "utf8").length).toBeGreaterThan(1);
  else expect(name).toBe("never starts");
});

test("a database that does not answer stops no later look", async () => {
  let looks = 0;
  const findDelay = () => {
    looks += 1;
    return Promise.reject(new Error("no database"));
  };
  const stop = startDueThread({
    ...{ task: "feeds", url: "", file: pathToFileURL(join(folder, "none.mjs")), findDelay },
    ...{ pollMs: 10, startAheadMs: 0 },
  });
  await expect.poll(() => looks, { timeout: 60_000 }).toBeGreaterThan(2);
  await stop();
});
