import { writeFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { eq, sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { importedItems } from "#db/schema.ts";
import { type ConversionInput, type ConvertedItem, convertItems } from "./conversion/convert-items.ts";
import { type SampleItem, sampleExport } from "./export/sample-testing.ts";
import { formatReport } from "./report.ts";
import { importFixtures } from "./testing.ts";

const { db, folder, run, bring, everyArticle, count } = importFixtures();

describe("a file that is not right", () => {
  const broken: [string, string | Buffer, RegExp][] = [
    [
      "cut short",
      sampleExport([{ id: 1 }, { id: 2 }]).slice(0, -60),
      /:\d+:\d+: The file ends in the middle: .*Nothing was imported\.$/,
    ],
    ["a wrong tag", sampleExport([{ id: 1 }]).replace("</item>", "</itme>"), /broken\.xml:5:\d+: .*not well-formed/],
    [
      "an unknown version",
      sampleExport([{ id: 1 }], { version: "2.0" }),
      /format WXR 2\.0\. Supported are 1\.0, 1\.1 and 1\.2/,
    ],
    [
      "neither version nor namespace",
      "<rss><channel><title>Un fil</title><link>https://x.test</link><item><title>Un</title></item></channel></rss>",
      /not a WordPress export/,
    ],
    ["a feed", "<feed xmlns='http://www.w3.org/2005/Atom'></feed>", /begins with “feed”/],
    ["no XML", "Bonjour", /:1:\d+: This is not an XML file/],
    ["a DTD", `<!DOCTYPE rss [<!ENTITY a "b">]>${sampleExport([]).slice(38)}`, /has a DTD/],
    ["gzip", Buffer.from([0x1f, 0x8b, 8, 0, 0]), /compressed/],
    ["zip", Buffer.from("PK\u0003\u0004"), /still compressed after unpacking/],
    ["nothing", "", /is empty/],
    ["wrong bytes", Buffer.concat([Buffer.from(sampleExport([])), Buffer.from([0xff])]), /not valid utf-8/],
    [
      "an unknown entity",
      sampleExport([{ id: 1 }]).replace("Carnet", "&nbsp;"),
      /not well-formed XML \(undefined entity\)/,
    ],
  ];
  it.each(broken)("refuses %s in one line and writes nothing", async (_, text, message) => {
    const file = join(folder, "broken.xml");
    writeFileSync(file, text);
    const error = await run(file).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Error);
    expect(String(error)).toMatch(message);
    expect(String(error)).not.toContain("\n");
    expect(await count("articles")).toBe(0);
    expect(await count("imported_items")).toBe(0);
  });

  it("names a missing file, uploads folder, log or time zone", async () => {
    await expect(run("/nulle/part.xml")).rejects.toThrow("/nulle/part.xml: There is no such file.");
    await expect(run(folder)).rejects.toThrow("is not a file");
    await expect(bring([], { uploads: "/nulle/part" })).rejects.toThrow("There is no folder /nulle/part");
    await expect(bring([], { ratingsLog: "/nulle/part.csv" })).rejects.toThrow("There is no file /nulle/part.csv.");
    await expect(bring([], { timezone: "Europe/Nulle" })).rejects.toThrow("There is no time zone Europe/Nulle");
  });

  it("removes and counts characters that XML forbids", async () => {
    const report = await bring([{ id: 1, title: "A\u000bB", content: "C\u0001D" }]);
    expect(report.skipped.characters).toBe(2 + 2 - 2);
    expect((await everyArticle())[0]).toMatchObject({ title: "AB", bodyHtml: "<p>CD</p>" });
  });
});

describe("an item whose conversion fails", () => {
  const items: SampleItem[] = Array.from({ length: 8 }, (_, index) => ({
    id: index + 1,
    title: `Titre ${index + 1}`,
    content: "Le <em>texte</em>",
    comments: [{ id: 100 + index, content: "Bien" }],
  }));
  /** Threads in which `answer` decides what becomes of a group. */
  const poolThat = (answer: (ids: string[], plain: boolean) => ConvertedItem[] | undefined) => ({
    run: async ({ input }: { input: unknown }) => {
      const conversion = input as ConversionInput;
      const ids = conversion.items.map(({ xml }) => /<wp:post_id>(\d+)/.exec(xml)?.[1] ?? "");
      const value = answer(ids, conversion.plain !== undefined) ?? (await convertItems(conversion));
      return { done: true as const, value };
    },
  });
  const textOf = async (title: string) => (await everyArticle()).find((row) => row.title === title);

  it("comes as a draft with its text, is named, and the others come as usual", async () => {
    const pool = poolThat((ids, plain) => {
      if (ids.includes("3") && !plain) throw new TypeError("x is not a function");
      return undefined;
    });
    const report = await bring(items, { pool });
    expect(report.articles).toMatchObject({ new: 8, published: 7, failed: ["Titre 3"], tooComplex: [] });
    expect(report.articles.drafts).toEqual([{ title: "Titre 3", reason: { code: "import.conversionFailed" } }]);
    expect(report.comments.new).toBe(8);
    expect(formatReport(report).join("\n")).toContain("conversion failed");
    expect(await textOf("Titre 3")).toMatchObject({ status: "draft", bodyHtml: "<p>Le  texte</p>" });
    expect(await textOf("Titre 4")).toMatchObject({ bodyHtml: "<p>Le <em>texte</em></p>" });
    expect((await bring(items, { pool })).articles).toMatchObject({ unchanged: 8, failed: ["Titre 3"] });
  });

  it("is left out and named if its text cannot be read either, and if it asks without end", async () => {
    let asked = 0;
    const pool = poolThat((ids) => {
      if (ids.includes("3")) throw new Error("never");
      if (!ids.includes("5")) return undefined;
      asked += 1;
      return ids.map(() => ({ missing: [{ name: "slug", argument: String(asked) }] }));
    });
    const report = await bring(items, { pool });
    expect(report.articles).toMatchObject({ new: 6, published: 6, failed: ["Titre 3", "Titre 5"] });
    expect(asked).toBeLessThan(20);
  });
});

it("completes an interrupted run in the next", async () => {
  const items: SampleItem[] = Array.from({ length: 120 }, (_, index) => ({ id: index + 1, tags: ["commun"] }));
  // Simulates a full disk after the second batch: a picture of article 110 cannot be stored.
  const uploads = join(folder, "uploads");
  await mkdir(join(uploads, "2020/01"), { recursive: true });
  await writeFile(join(uploads, "2020/01/plein.png"), "x");
  const withPicture = items.map((item) =>
    item.id === 110 ? { ...item, content: '<img src="/wp-content/uploads/2020/01/plein.png">' } : item,
  );
  const full = Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
  await expect(
    bring(withPicture, {
      uploads,
      store: async () => {
        throw full;
      },
    }),
  ).rejects.toThrow("ENOSPC");
  expect(await count("articles")).toBe(100);
  const report = await bring(withPicture, { uploads });
  expect(report.articles).toMatchObject({ new: 20, changed: 0, unchanged: 100 });
  expect(await count("articles")).toBe(120);
  expect(await db.select().from(importedItems).where(eq(importedItems.kind, "step"))).toEqual([]);
  const related = await db.execute(sql`select count(distinct article_id)::int as n from related_articles`);
  expect(related[0]?.n).toBe(120);
});
