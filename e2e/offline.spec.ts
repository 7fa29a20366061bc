import type { Browser, BrowserContext, Page, TestInfo } from "@playwright/test";
import { setArticleStatus } from "#features/articles/mutations.ts";
import { completeArticleLink, expect, expectNoSidewaysScroll, test } from "./fixtures.ts";
import { withSiteDatabase } from "./site-database.ts";
import { aMember, anArticleWithComments, changeSetting, signIn } from "./test-data.ts";

/** A context with a service worker, which the other journeys' contexts block. Not watched: its requests fail offline. */
async function openContext(browser: Browser, { project }: TestInfo): Promise<BrowserContext> {
  const { baseURL, viewport, isMobile, hasTouch, locale } = project.use;
  return await browser.newContext({ baseURL, viewport, isMobile, hasTouch, locale, serviceWorkers: "allow" });
}

/** The paths of the articles that the browser keeps. */
const keptPaths = (page: Page) =>
  page.evaluate(async () => {
    const index = await (await caches.open("vigie-offline-pages-1")).match("/offline/index.json");
    const { pages } = (await index?.json()) ?? { pages: [] };
    return (pages as { path: string }[]).map(({ path }) => path);
  });

/** The paths of everything that the browser stores. */
const storedPaths = (page: Page) =>
  page.evaluate(async () => {
    const names = await caches.keys();
    const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return requests.flat().map(({ url }) => new URL(url).pathname);
  });

/** Opens an article and uses it, so that the browser keeps it. */
async function openAndKeep(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await page.keyboard.press("Tab");
  await expect.poll(() => keptPaths(page), { timeout: 40_000 }).toContain(path);
}

/** Lets the next page ask at once which of the kept articles still exist. */
const forgetLastCheck = (page: Page) =>
  page.evaluate(async () => {
    const cache = await caches.open("vigie-offline-pages-1");
    const index = await (await cache.match("/offline/index.json"))?.json();
    await cache.put("/offline/index.json", new Response(JSON.stringify({ ...index, checkedAt: 0 })));
  });

/** Waits until the worker has dealt with the last opened page, for which `forgetLastCheck` was called. */
const untilChecked = (page: Page) =>
  expect
    .poll(
      () =>
        page.evaluate(async () => {
          const index = await (await caches.open("vigie-offline-pages-1")).match("/offline/index.json");
          return Number((await index?.json())?.checkedAt);
        }),
      { timeout: 40_000 },
    )
    .toBeGreaterThan(0);

const countRegistrations = (page: Page) =>
  page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length);

test("opened articles can be read offline with their pictures, and other pages list them", async ({
  browser,
}, testInfo) => {
  test.slow();
  const context = await openContext(browser, testInfo);
  const page = await context.newPage();
  await page.goto("/");
  const path = (await page.locator(completeArticleLink).first().getAttribute("href")) ?? "";
  expect(await countRegistrations(page)).toBe(0);
  await openAndKeep(page, path);
  const title = (await page.locator("h1").textContent()) ?? "";
  const picture = page.locator("article.h-entry figure img").first();
  await expect.poll(async () => (await storedPaths(page)).some((stored) => stored.startsWith("/media/"))).toBe(true);
  await context.setOffline(true);
  await page.reload();
  await expect(page.locator("h1")).toHaveText(title);
  await expect(page.getByRole("status").filter({ hasText: "Vous êtes hors ligne" })).toBeVisible();
  await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
  await expectNoSidewaysScroll(page);
  // What is typed offline is held back as on any page.
  await page.locator("#comments").getByLabel("Votre commentaire").fill("Écrit hors ligne.");
  await page.locator("#comments form button[type=submit]").first().click();
  await expect(page.getByRole("alert").filter({ hasText: "Votre saisie est conservée" })).toBeVisible();
  await page.goto("/rules");
  await expect(page.getByRole("heading", { name: "Vous êtes hors ligne" })).toBeVisible();
  await expectNoSidewaysScroll(page);
  await page.locator("main").getByRole("link", { name: title }).click();
  await expect(page.locator("h1")).toHaveText(title);
  await page.goto("/rules");
  const offlineHeading = page.getByRole("heading", { name: "Vous êtes hors ligne" });
  await expect(offlineHeading).toBeVisible();
  await context.setOffline(false);
  // The page that was requested opens by itself. Not every Chromium announces an emulated connection to a page that was
  // opened without one.
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await expect(offlineHeading).toHaveCount(0);
  await page.goto(path);
  await expect(page.getByRole("status").filter({ hasText: "Vous êtes hors ligne" })).toHaveCount(0);
  await context.close();
});

test("a withdrawn article leaves the device at the next connection, without being opened @desktop", async ({
  browser,
}, testInfo) => {
  test.slow();
  const context = await openContext(browser, testInfo);
  const page = await context.newPage();
  const [stays, goes] = [await anArticleWithComments(), await anArticleWithComments()];
  await openAndKeep(page, stays.path);
  await openAndKeep(page, goes.path);
  await withSiteDatabase(async (db) => setArticleStatus(db, [goes.id], "withdrawn"));
  // Again if the worker was storing a file at that moment, and with it the time of its last check.
  await expect(async () => {
    await forgetLastCheck(page);
    await page.goto("/");
    await expect.poll(() => keptPaths(page), { timeout: 10_000 }).toEqual([stays.path]);
  }).toPass({ timeout: 60_000 });
  expect(await storedPaths(page)).not.toContain(goes.path);
  await context.setOffline(true);
  await page.goto(goes.path);
  await expect(page.getByRole("heading", { name: "Vous êtes hors ligne" })).toBeVisible();
  await context.close();
});

test("nothing of a signed-in member is stored @desktop", async ({ browser }, testInfo) => {
  test.slow();
  const context = await openContext(browser, testInfo);
  const page = await context.newPage();
  const { path } = await anArticleWithComments();
  await signIn(page, await aMember("moderator"));
  await openAndKeep(page, path);
  for (const address of ["/account", "/notifications", "/admin", "/admin/moderation", "/login"]) {
    await page.goto(address, { waitUntil: "networkidle" });
  }
  await forgetLastCheck(page);
  await page.goto(path, { waitUntil: "networkidle" });
  await untilChecked(page);
  const stored = await storedPaths(page);
  expect(stored).toContain(path);
  const allowed = /^\/(?:articles\/[\w-]+|media\/.*|_next\/static\/.*|offline|offline\/index\.json)$/;
  expect(stored.filter((one) => !allowed.test(one))).toEqual([]);
  await context.setOffline(true);
  await expect(page.goto("/account")).rejects.toThrow();
  await context.close();
});

test("what a member opened leaves the device at the sign-out @desktop", async ({ browser }, testInfo) => {
  test.slow();
  const context = await openContext(browser, testInfo);
  const page = await context.newPage();
  const { path } = await anArticleWithComments();
  await signIn(page, await aMember("reader"));
  await openAndKeep(page, path);
  await page.goto("/account");
  await page.getByRole("button", { name: "Se déconnecter" }).first().click();
  await expect(page).toHaveURL("/");
  await expect.poll(() => keptPaths(page)).toEqual([]);
  expect(await storedPaths(page)).not.toContain(path);
  await context.setOffline(true);
  await page.goto(path);
  await expect(page.getByRole("heading", { name: "Vous êtes hors ligne" })).toBeVisible();
  await context.close();
});

test("without room the oldest articles are removed @desktop", async ({ browser, baseURL }, testInfo) => {
  test.slow();
  const context = await openContext(browser, testInfo);
  const page = await context.newPage();
  const first = await anArticleWithComments();
  await openAndKeep(page, first.path);
  const cdp = await context.newCDPSession(page);
  const { usage } = await cdp.send("Storage.getUsageAndQuota", { origin: baseURL ?? "" });
  await cdp.send("Storage.overrideQuotaForOrigin", { origin: baseURL ?? "", quotaSize: Math.ceil(usage) + 20_000 });
  const next = await anArticleWithComments();
  await openAndKeep(page, next.path);
  expect(await keptPaths(page)).toEqual([next.path]);
  await context.close();
});

test("an administrator turns it off: the worker and what it kept are removed @alone", async ({ browser }, testInfo) => {
  test.slow();
  const context = await openContext(browser, testInfo);
  const page = await context.newPage();
  const { path } = await anArticleWithComments();
  await openAndKeep(page, path);
  await changeSetting("site.offlineReading", "0");
  try {
    await expect(async () => {
      await page.goto("/");
      await expect.poll(() => countRegistrations(page), { timeout: 10_000 }).toBe(0);
      expect(await page.evaluate(() => caches.keys())).toEqual([]);
    }).toPass({ timeout: 90_000 });
    await page.reload();
    expect(await page.content()).not.toContain('register("/sw.js")');
  } finally {
    await changeSetting("site.offlineReading", "1");
    await context.close();
  }
});
