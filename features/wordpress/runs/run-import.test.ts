import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { storeImage } from "#features/media/mutations.ts";
import { findMedia } from "#features/media/queries.ts";
import { diskStorage } from "#lib/storage/storage.ts";
import { type SampleItem, sampleExport } from "../export/sample-testing.ts";
import type { ImportReport } from "../report.ts";
import { importFixtures } from "../testing.ts";
import { continueRun, stopRun } from "../upload/mutations.ts";
import type { PartsOptions } from "./import-parts.ts";
import { createImportRun } from "./mutations.ts";
import { findImportRun, findInterruptedRun } from "./queries.ts";
import { hashImportSource, runImport } from "./run-import.ts";
import { countingThreads, listImportRuns, readImported, untimed } from "./testing.ts";

const { db, connection, clear, folder, count } = importFixtures();

function bringRun(
  file: string,
  pool?: ReturnType<typeof countingThreads>["pool"],
  runId?: number,
  options: Partial<PartsOptions> = {},
) {
  const storage = diskStorage(join(folder, "media"));
  return runImport(
    db,
    {
      file,
      unpackFolder: join(folder, "unpacked"),
      store: (tx, upload) => storeImage(tx, upload, storage),
      sizeOf: findMedia,
      pictureAddress: ({ id }) => `/media/${id}`,
      ...(pool && { pool }),
      ...options,
    },
    { ...(runId !== undefined && { runId }) },
  );
}

/** Articles that link forward and backward, with terms, drafts, replies, omissions and odd ratings. */
const items: SampleItem[] = Array.from({ length: 260 }, (_, index) => {
  const id = index + 1;
  return {
    id,
    content: `Voir\n\n<a href="/?p=${((id * 7) % 260) + 1}">l’autre</a>\n\n[inconnu a="1"]<img src="/wp-content/uploads/x${id % 5}.png">`,
    status: id % 9 === 0 ? "draft" : "publish",
    categories: [`rubrique-${id % 4}`],
    tags: [`theme-${id % 11}`],
    ...(id % 13 === 0 && { meta: { ratings_users: "2", ratings_score: "90" } }),
    comments:
      id % 3 === 0
        ? [
            { id: id * 10, content: "Un" },
            { id: id * 10 + 1, parent: id * 10, content: "Deux", approved: id % 2 === 0 ? "1" : "spam" },
          ]
        : [],
  };
});
const file = join(folder, "run.xml");
writeFileSync(file, sampleExport(items));

const readContent = () => readImported(db);

describe("a run that is interrupted", () => {
  it("continues where it was, at every group, with the content and the report of one that was not", async () => {
    const whole = untimed(await bringRun(file));
    const wanted = await readContent();
    expect(wanted.articles.some(({ bodyHtml }) => bodyHtml.includes("data-card"))).toBe(true);
    await clear();
    let report: ImportReport | undefined;
    let attempts = 0;
    while (!report) {
      attempts += 1;
      const written = await count("articles");
      // The look-ahead is four groups, so each attempt gets one batch further.
      const { converted, pool } = countingThreads(attempts < 20 ? 3 + (attempts % 4) : undefined);
      report = await bringRun(file, pool).catch(() => undefined);
      // Nothing that is written is converted again.
      expect(Math.min(...converted)).toBeGreaterThan(written);
      // A process that was killed could not even note that.
      if (!report) await connection`update import_runs set state = 'running', finished_at = null`;
    }
    expect(attempts).toBeGreaterThan(2);
    expect(untimed(report)).toEqual(whole);
    expect(await readContent()).toEqual(wanted);
    const runs = await listImportRuns(db);
    expect(runs).toHaveLength(1);
    expect(runs[0]).toMatchObject({ state: "done", checkpoint: null, source: "run.xml" });
    expect(runs[0]?.report).toMatchObject({ articles: { new: 260 } });
  });

  it("counts pages, pictures, terms and members once, wherever it ends", async () => {
    const uploads = join(folder, "uploads");
    mkdirSync(uploads, { recursive: true });
    for (const index of Array.from({ length: 7 }, (_, number) => number)) {
      const image = sharp({ create: { width: 40 + index, height: 30, channels: 3, background: "#48a" } });
      writeFileSync(join(uploads, `ciel-${index}.png`), await image.png().toBuffer());
    }
    writeFileSync(join(uploads, "faux.png"), "pas une image");
    const users = join(folder, "users.csv");
    writeFileSync(users, "ID,user_login,user_email,display_name\n7,ada,ada@example.org,Ada\n");
    // Most pictures and terms appear before and after the end of a batch, some also in an item that is always converted.
    const mixed: SampleItem[] = Array.from({ length: 160 }, (_, index) => ({
      id: index + 1,
      type: index < 30 ? "page" : "post",
      ...(index % 50 === 40 && { status: "future", date: "2999-01-01 10:00:00" }),
      content: `<img src="/wp-content/uploads/ciel-${Math.floor(index / 25)}.png" alt="">
        <img src="/wp-content/uploads/faux.png"> <img src="/wp-content/uploads/perdu-${index % 40}.png">`,
      categories: [`rubrique-${Math.floor(index / 20)}`],
      tags: [`theme-${index % 9}`],
      comments: index % 3 === 0 ? [{ id: 1_000 + index, content: "Un", userId: index % 2 === 0 ? 7 : 0 }] : [],
    }));
    const mixedFile = join(folder, "mixed.xml");
    writeFileSync(mixedFile, sampleExport(mixed));
    const options = { uploads, users };
    const whole = untimed(await bringRun(mixedFile, undefined, undefined, options));
    expect(whole.pictures).toMatchObject({ new: 7, failed: [{ path: "faux.png" }] });
    expect(whole.pages).toMatchObject({ new: 30 });
    const wanted = await readContent();
    await clear();
    let report: ImportReport | undefined;
    let attempts = 0;
    for (const failAt of [1, 2, 2, 2, 3, 3, 2, undefined]) {
      if (report) break;
      attempts += 1;
      report = await bringRun(mixedFile, countingThreads(failAt).pool, undefined, options).catch(() => undefined);
    }
    expect(attempts).toBe(8);
    expect(report && untimed(report)).toEqual(whole);
    expect(await readContent()).toEqual(wanted);
  });

  it("is found by its file and options only", async () => {
    const { pool } = countingThreads(4);
    await expect(bringRun(file, pool)).rejects.toThrow("threads of the import were closed");
    const [run] = await listImportRuns(db);
    expect(run).toMatchObject({ state: "failed", failure: expect.any(String) });
    const options = { file, store: storeImage, sizeOf: findMedia, pictureAddress: () => "" };
    const { sourceHash } = await hashImportSource(options);
    expect((await findInterruptedRun(db, sourceHash))?.id).toBe(run?.id);
    const other = await hashImportSource({ ...options, ratingsMax: 10 });
    expect(await findInterruptedRun(db, other.sourceHash)).toBeUndefined();
    // Another import of the blog may have changed what it wrote.
    await bringRun(file, undefined, undefined, { ratingsMax: 10 });
    expect(await findInterruptedRun(db, sourceHash)).toBeUndefined();
  });
});

it("converts nothing in a second run, and reports the same as unchanged", async () => {
  const first = await bringRun(file);
  const before = await readContent();
  const { converted, pool } = countingThreads();
  const second = await bringRun(file, pool);
  expect(converted).toEqual([]);
  expect(await readContent()).toEqual(before);
  expect(untimed(second)).toEqual({
    ...untimed(first),
    articles: { ...first.articles, new: 0, unchanged: 260 },
    comments: { ...second.comments, new: 0, visible: 0, pending: 0, orphans: 0, unchanged: first.comments.new },
    categories: { new: 0, known: first.categories.new + first.categories.known },
    tags: { new: 0, known: first.tags.new + first.tags.known },
    authors: { new: 0, known: first.authors.new + first.authors.known },
    redirects: 0,
  });
  expect(await listImportRuns(db)).toHaveLength(2);
});

it("converts only what is new or changed in a newer export", async () => {
  await bringRun(file);
  const newer = join(folder, "newer.xml");
  const changed = items.map((item) =>
    item.id === 7 ? { ...item, comments: [{ id: 9_999, content: "Nouveau" }] } : item,
  );
  writeFileSync(newer, sampleExport([...changed, { id: 500, content: "Neuf" }]));
  const { converted, pool } = countingThreads();
  const report = await bringRun(newer, pool);
  expect(converted.sort((a, b) => a - b)).toEqual([7, 500]);
  expect(report.articles).toMatchObject({ new: 1, changed: 0, unchanged: 260 });
  expect(report.comments.new).toBe(1);
});

it("fills the waiting run of an upload", async () => {
  const id = await createImportRun(db, { source: "envoi.xml" });
  await bringRun(file, undefined, id);
  expect(await findImportRun(db, id)).toMatchObject({ state: "done", blogUrl: "https://blog.example" });
});

describe("an import of the admin area that is interrupted", () => {
  const start = async (act: (id: number, abort: AbortController) => Promise<void>) => {
    await clear();
    const id = await createImportRun(db, { source: "envoi.xml", options: { file: "envoi.xml" } });
    const abort = new AbortController();
    let acting: Promise<void> | undefined;
    const pool = {
      run: async (request: Parameters<ReturnType<typeof countingThreads>["pool"]["run"]>[0]) => {
        acting ??= act(id, abort);
        await acting;
        return threads.pool.run(request);
      },
    };
    const threads = countingThreads();
    await expect(bringRun(file, pool, id, { signal: abort.signal })).rejects.toThrow();
    return findImportRun(db, id);
  };

  it("waits for the next start if the site ends", async () => {
    const run = await start(async (_id, abort) => abort.abort());
    expect(run).toMatchObject({ state: "waiting", finishedAt: null, failure: null });
  });

  it("stays stopped if its administrator stopped it", async () => {
    const run = await start(async (id, abort) => {
      expect((await stopRun(db, id)).ok).toBe(true);
      abort.abort();
    });
    expect(run?.state).toBe("stopped");
  });

  it("continues if it was resumed while its process was still ending", async () => {
    const run = await start(async (id, abort) => {
      expect((await stopRun(db, id)).ok).toBe(true);
      abort.abort();
      expect((await continueRun(db, id)).ok).toBe(true);
    });
    expect(run?.state).toBe("waiting");
  });
});

it("says what it does, with counts that move", async () => {
  await clear();
  const stages: string[] = [];
  await bringRun(file, undefined, undefined, {
    onStage: ({ name, done, total }) => stages.push(`${name} ${name === "reading" ? "" : `${done}/${total}`}`),
  });
  const written = stages.filter((stage) => stage.startsWith("writing"));
  expect([...new Set(stages.map((stage) => stage.split(" ")[0]))]).toEqual(["reading", "writing", "relating"]);
  const total = Number(written[0]?.split("/")[1]);
  expect(total).toBeGreaterThan(1);
  expect(new Set(written)).toEqual(new Set(Array.from({ length: total + 1 }, (_, done) => `writing ${done}/${total}`)));
});

it("records no run of a command that was mistyped", async () => {
  await clear();
  await expect(bringRun(join(folder, "none.xml"))).rejects.toThrow(/There is no such file/);
  await expect(bringRun(file, undefined, undefined, { timezone: "Mars/Base" })).rejects.toThrow(/Mars\/Base/);
  await expect(bringRun(file, undefined, undefined, { uploads: join(folder, "none") })).rejects.toThrow(/no folder/);
  await expect(bringRun(file, undefined, undefined, { taxonomies: ["x=y"] })).rejects.toThrow();
  expect(await listImportRuns(db)).toEqual([]);
});
