import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { media, sitePages } from "#db/schema.ts";
import { resolveRedirect } from "#features/redirects/queries.ts";
import { type ConversionInput, convertItems } from "./conversion/convert-items.ts";
import type { SampleItem } from "./export/sample-testing.ts";
import { formatReport } from "./report.ts";
import { importFixtures } from "./testing.ts";

const { db, folder, bring, everyArticle, count } = importFixtures();

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
    expect((await everyArticle())[0]?.bodyHtml.match(/ciel/g)).toHaveLength(2);
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
      /^<figure><img src="\/media\/[a-f0-9]{24}" alt="Ciel bleu" width="40" height="30"><\/figure>\n<p><a href="https:\/\/blog\.example\/wp-content\/uploads\/2020\/01\/faux\.png">Faux<\/a> <a href="https:\/\/ailleurs\.example\/x\.png">Loin<\/a><\/p>$/,
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

it("links a featured image that is missing at the end of the text, by its name", async () => {
  const picture = (id: number, more: Partial<SampleItem> = {}): SampleItem => ({
    ...{ id, type: "attachment", status: "inherit", attachmentUrl: `https://ailleurs.example/${id}.jpg?x=1` },
    ...more,
  });
  const featured = (id: number, of: number, content = "Texte."): SampleItem => ({
    ...{ id, content, meta: { _thumbnail_id: String(of) } },
  });
  await bring([
    picture(50, { title: "Sans nom", meta: { _wp_attachment_image_alt: "Une <b>vue</b>" } }),
    picture(51, { title: "Titre &amp; co" }),
    picture(52, { title: "" }),
    picture(53, { attachmentUrl: "javascript:alert(1)" }),
    featured(1, 50),
    featured(2, 51),
    featured(3, 52),
    featured(4, 53),
    featured(5, 54),
    featured(6, 50, '<img src="http://ailleurs.example/50-300x200.jpg" alt="Là">'),
    { ...featured(7, 50), type: "page", title: "Page" },
  ]);
  const link = (id: number, text: string) =>
    `<p>Texte.</p>\n<p><a href="https://ailleurs.example/${id}.jpg?x=1">${text}</a></p>`;
  // The first row is the page's discussion.
  expect((await everyArticle()).map(({ bodyHtml }) => bodyHtml).filter(Boolean)).toEqual([
    link(50, "Une vue"),
    link(51, "Titre &amp; co"),
    link(52, "52.jpg"),
    "<p>Texte.</p>",
    "<p>Texte.</p>",
    '<p><a href="http://ailleurs.example/50-300x200.jpg">Là</a></p>',
  ]);
});

it("gives the media library the alternative text of the copy that links to the picture", async () => {
  const uploads = join(folder, "copies");
  await mkdir(uploads, { recursive: true });
  const image = sharp({ create: { width: 40, height: 30, channels: 3, background: "#42c" } });
  await writeFile(join(uploads, "grande.png"), await image.png().toBuffer());
  const file = (name: string) => `https://blog.example/wp-content/uploads/${name}`;
  const content = `<a href="${file("grande.png")}"><img src="${file("grande.thumbnail.png")}" alt="Le quai"></a>`;
  await bring(
    [
      { id: 1, content, meta: { _thumbnail_id: "9" } },
      { id: 9, type: "attachment", attachmentUrl: file("grande.png") },
    ],
    { uploads },
  );
  expect(await db.select({ alt: media.alt }).from(media)).toEqual([{ alt: "Le quai" }]);
});

it("shows the featured image of a page above its text, and imports pictures that texts only link to", async () => {
  const uploads = join(folder, "linked");
  await mkdir(uploads, { recursive: true });
  const image = (color: string) =>
    sharp({ create: { width: 40, height: 30, channels: 3, background: color } })
      .png()
      .toBuffer();
  await writeFile(join(uploads, "une.png"), await image("#c42"));
  await writeFile(join(uploads, "grande.png"), await image("#2c4"));
  const file = (name: string) => `https://blog.example/wp-content/uploads/${name}`;
  const page = { type: "page", meta: { _thumbnail_id: "9" } };
  const report = await bring(
    [
      { ...page, id: 1, name: "a", title: "A", content: "Texte." },
      { ...page, id: 2, name: "b", title: "B", content: `<img src="${file("une-300x200.png")}">` },
      {
        id: 3,
        content: `<a href="${file("grande.png")}">En grand</a>, <a href="${file("texte.pdf")}">texte</a>, <a href="${file("absente.png")}">absente</a>`,
      },
      { id: 9, type: "attachment", status: "inherit", attachmentUrl: file("une.png"), excerpt: "Ici" },
    ],
    { uploads },
  );
  expect(report.pictures).toMatchObject({ new: 2, missing: [], failed: [] });
  const bodies = await db.select({ body: sitePages.body }).from(sitePages).orderBy(sitePages.slug);
  expect(bodies[0]?.body).toMatch(/^!\[\]\(\/media\/[a-f0-9]{24} "Ici"\)\n\nTexte\.\n?$/);
  expect(bodies[1]?.body.match(/media/g)).toHaveLength(1);
  expect(await resolveRedirect(db, "/wp-content/uploads/grande.png")).toMatch(/^\/media\//);
  expect((await everyArticle()).at(-1)?.bodyHtml).toContain(`<a href="${file("grande.png")}">En grand</a>`);
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
        content: `[caption width="4"]<img src="${address}" alt="Nord &gt; sud"> Vu <b>d’ici</b>, par <a href="https://anne.example/">Anne</a>[/caption]\n\nTexte.`,
        meta: { _thumbnail_id: "9" },
      },
      { id: 2, content: "Texte.", meta: { _thumbnail_id: "9" } },
      { id: 9, type: "attachment", status: "inherit", attachmentUrl: address },
    ],
    { uploads },
  );
  const rows = await everyArticle();
  expect(rows.map(({ leadCaption }) => leadCaption)).toEqual(["Vu d’ici, par Anne", ""]);
  expect(rows.map(({ leadMediaId }) => leadMediaId)).toEqual([rows[0]?.leadMediaId, rows[0]?.leadMediaId]);
  expect(await db.select({ alt: media.alt }).from(media)).toEqual([{ alt: "Nord > sud" }]);
});

it("finds uploads in another folder, by the path that WordPress stores", async () => {
  const uploads = join(folder, "elsewhere");
  await mkdir(join(uploads, "2020/01"), { recursive: true });
  const image = sharp({ create: { width: 40, height: 30, channels: 3, background: "#2c4" } });
  const file = "2020/01/pré.png";
  await writeFile(join(uploads, file), await image.png().toBuffer());
  await writeFile(join(uploads, "2020/01/b.png"), await image.png().toBuffer());
  const bring2 = (base: string) =>
    bring(
      [
        {
          id: 1,
          content: `<a href="${base}2020/01/pr%C3%A9.png"><img src="${base}2020/01/pr%C3%A9-300x200.png"></a>\n\n<img src="${base}2020/01/b.png">\n\n<a href="${base}page/">Page</a>`,
        },
        {
          id: 9,
          type: "attachment",
          status: "inherit",
          attachmentUrl: `${base}2020/01/pr%C3%A9.png`,
          meta: { _wp_attached_file: file },
        },
      ],
      { uploads },
    );
  const report = await bring2("http://fichiers.example/wp-uploads/");
  expect(report.pictures).toMatchObject({ missing: [], failed: [] });
  const [row] = await everyArticle();
  expect(row?.bodyHtml).toMatch(
    /^<figure><img src="\/media\/\w{24}"[^>]*><\/figure>\n<figure><img src="\/media\/\w{24}"[^>]*><\/figure>\n<p><a href="http:\/\/fichiers\.example\/wp-uploads\/page\/">Page<\/a><\/p>$/,
  );
  const changed = await bring2("https://blog.example/fichiers/");
  expect(changed.articles).toMatchObject({ unchanged: 0, changed: 1 });
  const id = row?.bodyHtml.slice(25, 49);
  expect(await resolveRedirect(db, "/wp-content/uploads/2020/01/pr%C3%A9-300x200.png")).toBe(`/media/${id}`);
});

it("shows 5,000 files of an article's galleries, and counts the others in the report", async () => {
  const files = Array.from({ length: 110 }, (_, index) => ({
    id: 100 + index,
    type: "attachment",
    parent: 1,
    attachmentUrl: `https://blog.example/wp-content/uploads/g${index}.jpg`,
  }));
  const galleries = (attribute: string) =>
    Array.from({ length: 100 }, (_, index) => `[gallery ${attribute}="${index}"]`).join("\n\n");
  const answered: string[] = [];
  const run = async ({ input }: { input: unknown }) => {
    const conversion = input as ConversionInput;
    for (const { answers } of conversion.items) answered.push(...answers.map(([key]) => key));
    return { done: true as const, value: await convertItems(conversion) };
  };
  const countGalleries = () => new Set(answered.splice(0).filter((key) => key.startsWith('["gallery"'))).size;
  const report = await bring([...files, { id: 1, content: galleries("exclude") }], { pool: { run } });
  expect(report.skipped.galleryFiles).toBe(110 * 100 - 5_000);
  expect(formatReport(report).join("\n")).toContain("6000 files of galleries with too many for one article");
  expect(countGalleries()).toBe(100);
  // How a gallery is laid out does not change which files it has.
  await bring([...files, { id: 1, content: galleries("columns") }], { pool: { run } });
  expect(countGalleries()).toBe(1);
});
