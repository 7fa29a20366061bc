import { existsSync } from "node:fs";
import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { articles, authors, categories, sources, tags } from "#db/schema.ts";
import { resolveRedirect } from "#features/redirects/queries.ts";
import { importFixtures } from "./testing.ts";

const { db, run, everyArticle } = importFixtures();

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
    ["theme-unit-test.xml", { articles: 58, drafts: 2, comments: 29, pages: 21 }],
    ["block-test.xml", { articles: 61, drafts: 0, comments: 2, pages: 1 }],
    ["related-demo.xml", { articles: 51, drafts: 2, comments: 28, pages: 21 }],
  ])("imports %s twice", async (name, wanted) => {
    const report = await run(`${data}/${name}`);
    expect(report.articles.new).toBe(wanted.articles);
    expect(report.articles.drafts).toHaveLength(wanted.drafts);
    expect(report.comments.new).toBe(wanted.comments);
    expect(report.pages.new + report.pages.skipped.length).toBe(wanted.pages);
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
