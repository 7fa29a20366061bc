import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { beforeEach, expect, test } from "vitest";
import { newsletterIssues } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { aSendingAlert, countStates } from "#features/newsletter/sending/testing.ts";
import { prepareNewsletter, startNewsletterSender } from "./newsletter-sender.ts";

const { db, clear } = testDatabase();
beforeEach(clear);

/** Starts a thread with this code while an issue waits, and returns a function that stops it. */
async function startThread(code: string) {
  const folder = mkdtempSync(join(tmpdir(), "vigie-sender-"));
  const [file, started] = [join(folder, "thread.mjs"), join(folder, "started")];
  const head = `import { parentPort } from "node:worker_threads"; import { writeFileSync } from "node:fs";`;
  writeFileSync(file, `${head} parentPort.once("message", () => { ${code} }); writeFileSync("${started}", "");`);
  await aSendingAlert(db, 1);
  const stop = startNewsletterSender(db, { url: "", file: pathToFileURL(file) });
  await expect.poll(() => existsSync(started), { timeout: 60_000 }).toBe(true);
  return stop;
}

test.each([
  ["ends", "parentPort.close();"],
  ["fails", 'throw new Error("stopped badly");'],
  ["exits", "process.exit(3);"],
])("a stop resolves when the thread %s", async (_, code) => {
  const stop = await startThread(code);
  await expect(stop()).resolves.toBeUndefined();
});

test("what comes back to the queue of a cancelled issue is cancelled without a sender", async () => {
  await aSendingAlert(db, 2);
  await db.update(newsletterIssues).set({ status: "cancelled", finishedAt: new Date() });
  await prepareNewsletter(db);
  expect(await countStates(db)).toEqual({ cancelled: 2 });
  expect(await db.select().from(newsletterIssues)).toMatchObject([{ snapshot: null }]);
});
