import { randomUUID } from "node:crypto";
import { setArticleStatus, upsertArticle } from "#features/articles/mutations.ts";
import { expect, expectAccessible, expectNoSidewaysScroll, test } from "./fixtures.ts";
import { withSiteDatabase } from "./site-database.ts";
import { aMember, formatToday, signIn } from "./test-data.ts";

test("every refusal has the site's header, a search, the newest articles and the foot @nojs @phone", async ({
  page,
}) => {
  const slug = `essai-${randomUUID()}`;
  const title = `Essai retiré ${slug.slice(-6)}`;
  await withSiteDatabase(async (db) => {
    const { id } = await upsertArticle(db, {
      slug,
      status: "published",
      title,
      lead: "Le chapeau",
      bodyHtml: "<p>Le corps</p>",
      publishedAt: new Date("2020-01-01"),
    });
    await setArticleStatus(db, [id], "withdrawn");
  });
  await signIn(page, await aMember("reader"));
  expect((await page.goto("/admin"))?.status()).toBe(403);
  await expect(page.getByRole("contentinfo")).toBeVisible();
  await page.context().clearCookies();
  const paths = { "/account": 401, [`/articles/${slug}`]: 410, "/never": 404 };
  for (const [path, status] of Object.entries(paths)) {
    // A withdrawal takes the articles from all refusals until the 404 page is rendered again.
    await expect(async () => {
      expect((await page.goto(path))?.status(), path).toBe(status);
      await expect(page.getByRole("heading", { name: "Les derniers articles" })).toBeVisible({ timeout: 500 });
    }).toPass();
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page.getByRole("banner").getByRole("link", { name: /accueil/ })).toBeVisible();
    // On a wide screen also the end of the sections that do not fit.
    await expect(page.getByRole("banner").locator('a[href="/menu"]').first()).toBeAttached();
    await expect(page.getByRole("main").getByRole("search")).toBeVisible();
    await expect(page.getByRole("main").getByRole("heading", { name: "Les derniers articles" })).toBeVisible();
    await expect(page.getByRole("contentinfo").getByRole("link", { name: "Mentions légales" })).toBeVisible();
    await expectNoSidewaysScroll(page);
    if (test.info().project.name !== "no-javascript") await expectAccessible(page);
    if (status !== 410) continue;
    const today = formatToday("long");
    const text = (await page.getByRole("main").textContent())?.replace(/\u00a0/g, " ");
    expect(text).toContain(`« ${title} » a été retiré par la rédaction le ${today}`);
    expect(text).not.toMatch(/Le corps|Le chapeau/);
  }
});
