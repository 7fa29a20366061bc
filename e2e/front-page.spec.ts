import { eq } from "drizzle-orm";
import { homeCacheTag } from "#db/cache-tags/home.ts";
import { invalidateTags } from "#db/invalidation.ts";
import { articles, homePins } from "#db/schema.ts";
import { expect, expectAccessible, expectNoSidewaysScroll, test } from "./fixtures.ts";
import { withSiteDatabase } from "./site-database.ts";
import { anArticleWithComments } from "./test-data.ts";
import { findSmallTargets } from "./touch-targets.ts";

/** The links of the headlines, chips and figures aside. */
const headlines = "main :is(h2, h3) a[href^='/articles/']";

test("no article is on the front page twice, and every part has content @nojs @phone", async ({ page }) => {
  await page.goto("/");
  const paths = await page.locator(headlines).evaluateAll((links) => links.map((link) => link.getAttribute("href")));
  expect(paths.length).toBeGreaterThan(3);
  expect(paths).toEqual([...new Set(paths)]);
  await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
  for (const section of await page.locator("main section").all()) {
    await expect(section.getByRole("heading", { level: 2 })).toHaveCount(1);
    expect(await section.locator("article, li, blockquote, form, p").count()).toBeGreaterThan(0);
  }
});

test("the demo shows each part of the front page @nojs @desktop", async ({ page }) => {
  await page.goto("/");
  const main = page.locator("main");
  for (const name of ["Les plus commentés", "Les mieux notés", "Le commentaire de la semaine", "Corrigé grâce à vous"])
    await expect(main.getByRole("heading", { name, level: 2 })).toBeVisible();
  // An article may have left the lists since the demo was installed, and a section with it.
  expect(await main.locator(".front-sections > section").count()).toBeGreaterThanOrEqual(3);
});

test("the lead's picture is loaded first, in a size that fits; the others when they come near", async ({ page }) => {
  await page.goto("/");
  const lead = page.locator(".lead-article img");
  // An article of another journey may lead the page, without a picture.
  const leads = await lead.count();
  expect(await page.locator("main img[fetchpriority='high']").count()).toBe(leads);
  for (const picture of await page.locator("main .story img").all())
    await expect(picture).toHaveAttribute("loading", "lazy");
  if (leads === 0) return;
  await expect(lead).toHaveAttribute("loading", "eager");
  const [box, loaded, ratio] = await Promise.all([
    lead.boundingBox(),
    lead.evaluate((image: HTMLImageElement) => image.currentSrc),
    page.evaluate(() => devicePixelRatio),
  ]);
  const width = Number(/\/(\d+)\.\w+$/.exec(loaded)?.[1]);
  // Of the widths on offer, the first one that covers it.
  expect(width).toBeLessThan(2.1 * (box?.width ?? 0) * ratio);
});

test("the front page with its styles and data is at most 120 KB @desktop", async ({ request }) => {
  const html = await (await request.get("/")).text();
  expect(Buffer.byteLength(html)).toBeLessThanOrEqual(120_000);
});

test("every headline is a target of 44 px on a phone, however short @phone", async ({ page }) => {
  await page.goto("/");
  await page.locator(headlines).evaluateAll((links) => {
    for (const link of links) link.textContent = "Essai";
  });
  expect(await findSmallTargets(page)).toEqual([]);
});

test("the front page is short on a phone, and fits any window", async ({ page, isMobile }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto("/");
  if (isMobile) expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeLessThanOrEqual(3_600);
  for (const width of [320, 390, 768, 1280, 1600]) {
    await page.setViewportSize({ width, height: 900 });
    await expectNoSidewaysScroll(page);
  }
});

// Alone: the home page is shared.
test("an article of forty words without a picture can lead the page @alone", async ({ page }) => {
  const { id, slug } = await anArticleWithComments();
  const title = `Essai ${Array.from({ length: 39 }, (_, n) => `mot${n}`).join(" ")}`;
  try {
    await withSiteDatabase(async (db) => {
      await db.update(articles).set({ title, lead: "Un chapeau. Une suite." }).where(eq(articles.id, id));
      await db.insert(homePins).values({ articleId: id, position: 0 });
      await invalidateTags(db, [homeCacheTag, `articles:id:${id}`]);
    });
    await expect
      .poll(async () => {
        await page.goto("/");
        return page.locator(".lead-article a.stretched").getAttribute("href");
      })
      .toBe(`/articles/${slug}`);
    for (const width of [320, 768, 1280]) {
      await page.setViewportSize({ width, height: 900 });
      await expectNoSidewaysScroll(page);
      expect((await page.locator(".lead-article .headline").boundingBox())?.height).toBeLessThan(700);
    }
    await expectAccessible(page);
  } finally {
    await withSiteDatabase(async (db) => {
      await db.delete(homePins);
      await invalidateTags(db, [homeCacheTag]);
    });
  }
});
