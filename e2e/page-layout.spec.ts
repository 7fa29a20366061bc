import type { Page } from "@playwright/test";
import { expect, expectNoSidewaysScroll, newestArticlePath, test } from "./fixtures.ts";
import { waitUntilHydrated } from "./test-data.ts";

/** Counts the layout shifts that Chromium reports on the page. */
async function countShifts(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    const shifts: number[] = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if ("value" in entry) shifts.push(Number(entry.value));
    }).observe({ type: "layout-shift", buffered: true });
    Object.assign(globalThis, { shifts });
  });
  return () =>
    page.evaluate(() => {
      const shifts: unknown = Reflect.get(globalThis, "shifts");
      return Array.isArray(shifts) ? shifts.reduce((sum: number, value) => sum + Number(value), 0) : Number.NaN;
    });
}

test("nothing moves when fonts and pictures arrive late", async ({ page }) => {
  const article = await newestArticlePath(page);
  const shifted = await countShifts(page);
  // Longer than a browser waits for a font, so the page is first painted without it.
  await page.route(/\.woff2|\/media\//, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 700));
    await route.continue();
  });
  for (const path of ["/", article, "/search?q=s%C3%A9curit%C3%A9"]) {
    await page.goto(path, { waitUntil: "networkidle" });
    expect(await shifted(), path).toBe(0);
  }
});

test("a page drawn before its fonts arrive keeps its letters when its scripts load", async ({ page }) => {
  const article = await newestArticlePath(page);
  const shifted = await countShifts(page);
  await page.route(/\.woff2/, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 700));
    await route.continue();
  });
  await page.goto(article, { waitUntil: "networkidle" });
  // The browser has cached the fonts by now: declaring them again would use them immediately.
  await page.unroute(/\.woff2/);
  const wide = () => page.locator(".p-name").evaluate((title) => title.getBoundingClientRect().height);
  const before = await wide();
  await page.evaluate(() => dispatchEvent(new Event("pointerdown")));
  await waitUntilHydrated(page);
  await page.waitForLoadState("networkidle");
  expect(await shifted()).toBe(0);
  expect(await wide()).toBe(before);
});

test("no page carries a style attribute or an inline handler @desktop", async ({ page }) => {
  for (const path of [
    "/",
    await newestArticlePath(page),
    "/privacy",
    "/search?q=s%C3%A9curit%C3%A9",
    "/articles/never",
  ]) {
    await page.goto(path);
    const found = await page.evaluate(
      () =>
        [...document.querySelectorAll("*")].filter((element) =>
          element.getAttributeNames().some((name) => name === "style" || name.startsWith("on")),
        ).length,
    );
    expect(found, path).toBe(0);
  }
});

test("the first Tab leads past the header, and the focus is always visible @desktop @nojs", async ({ page }) => {
  await page.goto("/");
  await page.keyboard.press("Tab");
  const skip = page.locator('a[href="#page"]');
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/#page$/);
  await page.keyboard.press("Tab");
  const inMain = await page.evaluate(() => document.activeElement?.closest("main") !== null);
  expect(inMain).toBe(true);
});

test("at 200 % and on the narrowest phone nothing is cut off @desktop", async ({ page }) => {
  const article = await newestArticlePath(page);
  for (const width of [320, 360, 640, 768, 1600]) {
    await page.setViewportSize({ width, height: 800 });
    for (const path of ["/", article]) {
      await page.goto(path);
      await expectNoSidewaysScroll(page);
    }
  }
});

test("a printed page contains the article and no navigation @desktop", async ({ page }) => {
  await page.goto(await newestArticlePath(page));
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  await expect(page.locator("h1.p-name")).toBeVisible();
  await expect(page.getByRole("navigation").first()).toBeHidden();
  await expect(page.locator("#related")).toBeHidden();
  const ink = await page.locator("h1.p-name").evaluate((title) => getComputedStyle(title).color);
  expect(ink).toBe("rgb(0, 0, 0)");
});

test("a headline's colon never begins a line @desktop", async ({ page }) => {
  await page.goto("/");
  const loose = await page
    .locator("h1, h2, h3, h4, .e-content p")
    .evaluateAll((lines) => lines.map((line) => line.textContent ?? "").filter((text) => /[ \u00a0][;:!?]/.test(text)));
  expect(loose).toEqual([]);
});
