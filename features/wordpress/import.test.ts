import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { asc, eq, sql } from "drizzle-orm";
import sharp from "sharp";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { articleCacheTags } from "#db/cache-tags/articles.ts";
import { invalidationChannel, parseInvalidation } from "#db/invalidation.ts";
import { articles, authors, categories, comments, importedItems, media, redirects, sources, tags } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { storeImage } from "#features/media/mutations.ts";
import { findMedia } from "#features/media/queries.ts";
import { resolveRedirect } from "#features/redirects/queries.ts";
import { diskStorage } from "#lib/storage/storage.ts";
import { type SampleItem, sampleExport } from "./export/sample.ts";
import { type ImportOptions, importWordPress } from "./import.ts";
import { formatReport } from "./report.ts";

const { db, sql: connection, clear } = testDatabase();
beforeEach(clear);
const folder = mkdtempSync(join(tmpdir(), "vigie-wordpress-"));
afterAll(() => rmSync(folder, { recursive: true }));

const storage = diskStorage(join(folder, "media"));
const run = (file: string, options: Partial<ImportOptions> = {}) =>
  importWordPress(db, {
    file,
    store: (tx, upload) => storeImage(tx, upload, storage),
    sizeOf: findMedia,
    pictureAddress: ({ id }) => `/media/${id}`,
    ...options,
  });

/** Imports a sample of these items. */
function bring(items: SampleItem[], options: Partial<ImportOptions> = {}, sample: { version?: string } = {}) {
  const file = join(folder, "sample.xml");
  writeFileSync(file, sampleExport(items, sample));
  return run(file, options);
}

const everyArticle = () => db.select().from(articles).orderBy(asc(articles.id));
const count = async (table: string) =>
  Number((await db.execute(sql`select count(*) as n from ${sql.identifier(table)}`))[0]?.n);

describe("articles", () => {
  it("imports the same file again without changes", async () => {
    const items: SampleItem[] = [
      { id: 1, categories: ["une"], tags: ["a", "b"], comments: [{ id: 5, content: "Bien" }] },
      { id: 2, content: "Voir\n\n<a href='https://blog.example/billet-3/'>le troisième</a>\n\nFin." },
      {
        id: 3,
        content: "Et <a href='/?p=1'>le premier</a>, <a href='https://www.blog.example/vieux/'>encore</a>.",
        meta: { _wp_old_slug: "vieux" },
      },
    ];
    const first = await bring(items);
    expect(first.articles).toMatchObject({ new: 3, changed: 0, unchanged: 0, published: 3 });
    const before = await everyArticle();
    const marks = await db.select().from(importedItems);
    const second = await bring(items);
    expect(second.articles).toMatchObject({ new: 0, changed: 0, unchanged: 3 });
    expect(second.comments).toMatchObject({ new: 0, unchanged: 1 });
    expect(second.redirects).toBe(0);
    expect(await everyArticle()).toEqual(before);
    expect(await db.select().from(importedItems)).toEqual(marks);
    // A card for an article that comes later in the file, and links by id and by former name.
    expect(before[1]?.bodyHtml).toBe(
      '<p>Voir</p>\n<p data-card="3"><a href="/articles/billet-3">le troisième</a></p>\n<p>Fin.</p>',
    );
    expect(before[2]?.bodyHtml).toBe(
      '<p>Et <a href="/articles/billet-1">le premier</a>, <a href="/articles/billet-3">encore</a>.</p>',
    );
  });

  it("invalidates the changed pages of a running site, and none without changes", async () => {
    const heard: string[] = [];
    const { unlisten } = await connection.listen(invalidationChannel, (payload) =>
      heard.push(...parseInvalidation(payload).tags),
    );
    await bring([{ id: 1, categories: ["une"] }]);
    const mark = () => db.execute(sql`select pg_notify(${invalidationChannel}, '["end"]')`);
    await mark();
    await expect.poll(() => heard).toContain("end");
    expect(heard).toEqual(expect.arrayContaining([articleCacheTags.slug("billet-1"), articleCacheTags.lists]));
    heard.length = 0;
    await bring([{ id: 1, categories: ["une"] }]);
    await mark();
    await expect.poll(() => heard).toContain("end");
    expect(heard).toEqual(["end"]);
    await unlisten();
  });

  it("updates articles from the export until somebody edits them here", async () => {
    await bring([
      { id: 1, content: "Un" },
      { id: 2, content: "Un" },
      { id: 3, content: "Un" },
      { id: 4, content: "Un" },
    ]);
    await db.update(articles).set({ editedAt: new Date(), bodyHtml: "<p>Ici</p>" }).where(eq(articles.id, 2));
    await db.delete(articles).where(eq(articles.id, 3));
    await db.update(articles).set({ status: "withdrawn" }).where(eq(articles.id, 4));
    const report = await bring([1, 2, 3, 4].map((id) => ({ id, content: "Deux" })));
    expect(report.articles).toMatchObject({
      new: 0,
      changed: 1,
      unchanged: 0,
      keptEdited: ["Billet 2", "Billet 4"],
      keptDeleted: ["Billet 3"],
    });
    expect((await everyArticle()).map(({ id, status, bodyHtml }) => [id, status, bodyHtml])).toEqual([
      [1, "published", "<p>Deux</p>"],
      [2, "published", "<p>Ici</p>"],
      [4, "withdrawn", "<p>Un</p>"],
    ]);
    expect(formatReport(report).join("\n")).toContain("Edited here, so left as they are:\n  - Billet 2");
  });

  it("imports unpublished articles as drafts, each with its reason", async () => {
    const report = await bring([
      { id: 1, status: "draft" },
      { id: 2, status: "pending" },
      { id: 3, status: "private" },
      { id: 4, status: "future" },
      { id: 5, password: "sésame" },
      { id: 6 },
      { id: 7, type: "page" },
      { id: 8, type: "nav_menu_item" },
    ]);
    expect(report.articles.drafts.map(({ reason }) => reason)).toEqual([
      "draft",
      "pending",
      "private",
      "future",
      "protected",
    ]);
    expect(report.skipped.items).toEqual([
      { name: "page", count: 1 },
      { name: "nav_menu_item", count: 1 },
    ]);
    const rows = await everyArticle();
    expect(rows.map(({ status }) => status)).toEqual([...Array(5).fill("draft"), "published"]);
    expect((await db.select().from(redirects)).every(({ articleId }) => articleId === 6)).toBe(true);
  });

  it("keeps slugs where possible, and redirects every old address", async () => {
    await bring([
      { id: 1, name: "l%c3%a9t%c3%a9", link: "https://blog.example/2020/01/l%c3%a9t%c3%a9/" },
      { id: 2, name: "%e6%97%a5%e6%9c%ac", title: "Été" },
      { id: 3, name: "", link: "https://blog.example/?p=3", title: "Sans <em>nom</em> &amp; seul" },
      { id: 4, name: "un-nom", meta: { _wp_old_slug: "ancien-nom" } },
    ]);
    const rows = await everyArticle();
    expect(rows.map(({ slug }) => slug)).toEqual(["lete", "ete", "sans-nom-and-seul", "un-nom"]);
    expect(rows[2]?.title).toBe("Sans nom & seul");
    for (const [from, to] of [
      ["/2020/01/l%C3%A9t%C3%A9/", "lete"],
      ["/?p=1", "lete"],
      ["/?p=2", "ete"],
      ["/ancien-nom", "un-nom"],
      ["/un-nom/", "un-nom"],
    ])
      expect(await resolveRedirect(db, from ?? "")).toBe(`/articles/${to}`);
  });

  it("takes no slug of an existing article", async () => {
    await db.insert(articles).values({ slug: "billet-1", title: "Ici", status: "draft" });
    await bring([{ id: 1 }, { id: 2, name: "billet-1-2" }]);
    expect((await everyArticle()).map(({ slug }) => slug)).toEqual(["billet-1", "billet-1-2", "billet-1-2-2"]);
  });

  it("dates articles in the blog's time zone if there is no GMT date", async () => {
    await bring(
      [
        { id: 1, date: "2020-07-01 12:00:00", dateGmt: "0000-00-00 00:00:00" },
        { id: 2, date: "2020-01-01 12:00:00", dateGmt: "0000-00-00 00:00:00" },
      ],
      { timezone: "Europe/Paris" },
    );
    expect((await everyArticle()).map(({ publishedAt }) => publishedAt?.toISOString())).toEqual([
      "2020-07-01T10:00:00.000Z",
      "2020-01-01T11:00:00.000Z",
    ]);
  });

  it("scales rating totals to five and reports impossible ones", async () => {
    const meta = (users: number, score: number) => ({ ratings_users: String(users), ratings_score: String(score) });
    const log = join(folder, "log.csv");
    await writeFile(
      log,
      '"rating_id","rating_postid","rating_rating","rating_ip"\n1,3,10,192.0.2.1\n2,3,6,192.0.2.2\n',
    );
    const report = await bring([{ id: 1, meta: meta(3, 27) }, { id: 2, meta: meta(1, 40) }, { id: 3 }], {
      ratingsMax: 10,
      ratingsLog: log,
    });
    expect(report.articles.oddRatings).toEqual(["Billet 2"]);
    expect((await everyArticle()).map((row) => [row.legacyRatingCount, row.legacyRatingSum])).toEqual([
      [3, 13.5],
      [0, 0],
      [2, 8],
    ]);
  });
});

describe("comments", () => {
  it("keeps threads in any order, without e-mail or IP addresses", async () => {
    const report = await bring([
      {
        id: 1,
        comments: [
          { id: 12, parent: 11, content: "Réponse", date: "2020-01-05 10:00:00" },
          { id: 11, content: "Premier <b>mot</b>\n\nSuite", date: "2020-01-04 10:00:00" },
          { id: 13, content: "À voir", approved: "0" },
          { id: 14, content: "Pub", approved: "spam" },
          { id: 15, content: "Ailleurs", type: "pingback" },
          { id: 16, content: "<script>alert(1)</script>" },
          { id: 17, parent: 99, content: "Orphelin" },
        ],
      },
    ]);
    expect(report.comments).toMatchObject({ new: 4, visible: 3, pending: 1, orphans: 1 });
    expect(report.skipped.comments).toEqual([
      { name: "empty", count: 1 },
      { name: "pingback", count: 1 },
      { name: "spam", count: 1 },
    ]);
    const rows = await db.select().from(comments).orderBy(asc(comments.createdAt));
    const first = rows.find((row) => row.bodySource.startsWith("Premier"));
    const reply = rows.find((row) => row.bodySource === "Réponse");
    expect(first?.bodyHtml).toBe("<p>Premier <strong>mot</strong></p>\n<p>Suite</p>");
    expect([reply?.parentId, reply?.depth, reply?.thread]).toEqual([first?.id, 1, first?.thread]);
    expect((await everyArticle())[0]?.commentCount).toBe(3);
    const dump = JSON.stringify(await db.execute(sql`select to_jsonb(c) from comments c`));
    expect(dump).not.toMatch(/mail\.example|192\.0\.2/);
  });

  it("adds later comments to the threads that they answer", async () => {
    await bring([{ id: 1, comments: [{ id: 1, content: "Un" }] }]);
    await bring([
      {
        id: 1,
        comments: [
          { id: 2, parent: 1, content: "Deux" },
          { id: 1, content: "Un" },
        ],
      },
    ]);
    const rows = await db.select().from(comments).orderBy(asc(comments.id));
    expect(rows.map(({ parentId, thread, depth }) => [parentId, thread, depth])).toEqual([
      [null, 1, 0],
      [1, 1, 1],
    ]);
  });
});

describe("pictures", () => {
  const uploads = join(folder, "uploads");
  const attachment: SampleItem = {
    id: 50,
    type: "attachment",
    status: "inherit",
    attachmentUrl: "https://blog.example/wp-content/uploads/2020/01/ciel.png",
    excerpt: "Le ciel",
    meta: { _wp_attachment_image_alt: "Ciel bleu" },
  };
  const post: SampleItem = {
    id: 1,
    content:
      '<img class="wp-image-50" src="https://blog.example/wp-content/uploads/2020/01/ciel-300x200.png" width="300"> <img src="/wp-content/uploads/2020/01/faux.png" alt="Faux"> <img src="https://ailleurs.example/x.png" alt="Loin">',
    meta: { _thumbnail_id: "50" },
  };

  it("links missing pictures, and imports them once the folder is given", async () => {
    const without = await bring([post, attachment]);
    expect(without.pictures.missing).toHaveLength(3);
    expect((await everyArticle())[0]?.bodyHtml).toContain(">ciel-300x200.png</a>");

    await mkdir(join(uploads, "2020/01"), { recursive: true });
    const image = sharp({ create: { width: 40, height: 30, channels: 3, background: "#48a" } });
    await writeFile(join(uploads, "2020/01/ciel.png"), await image.png().toBuffer());
    await writeFile(join(uploads, "2020/01/faux.png"), "pas une image");
    await writeFile(join(folder, "secret.png"), await image.png().toBuffer());
    const outside: SampleItem = {
      id: 2,
      content: '<img src="https://blog.example/wp-content/uploads/..%2F..%2Fsecret.png" alt="Dehors">',
    };
    const dry = await bring([attachment, post, outside], { uploads, dryRun: true });
    expect(await count("media")).toBe(0);
    const report = await bring([attachment, post, outside], { uploads });
    expect({ ...dry, seconds: 0, relatedSeconds: 0, dryRun: false, related: 0 }).toEqual({
      ...report,
      seconds: 0,
      relatedSeconds: 0,
      related: 0,
    });
    expect(report.articles).toMatchObject({ new: 1, changed: 1 });
    expect(report.pictures).toMatchObject({ new: 1, failed: [{ path: "2020/01/faux.png" }] });
    expect(report.pictures.missing).toHaveLength(2);
    const [row] = await everyArticle();
    expect(row?.bodyHtml).toMatch(
      /^<figure><img src="\/media\/[a-f0-9]{24}" alt="Ciel bleu" width="40" height="30"><\/figure>\n<p>Faux <a href="https:\/\/ailleurs\.example\/x\.png">Loin<\/a><\/p>$/,
    );
    expect([row?.leadMediaId, row?.leadCaption]).toEqual([row?.bodyHtml.slice(25, 49), "Le ciel"]);
    expect(await resolveRedirect(db, "/wp-content/uploads/2020/01/ciel-300x200.png")).toBe(
      `/media/${row?.leadMediaId}`,
    );
    const again = await bring([attachment, post, outside], { uploads });
    expect(again.pictures).toMatchObject({ new: 0, unchanged: 1 });
    expect(again.articles).toMatchObject({ new: 0, changed: 0, unchanged: 2 });
  });
});

it("takes the lead picture's caption from the body's first figure", async () => {
  const uploads = join(folder, "lead");
  await mkdir(uploads, { recursive: true });
  const image = sharp({ create: { width: 40, height: 30, channels: 3, background: "#c42" } });
  await writeFile(join(uploads, "une.png"), await image.png().toBuffer());
  const address = "https://blog.example/wp-content/uploads/une.png";
  await bring(
    [
      {
        id: 1,
        content: `[caption width="4"]<img src="${address}" alt="Vue"> Vu <b>d’ici</b>[/caption]\n\nTexte.`,
        meta: { _thumbnail_id: "9" },
      },
      { id: 2, content: "Texte.", meta: { _thumbnail_id: "9" } },
      { id: 9, type: "attachment", status: "inherit", attachmentUrl: address },
    ],
    { uploads },
  );
  const rows = await everyArticle();
  expect(rows.map(({ leadCaption }) => leadCaption)).toEqual(["Vu d’ici", ""]);
  expect(rows.map(({ leadMediaId }) => leadMediaId)).toEqual([rows[0]?.leadMediaId, rows[0]?.leadMediaId]);
  expect(await db.select({ alt: media.alt }).from(media)).toEqual([{ alt: "Vue" }]);
});

describe("a file that is not right", () => {
  const broken: [string, string | Buffer, RegExp][] = [
    [
      "cut short",
      sampleExport([{ id: 1 }, { id: 2 }]).slice(0, -60),
      /:\d+:\d+: the file is not well-formed XML \(.*\)\. Nothing was imported\.$/,
    ],
    ["a wrong tag", sampleExport([{ id: 1 }]).replace("</item>", "</itme>"), /broken\.xml:5:\d+: .*not well-formed/],
    [
      "an unknown version",
      sampleExport([{ id: 1 }], { version: "2.0" }),
      /format WXR 2\.0; known are 1\.0, 1\.1 and 1\.2/,
    ],
    ["no version", sampleExport([]).replace(/<wp:wxr_version>.*<\/wp:wxr_version>/, ""), /not a WordPress export/],
    ["a feed", "<feed xmlns='http://www.w3.org/2005/Atom'></feed>", /begins with <feed>/],
    ["no XML", "Bonjour", /:1:\d+: the file is not well-formed XML/],
    ["a DTD", `<!DOCTYPE rss [<!ENTITY a "b">]>${sampleExport([]).slice(38)}`, /has a DTD/],
    ["gzip", Buffer.from([0x1f, 0x8b, 8, 0, 0]), /compressed/],
    ["zip", Buffer.from("PK\u0003\u0004"), /zip archive/],
    ["nothing", "", /is empty/],
    ["wrong bytes", Buffer.concat([Buffer.from(sampleExport([])), Buffer.from([0xff])]), /not utf-8/],
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
    await expect(run("/nulle/part.xml")).rejects.toThrow("There is no file /nulle/part.xml.");
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

const data = "../shared/data/wxr";
describe.skipIf(!existsSync(data))("the exports in ../shared/data/wxr (skipped where absent)", () => {
  it("imports every element of seed-site.xml, the page that the product started from", async () => {
    const options = { uploads: `${data}/uploads` };
    const report = await run(`${data}/seed-site.xml`, options);
    expect(report.articles).toMatchObject({ new: 12, published: 11, syndicated: 1, rated: 11 });
    expect(report.comments).toMatchObject({ new: 5, visible: 4, pending: 1, orphans: 1 });
    expect(report.pictures).toMatchObject({ new: 2, missing: [], failed: [] });
    expect([report.categories.new, report.tags.new, report.authors.new]).toEqual([6, 18, 1]);
    const [row] = await db
      .select()
      .from(articles)
      .where(eq(articles.slug, "orangehuawei-laccord-sur-le-cloud-souleve-des-interrogations"));
    expect(row?.title).toBe("Orange/Huawei : l’accord sur le cloud soulève des interrogations");
    expect(row?.lead).toMatch(/^Selon le Canard enchaîné, .* racheté par Orange\.$/);
    expect(row?.publishedAt?.toISOString()).toBe("2017-03-19T17:13:16.000Z");
    expect([row?.legacyRatingCount, row?.legacyRatingSum, row?.syndicated]).toEqual([1, 5, true]);
    const blocks = row?.bodyHtml
      .split("\n")
      .map((block) => block.replace(/[a-f0-9]{24}/, "ID").replace(/card="\d+"/, 'card="N"'));
    expect(blocks?.map((block) => block.slice(0, 34))).toEqual([
      "<p>Le cloud souverain est un loint",
      '<figure><img src="/media/ID" alt="',
      "<p>Orange a en effet négocié le ra",
      "<p>Orange se veut de son côté rass",
      "<p>En ligne de mire, il y a en eff",
      "<p>Mais ce contrat doit aujourd’hu",
      '<p data-card="N"><a href="/article',
      '<figure><img src="/media/ID" alt="',
    ]);
    expect(blocks?.[1]).toContain(
      "<figcaption>Orange/Huawei : l’accord sur le cloud soulève des interrogations - 2017 - 2018</figcaption>",
    );
    const [older] = await db
      .select()
      .from(articles)
      .where(eq(articles.title, "Retour vers le futur – Cloudwatt et Numergy, les souverains descendent du nuage"));
    expect(row?.bodyHtml).toContain(`<p data-card="${older?.id}"><a href="/articles/${older?.slug}">`);
    expect(blocks?.[6]).toContain("Retour vers le futur – Cloudwatt et Numergy, les souverains descendent du nuage");
    expect(blocks?.[7]).toContain(
      'alt="Orange/Huawei : l’accord sur le cloud soulève des interrogations" width="480" height="270"',
    );
    expect(row?.bodyHtml).toContain(String(row?.leadMediaId));
    const [source] = await db.select().from(sources);
    expect([source?.name, source?.slug, source?.url]).toEqual(["ZDNet", "zdnet", "https://www.zdnet.example"]);
    expect([row?.sourceTitle, row?.sourceUrl]).toEqual([
      "Orange/Huawei : l’accord sur le cloud soulève des interrogations",
      "https://www.zdnet.example/actualites/orange-huawei-accord-cloud.htm",
    ]);
    for (const path of ["/?p=901", "/orange-huawei-accord-cloud", `/${row?.slug}/`])
      expect(await resolveRedirect(db, path)).toBe(`/articles/${row?.slug}`);
    const again = await run(`${data}/seed-site.xml`, options);
    expect(again.articles).toMatchObject({ new: 0, changed: 0, unchanged: 12 });
    expect(again.comments).toMatchObject({ new: 0, unchanged: 5 });
    expect(again.pictures).toMatchObject({ new: 0, unchanged: 2 });
  });

  it.each([
    ["theme-unit-test.xml", { articles: 58, drafts: 3, comments: 24, pages: 21 }],
    ["block-test.xml", { articles: 61, drafts: 0, comments: 2, pages: 1 }],
    ["related-demo.xml", { articles: 51, drafts: 3, comments: 23, pages: 21 }],
  ])("imports %s twice", async (name, wanted) => {
    const report = await run(`${data}/${name}`);
    expect(report.articles.new).toBe(wanted.articles);
    expect(report.articles.drafts).toHaveLength(wanted.drafts);
    expect(report.comments.new).toBe(wanted.comments);
    expect(report.skipped.items.find((item) => item.name === "page")?.count).toBe(wanted.pages);
    const before = await everyArticle();
    const again = await run(`${data}/${name}`);
    expect(again.articles).toMatchObject({ new: 0, changed: 0, unchanged: wanted.articles });
    expect(again.comments).toMatchObject({ new: 0, unchanged: wanted.comments });
    expect([again.categories.new, again.tags.new, again.authors.new]).toEqual([0, 0, 0]);
    expect(await everyArticle()).toEqual(before);
    for (const table of [categories, tags, authors]) expect((await db.select().from(table)).length).toBeGreaterThan(0);
    for (const row of before) expect(row.bodyHtml).not.toMatch(/<!--|<script|\[\/?(?:caption|gallery|embed)\b/);
  });
});
