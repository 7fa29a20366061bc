import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { feedItems, sources } from "#db/schema.ts";
import { upsertArticle } from "#features/articles/mutations.ts";
import { invalidateCoverage } from "#features/syndication/publication/coverage.ts";
import { addTestFeed, addTestItem } from "#features/syndication/publication/testing.ts";
import { expect, expectAccessible, expectNoSidewaysScroll, test } from "./fixtures.ts";
import { withSiteDatabase } from "./site-database.ts";

/** An article made of an item of another site's feed, and an item of a third site that has the same text and waits. */
async function anExtract() {
  const key = randomUUID().slice(0, 8);
  const name = `Quotidien ${key}`;
  const other = `Gazette ${key}`;
  const original = `https://quotidien-${key}.example/article`;
  const made = await withSiteDatabase(async (db) => {
    const feed = await addTestFeed(db, {}, name);
    const [source] = await db
      .update(sources)
      .set({
        attribution: "D’abord paru dans {source} : {title}.",
        licence: "Accord du 1er mars",
        description: "Un journal d’essai.",
      })
      .where(eq(sources.name, name))
      .returning({ id: sources.id });
    const { id, slug } = await upsertArticle(db, {
      slug: `essai-${key}`,
      title: `Extrait ${key}`,
      status: "published",
      lead: "Le début.",
      bodyHtml: "<p>Un texte entier.</p>",
      publishedAt: new Date("2001-02-03T04:05:06Z"),
      source: { id: source?.id ?? 0, title: "L’original", url: original, syndicated: true },
    });
    await addTestItem(db, feed, { url: original, articleId: id, state: "published", author: "Ada Martin" });
    const feedOfOther = await addTestFeed(db, {}, other);
    const item = await addTestItem(db, feedOfOther, { url: `https://gazette-${key}.example/copie`, title: "La copie" });
    return { article: id, item, path: `/articles/${slug}` };
  });
  return { ...made, name, other, original };
}

const merge = (db: Database, item: number, articleId: number | null, article: number) =>
  db.transaction(async (tx) => {
    const state = articleId === null ? "waiting" : "merged";
    await tx.update(feedItems).set({ state, articleId }).where(eq(feedItems.id, item));
    await invalidateCoverage(tx, [article]);
  });

test("an extract names its source, its author and who else covers it, at once and as long as it is true @nojs", async ({
  page,
}) => {
  const { article, item, path, name, other, original } = await anExtract();
  await page.goto(path);
  const line = page.locator("#source");
  await expect(line).toHaveText(new RegExp(`^D’abord paru dans ${name}\\s: L’original\\.$`));
  await expect(line.getByRole("link", { name: "L’original" })).toHaveAttribute("href", original);
  await expect(line.getByRole("link", { name })).toHaveAttribute("rel", "external");
  const details = page.locator(".source-details");
  await expect(details).toContainText("Par Ada Martin");
  await expect(details.locator("time")).toHaveText(/19\smars 2026/);
  await expect(details).toContainText(/Licence\s: Accord du 1er mars/);
  await expect(page.locator("#also-covered")).toHaveCount(0);
  await withSiteDatabase((db) => merge(db, item, article, article));
  await expect(async () => {
    await page.reload();
    await expect(page.locator("#also-covered")).toHaveText(`Sujet aussi traité par ${other}`, { timeout: 1_000 });
  }).toPass();
  await expect(page.locator("#also-covered").getByRole("link")).toHaveAttribute("href", /^https:\/\/gazette-/);
  await expectNoSidewaysScroll(page);
  await withSiteDatabase((db) => merge(db, item, null, article));
  await expect(async () => {
    await page.reload();
    await expect(page.locator("#also-covered")).toHaveCount(0, { timeout: 1_000 });
  }).toPass();
});

test("the page of a source says what it is, and has feeds of its extracts @desktop", async ({ page, request }) => {
  const { path, name, original } = await anExtract();
  await page.goto(path);
  await page.getByRole("link", { name: `Autres extraits de ${name}` }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
  const header = page.locator(".archive-header");
  await expect(header).toContainText("Un journal d’essai.");
  await expect(header).toContainText(/Extraits publiés ici depuis le 3\sfévrier 2001/);
  await expect(header).toContainText("1 article");
  await expectAccessible(page);
  const address = new URL(page.url()).pathname;
  for (const file of ["feed.xml", "atom.xml", "feed.json"]) {
    const feed = await request.get(`${address}/${file}`);
    expect(feed.status(), file).toBe(200);
    const text = await feed.text();
    expect(text).toContain(original);
    expect(text).toContain("Ada Martin");
    expect(text).not.toContain("Un texte entier.");
  }
  expect((await request.get("/sources/inconnue/feed.xml")).status()).toBe(404);
});
