import { beforeEach, expect, test } from "vitest";
import { importRuns, members } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { continueRun, createRun, startAfterDryRun, stopRun } from "./mutations.ts";
import { findShownImport, listActiveUploads, listShownImports } from "./queries.ts";

const { db, sql, clear } = testDatabase();
let by = 0;
beforeEach(async () => {
  await clear();
  const [row] = await db.insert(members).values({ name: "Ada", handle: "ada", role: "admin" }).returning();
  by = row?.id ?? 0;
});

const options = { dryRun: true, timezone: "", ratingsMax: 5, fetchImages: true };
const create = (changes: Partial<typeof options> = {}) =>
  createRun(db, { source: "site.xml", origin: { file: "f.xml" }, bytes: 10, options: { ...options, ...changes }, by });
const idOf = (result: Awaited<ReturnType<typeof create>>) => (result.ok ? result.value : 0);

test("a new run waits, with its file and options", async () => {
  const id = idOf(await create());
  expect(await listActiveUploads(db)).toEqual([{ id, file: "f.xml" }]);
  expect(await findShownImport(db, id)).toMatchObject({
    source: "site.xml",
    state: "waiting",
    dryRun: true,
    totalSize: 10,
    by: "Ada",
    options: { file: "f.xml", timezone: "", ratingsMax: 5, fetchImages: true },
  });
});

test("refuses more than five that wait or run, also at once", async () => {
  const results = await Promise.all(Array.from({ length: 8 }, () => create()));
  expect(results.filter(({ ok }) => ok)).toHaveLength(5);
  expect(results.find(({ ok }) => !ok)).toMatchObject({ code: "import.tooMany", values: { max: 5 } });
});

test("a run is stopped once, and continues with what it has", async () => {
  const id = idOf(await create());
  expect(await continueRun(db, id)).toMatchObject({ ok: false, code: "import.notStopped" });
  expect(await stopRun(db, id)).toMatchObject({ ok: true });
  expect(await stopRun(db, id)).toMatchObject({ ok: false, code: "import.notRunning" });
  expect(await listActiveUploads(db)).toEqual([]);
  expect(await continueRun(db, id)).toMatchObject({ ok: true });
  expect(await listActiveUploads(db)).toMatchObject([{ id }]);
});

test("a dry run that is done is followed by the import of the same file, anything else by nothing", async () => {
  const id = idOf(await create());
  expect(await startAfterDryRun(db, id, by)).toMatchObject({ ok: false, code: "import.gone" });
  await sql`update import_runs set state = 'done', finished_at = now()`;
  const real = idOf(await startAfterDryRun(db, id, by));
  expect(await findShownImport(db, real)).toMatchObject({ dryRun: false, options: { file: "f.xml", ratingsMax: 5 } });
  await sql`update import_runs set state = 'done', finished_at = now()`;
  expect(await startAfterDryRun(db, real, by)).toMatchObject({ ok: false, code: "import.gone" });
});

test("imports of the command line are listed, never run or continued by the site", async () => {
  await db.insert(importRuns).values({ source: "cli.xml", state: "running" });
  await db.insert(importRuns).values({ source: "old.xml", state: "failed", finishedAt: new Date(), failure: "x" });
  const [newest, older] = await listShownImports(db, { limit: 10 });
  expect([newest?.source, older?.source]).toEqual(["old.xml", "cli.xml"]);
  expect(await listShownImports(db, { before: newest?.id, limit: 10 })).toHaveLength(1);
  expect(await listActiveUploads(db)).toEqual([]);
  expect(await continueRun(db, newest?.id ?? 0)).toMatchObject({ ok: false });
});
