import { createWriteStream, existsSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { beforeEach, expect, it } from "vitest";
import { ZipFile } from "yazl";
import { articles } from "#db/schema.ts";
import { resolveRedirect } from "#features/redirects/queries.ts";
import { listExportParts } from "../archives/list-parts.ts";
import { type SampleItem, sampleExport } from "../export/sample-testing.ts";
import { readFailure } from "../import-reason.ts";
import { importFixtures } from "../testing.ts";
import { listArchiveAttachments } from "./archive-attachments.ts";
import { runImport } from "./run-import.ts";
import { listImportRuns, untimed } from "./testing.ts";

const { db, clear, folder, count } = importFixtures();
beforeEach(() => clear());

const post = (id: number) => ({ id, name: `billet-${id}`, title: `Billet ${id}`, content: `<p>Texte ${id}.</p>` });

async function zip(texts: string[]): Promise<string> {
  const file = new ZipFile();
  for (const [index, text] of texts.entries()) file.addBuffer(Buffer.from(text), `site.${index + 1}.xml`);
  file.end();
  const path = join(folder, "site.zip");
  await pipeline(file.outputStream as NodeJS.ReadableStream, createWriteStream(path));
  return path;
}

const bring = (file: string, dryRun = false) =>
  runImport(db, {
    file,
    dryRun,
    unpackFolder: join(folder, "unpacked"),
    store: async () => {
      throw new Error("There are no pictures.");
    },
    sizeOf: async () => undefined,
    pictureAddress: () => "",
  });

it("imports the exports of an archive one after the other, as one run with one report", async () => {
  const file = await zip([
    sampleExport([post(1), { id: 9, type: "x" }]),
    sampleExport([post(2), { id: 8, type: "x" }]),
  ]);
  const report = await bring(file);
  expect(report.articles).toMatchObject({ new: 2, published: 2 });
  expect(report.skipped.items).toEqual([{ name: "x", count: 2 }]);
  expect(await count("articles")).toBe(2);
  const runs = await listImportRuns(db);
  expect(runs).toMatchObject([{ state: "done", source: "site.zip", checkpoint: null }]);
  expect(untimed(runs[0]?.report as typeof report)).toEqual({ ...untimed(report), users: undefined });
  expect(existsSync(join(folder, "unpacked/unpacked.xml"))).toBe(false);
  expect((await bring(file)).articles).toMatchObject({ new: 0, changed: 0, unchanged: 2 });
});

it("names the export that is wrong, keeps those before it, and continues there", async () => {
  const broken = await zip([sampleExport([post(1)]), "<rss><channel>"]);
  await expect(bring(broken)).rejects.toThrow(/site\.zip:site\.2\.xml:1:\d+: The file ends in the middle/);
  expect(await count("articles")).toBe(1);
  const [run] = await listImportRuns(db);
  expect(run).toMatchObject({ state: "failed", checkpoint: { part: 1 } });
  expect(readFailure(run?.failure ?? "")).toMatchObject({
    code: "import.fileEnds",
    part: "site.2.xml",
    line: 1,
    isOfFile: true,
  });
  await expect(bring(broken)).rejects.toThrow("site.2.xml");
  expect(await listImportRuns(db)).toHaveLength(1);
});

it("finds what texts of one export use in another of the same blog", async () => {
  const attachment = (id: number, blog: string, parent = 0): SampleItem => ({
    ...{ id, type: "attachment", status: "inherit", parent, link: `${blog}/image-${id}/` },
    attachmentUrl: `${blog}/wp-content/uploads/${id}.jpg`,
    meta: { _wp_attachment_image_alt: `Image ${id}` },
  });
  const other = "https://autre.example";
  const file = await zip([
    sampleExport([attachment(9, other)], { blogUrl: other }),
    sampleExport([{ ...post(1), content: "Texte.", meta: { _thumbnail_id: "9" } }]),
    sampleExport([attachment(9, "https://blog.example", 1), attachment(10, "https://blog.example", 2)]),
    sampleExport([{ ...post(2), content: "[gallery]" }]),
  ]);
  const link = (id: number, text: string) =>
    `<p><a href="https://blog.example/wp-content/uploads/${id}.jpg">${text}</a></p>`;
  const report = await bring(file);
  const bodies = await db.select({ html: articles.bodyHtml }).from(articles).orderBy(articles.slug);
  expect(bodies.map(({ html }) => html)).toEqual([`<p>Texte.</p>\n${link(9, "Image 9")}`, link(10, "10.jpg")]);
  expect(report.pictures.missing).toHaveLength(2);
  expect(await resolveRedirect(db, "/image-9")).toBe("/articles/billet-1");
  expect((await bring(file)).articles).toMatchObject({ new: 0, changed: 0, unchanged: 2 });
});

it("keeps no unpacked export that cannot be opened", async () => {
  const archive = await zip([sampleExport([post(1)]), ""]);
  const unpackFolder = join(folder, "unopened");
  const found = await listArchiveAttachments(archive, await listExportParts(archive), { unpackFolder, onRead() {} });
  expect([...found.keys()]).toEqual(["https://blog.example"]);
  expect(existsSync(join(unpackFolder, "unpacked.xml"))).toBe(false);
});

it("a dry run of an archive writes nothing", async () => {
  const report = await bring(await zip([sampleExport([post(1)]), sampleExport([post(2)])]), true);
  expect(report.articles.new).toBe(2);
  expect(await count("articles")).toBe(0);
});
