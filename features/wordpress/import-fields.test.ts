import { asc, eq } from "drizzle-orm";
import { expect, it } from "vitest";
import {
  articleAuthors,
  articleCategories,
  articleSchedules,
  articles,
  articleTags,
  authors,
  categories,
  tags,
} from "#db/schema.ts";
import { publishDueArticles } from "#features/newsroom/schedule/publish-due.ts";
import { resolveRedirect } from "#features/redirects/queries.ts";
import type { SampleItem } from "./export/sample-testing.ts";
import { formatReport } from "./report.ts";
import { importFixtures } from "./testing.ts";

const { db, bring, everyArticle } = importFixtures();
const term = (taxonomy: string, nicename: string, name = nicename) => ({ taxonomy, nicename, name });
const bylinesOf = async (articleId: number) =>
  db
    .select({ handle: authors.handle, name: authors.name, biography: authors.biography })
    .from(articleAuthors)
    .innerJoin(authors, eq(authors.id, articleAuthors.authorId))
    .where(eq(articleAuthors.articleId, articleId))
    .orderBy(asc(articleAuthors.position));

it("imports fields for search engines, and the primary category first", async () => {
  const head =
    "<wp:category><wp:term_id>4</wp:term_id><wp:category_nicename>b</wp:category_nicename><wp:cat_name>B</wp:cat_name></wp:category>";
  const items: SampleItem[] = [
    {
      id: 1,
      categories: ["a", "b"],
      meta: {
        _yoast_wpseo_title: "%%title%%, le guide %%sep%% %%sitename%%",
        _yoast_wpseo_metadesc: "Tout savoir",
        _yoast_wpseo_canonical: "https://ailleurs.example/a",
        _yoast_wpseo_primary_category: "4",
      },
    },
    {
      id: 2,
      meta: { rank_math_title: "%title% %sep% %sitename%", rank_math_canonical_url: "https://blog.example/x/" },
    },
  ];
  await bring(items, {}, { head });
  expect((await everyArticle()).map((row) => [row.seoTitle, row.seoDescription, row.canonicalUrl])).toEqual([
    ["Billet 1, le guide", "Tout savoir", "https://ailleurs.example/a"],
    ["", "", ""],
  ]);
  const [first] = await db
    .select({ slug: categories.slug })
    .from(articleCategories)
    .innerJoin(categories, eq(categories.id, articleCategories.categoryId))
    .where(eq(articleCategories.position, 0));
  expect(first?.slug).toBe("b");
  expect((await bring(items, {}, { head })).articles).toMatchObject({ changed: 0, unchanged: 2 });
});

it("imports the authors of Co-Authors Plus with their biographies", async () => {
  const head =
    "<wp:author><wp:author_login>bob</wp:author_login><wp:author_display_name></wp:author_display_name><wp:author_first_name>Bob</wp:author_first_name><wp:author_last_name>Lee</wp:author_last_name></wp:author>";
  const items: SampleItem[] = [
    {
      id: 1,
      terms: [term("author", "cap-jane", "jane"), term("author", "cap-anne", "anne"), term("author", "cap-bob", "bob")],
    },
    { id: 2 },
    {
      id: 3,
      type: "guest-author",
      name: "cap-jane",
      meta: { "cap-display_name": "Jane Roe", "cap-description": "Autrice.", "cap-user_email": "jane@mail.example" },
    },
  ];
  const report = await bring(items, {}, { head });
  expect(await bylinesOf(1)).toEqual([
    { handle: "anne", name: "Anne Onyme", biography: "" },
    { handle: "jane", name: "Jane Roe", biography: "Autrice." },
    { handle: "bob", name: "Bob Lee", biography: "" },
  ]);
  expect((await bylinesOf(2)).map(({ handle }) => handle)).toEqual(["anne"]);
  expect(report.skipped.items).toEqual([]);
  expect((await bring(items, {}, { head })).authors).toEqual({ new: 0, known: 3 });
});

it("keeps 50 authors of one name apart", async () => {
  const logins = Array.from({ length: 50 }, (_, index) => `dupont${index}@mail.example`);
  const head = logins
    .map(
      (login) =>
        `<wp:author><wp:author_login>${login}</wp:author_login><wp:author_display_name>Jean Dupont</wp:author_display_name></wp:author>`,
    )
    .join("");
  const items = logins.map((creator, index) => ({ id: index + 1, creator }));
  await bring(items, {}, { head });
  await bring(items, {}, { head });
  const rows = await db.select({ handle: authors.handle, name: authors.name }).from(authors);
  expect(rows.filter(({ name }) => name === "Jean Dupont")).toHaveLength(50);
  const used = await db.selectDistinct({ id: articleAuthors.authorId }).from(articleAuthors);
  expect(used).toHaveLength(50);
  expect(JSON.stringify(rows)).not.toContain("@");
});

it("maps a plugin's taxonomies and types, and counts those that are not mapped", async () => {
  const head =
    "<wp:term><wp:term_taxonomy>lieu</wp:term_taxonomy><wp:term_slug>lyon</wp:term_slug><wp:term_name>Lyon</wp:term_name></wp:term><wp:term><wp:term_taxonomy>serie</wp:term_taxonomy><wp:term_slug>un</wp:term_slug><wp:term_name>Un</wp:term_name></wp:term>";
  const items: SampleItem[] = [
    {
      id: 1,
      tags: ["x"],
      terms: [term("lieu", "lyon", "Lyon"), term("serie", "un", "Un"), term("post_format", "post-format-quote")],
    },
    { id: 2, type: "recette", title: "Tarte" },
    { id: 3, type: "produit" },
  ];
  const plain = await bring(items, {}, { head });
  expect(plain.skipped).toMatchObject({
    items: [
      { name: "recette", count: 1 },
      { name: "produit", count: 1 },
    ],
    taxonomies: [
      { name: "lieu", count: 1 },
      { name: "serie", count: 1 },
    ],
  });
  expect((await db.select({ slug: tags.slug }).from(tags)).map(({ slug }) => slug)).toEqual(["x"]);
  expect(formatReport(plain).join("\n")).toContain("terms of other taxonomies (see --taxonomy): 1 lieu, 1 serie");
  const mapped = await bring(items, { taxonomies: ["lieu=tag", "serie=category"], types: ["recette=post"] }, { head });
  expect(mapped.articles).toMatchObject({ new: 1, changed: 1 });
  expect(mapped.skipped).toMatchObject({ items: [{ name: "produit", count: 1 }], taxonomies: [] });
  expect(
    await db
      .select({ slug: tags.slug })
      .from(articleTags)
      .innerJoin(tags, eq(tags.id, articleTags.tagId))
      .orderBy(asc(tags.slug)),
  ).toEqual([{ slug: "lyon" }, { slug: "x" }]);
  expect((await everyArticle()).map(({ title }) => title)).toEqual(["Billet 1", "Tarte"]);
});

it.each(["lieu", "lieu=page", "=tag", "LIEU=tag"])("refuses --taxonomy %s", async (option) => {
  await expect(bring([], { taxonomies: [option] })).rejects.toThrow(/--taxonomy/);
});
it.each(["recette", "page=post", "attachment=post", "x=page"])("refuses --type %s", async (option) => {
  await expect(bring([], { types: [option] })).rejects.toThrow(/--type/);
});

it("schedules what was scheduled, and publishes what has become due", async () => {
  const items: SampleItem[] = [
    { id: 1, status: "future", date: "2999-01-02 10:00:00" },
    { id: 2, status: "future", date: "2020-05-02 10:00:00" },
    { id: 3, status: "future", date: "0000-00-00 00:00:00" },
  ];
  const report = await bring(items);
  expect(report.articles).toMatchObject({
    scheduled: 1,
    published: 1,
    drafts: [{ title: "Billet 3", reason: { code: "import.scheduled" } }],
  });
  expect((await everyArticle()).map(({ status, publishedAt }) => [status, publishedAt?.toISOString()])).toEqual([
    ["scheduled", undefined],
    ["published", "2020-05-02T10:00:00.000Z"],
    ["draft", undefined],
  ]);
  expect(await db.select().from(articleSchedules)).toMatchObject([
    { articleId: 1, publishAt: new Date("2999-01-02T10:00:00Z"), scheduledBy: null },
  ]);
  expect((await bring(items)).articles).toMatchObject({ new: 0, changed: 0, unchanged: 3, keptEdited: [] });
  expect(await resolveRedirect(db, "/billet-1/")).toBeNull();

  // Its time comes: the site publishes it, and the next import of the same file changes nothing.
  await db.update(articleSchedules).set({ publishAt: new Date(Date.now() - 1_000) });
  expect(await publishDueArticles(db)).toEqual({ published: 1, refused: 0 });
  expect(await resolveRedirect(db, "/billet-1/")).toBe("/articles/billet-1");
  expect((await bring(items)).articles).toMatchObject({ new: 0, changed: 0, unchanged: 3, keptEdited: [] });
  expect((await everyArticle())[0]?.status).toBe("published");
});

it("moves a schedule that a newer export moves", async () => {
  await bring([{ id: 1, status: "future", date: "2999-01-02 10:00:00" }]);
  expect((await bring([{ id: 1, status: "future", date: "2998-01-02 10:00:00" }])).articles.changed).toBe(1);
  expect((await db.select().from(articleSchedules)).map(({ publishAt }) => publishAt.toISOString())).toEqual([
    "2998-01-02T10:00:00.000Z",
  ]);
  expect((await bring([{ id: 1 }])).articles.changed).toBe(1);
  expect(await db.select().from(articleSchedules)).toEqual([]);
  expect((await db.select({ status: articles.status }).from(articles))[0]?.status).toBe("published");
});

it("reads exports without a version or an address, and dates in the zone that they tell", async () => {
  const strip = { version: "", blogUrl: "" };
  await expect(bring([{ id: 1 }], {}, strip)).rejects.toThrow(/give it with --blog-url/);
  const report = await bring(
    [
      { id: 1, date: "2019-01-10 12:00:00", dateGmt: "2019-01-10 17:00:00" },
      { id: 2, date: "2019-07-10 12:00:00", dateGmt: "2019-07-10 16:00:00" },
      { id: 3, date: "2020-07-10 12:00:00", dateGmt: "0000-00-00 00:00:00" },
      {
        id: 4,
        type: "attachment",
        attachmentUrl: "https://blog.example/wp-content/uploads/a.pdf",
        dateGmt: "2020-01-02 15:00:00",
      },
      {
        id: 5,
        type: "attachment",
        attachmentUrl: "https://blog.example/wp-content/uploads/a.jpg",
        dateGmt: "2020-01-02 15:00:00",
      },
    ],
    { blogUrl: "https://blog.example" },
    { ...strip, head: "<description>Le &amp;amp; bruit</description><language>fr-FR</language>" },
  );
  expect(report.blog.url).toBe("https://blog.example");
  expect((await everyArticle())[2]?.publishedAt?.toISOString()).toBe("2020-07-10T16:00:00.000Z");
  expect(report.site).toMatchObject({
    name: "Carnet d’essai",
    tagline: "Le & bruit",
    language: "fr-FR",
    zone: "America/New_York",
  });
  expect(report.files).toEqual({ count: 1, addresses: ["https://blog.example/wp-content/uploads/a.pdf"] });
  expect(formatReport(report).join("\n")).toMatch(
    /Files that stay[^\n]*\n {2}- https:\/\/blog\.example\/wp-content\/uploads\/a\.pdf/,
  );
});

it("titles quotations, links and videos without a title by their first words or their host", async () => {
  await bring([
    { id: 1, title: "", content: "<blockquote>La nuit remue.</blockquote>" },
    { id: 2, title: "", content: "https://www.youtube.com/watch?v=abcdef" },
    { id: 3, title: "", content: '<a href="https://x.test/a">Un lien</a> à lire' },
  ]);
  expect((await everyArticle()).map(({ title }) => title)).toEqual(["La nuit remue.", "youtube.com", "Un lien à lire"]);
});

it("inserts reusable blocks where posts refer to them", async () => {
  const reference = (ref: number) => `<!-- wp:block {"ref":${ref}} /-->`;
  const report = await bring([
    {
      id: 1,
      content: `<!-- wp:paragraph --><p>Un</p><!-- /wp:paragraph -->${reference(7)}${reference(8)}${reference(9)}`,
    },
    { id: 7, type: "wp_block", content: "<!-- wp:paragraph --><p>Motif</p><!-- /wp:paragraph -->" },
    { id: 8, type: "wp_block", status: "draft", content: "<p>Caché</p>" },
  ]);
  expect((await everyArticle())[0]?.bodyHtml).toBe("<p>Un</p>\n<p>Motif</p>");
  expect(report.skipped.blocks).toEqual([{ name: "block", count: 2 }]);
  expect(report.skipped.items).toEqual([{ name: "wp_block", count: 1 }]);
});

it("reads categories and tags of WXR 1.0, and those without a nicename", async () => {
  const terms = [
    term("", "", "Réseaux & Cie"),
    term("category", "reseaux", "Réseaux & Cie"),
    term("tag", "", "RGPD"),
    term("tag", "rgpd", "RGPD"),
    term("tag", "", "Sans nom"),
    term("tag", "", "Sans nom"),
    term("category", "", "Seule Ici"),
    term("genre", "", "Autre"),
  ].map((one) => ({ ...one, name: one.name.replace("&", "&amp;") }));
  const report = await bring([{ id: 1, terms }], {}, { version: "1.0" });
  const names = async (table: typeof categories | typeof tags) =>
    (await db.select({ slug: table.slug, name: table.name }).from(table).orderBy(table.slug)).map(
      ({ slug, name }) => `${slug}: ${name}`,
    );
  expect(await names(categories)).toEqual(["reseaux: Réseaux & Cie", "seule-ici: Seule Ici"]);
  expect(await names(tags)).toEqual(["rgpd: RGPD", "sans-nom: Sans nom"]);
  expect(await db.select().from(articleTags)).toHaveLength(2);
  expect(await db.select().from(articleCategories)).toHaveLength(2);
  expect(report.categories.new + report.tags.new).toBe(4);
  expect(report.skipped.taxonomies).toEqual([{ name: "genre", count: 1 }]);
  expect((await bring([{ id: 1, terms }], {}, { version: "1.0" })).articles.unchanged).toBe(1);
});
