import type { Page } from "@playwright/test";
import { completeArticleLink, expect, test } from "./fixtures.ts";

/** Records the page's prefetches: the addresses that rules allow, and those that are complete. */
async function watchPrefetches(page: Page): Promise<{ allowed: Set<string>; ready: Set<string> }> {
  const allowed = new Set<string>();
  const ready = new Set<string>();
  const cdp = await page.context().newCDPSession(page);
  cdp.on("Preload.preloadingAttemptSourcesUpdated", ({ preloadingAttemptSources }) => {
    for (const { key } of preloadingAttemptSources) allowed.add(new URL(key.url).pathname);
  });
  cdp.on("Preload.prefetchStatusUpdated", ({ key, status }) => {
    if (status === "Ready") ready.add(new URL(key.url).pathname);
  });
  await cdp.send("Preload.enable");
  return { allowed, ready };
}

/** How the document of the open page came: "" if it was requested. */
const deliveryType = (page: Page) =>
  page.evaluate(() => String(Reflect.get(performance.getEntriesByType("navigation")[0] ?? {}, "deliveryType")));

test("a link under the pointer is prefetched, and following it requests nothing again @desktop", async ({ page }) => {
  const { ready } = await watchPrefetches(page);
  await page.goto("/");
  const link = page.locator(completeArticleLink).first();
  const path = (await link.getAttribute("href")) ?? "";
  await link.hover();
  await expect.poll(() => [...ready]).toContain(path);
  await link.click();
  await page.waitForURL(`**${path}`);
  await expect(page.locator("article.h-entry h1")).toBeVisible();
  expect(await deliveryType(page)).toBe("navigational-prefetch");
  // The page is complete: its own links are prefetched, and its scripts start.
  await page.keyboard.press("Tab");
  await expect
    .poll(() => page.evaluate(() => Object.keys(document).some((name) => name.startsWith("__reactContainer"))))
    .toBe(true);
});

test("only reader pages are prefetched: no sign-in, search, feed, member's or newsroom's page @desktop", async ({
  page,
}) => {
  const { allowed } = await watchPrefetches(page);
  await page.goto("/");
  const article = (await page.locator(completeArticleLink).first().getAttribute("href")) ?? "";
  await expect.poll(() => [...allowed]).toContain(article);
  await page.goto(article);
  await expect.poll(() => [...allowed].some((path) => path.startsWith("/categories/"))).toBe(true);
  await page.goto("/search?q=a");
  await expect.poll(() => [...allowed]).toContain("/legal");
  const forbidden = /^\/(?:account|admin|api|comments|feeds|login|media|notifications|register|report|search)\b|\./;
  expect([...allowed].filter((path) => forbidden.test(path))).toEqual([]);
});
