import { randomInt } from "node:crypto";
import type { Page } from "@playwright/test";
import { upsertArticle } from "#features/articles/mutations.ts";
import { findViolations } from "./axe.ts";
import { expect, test } from "./fixtures.ts";
import { withSiteDatabase } from "./site-database.ts";

/** A word that no other article has. */
const aWord = () => Array.from({ length: 9 }, () => "bcdfghjklmnpqrstvwxz"[randomInt(20)]).join("");

/** Publishes two articles whose titles have a word of their own. */
async function twoArticles() {
  const word = aWord();
  const slugs = [`essai-${word}-un`, `essai-${word}-deux`];
  await withSiteDatabase(async (db) => {
    for (const [n, slug] of slugs.entries())
      await upsertArticle(db, {
        slug,
        title: `Essai ${word} ${n === 0 ? "été" : "<b>hiver</b>"}`,
        lead: "",
        bodyHtml: "<p>Texte.</p>",
        status: "published",
        publishedAt: new Date(Date.UTC(2001, 0, 2 - n)),
      });
  });
  return { word, paths: slugs.map((slug) => `/articles/${slug}`) };
}

const list = (page: Page) => page.getByRole("listbox", { name: "Suggestions" });
const status = (page: Page) =>
  page.locator(".search-box", { has: page.locator("#header-search") }).locator("[aria-live]");

test("the keyboard alone leads to a suggested article, or searches what is typed @desktop", async ({ page }) => {
  const { word, paths } = await twoArticles();
  await page.goto("/");
  const field = page.locator("#header-search");
  await field.focus();
  await page.keyboard.type(`essai ${word.slice(0, 7)}`);
  await expect(list(page).getByRole("option")).toHaveCount(3);
  await expect(status(page)).toHaveText("3 suggestions");
  await expect(field).toHaveRole("combobox");
  await expect(field).toHaveAttribute("aria-expanded", "true");
  await expect(list(page).getByRole("group", { name: "Articles" }).getByRole("option")).toHaveText([
    `Essai ${word} été`,
    `Essai ${word} <b>hiver</b>`,
  ]);
  await expect(list(page).locator("mark").first()).toHaveText("Essai");
  expect(await findViolations(page)).toEqual([]);

  await page.keyboard.press("ArrowUp");
  await expect(list(page).getByRole("option", { selected: true })).toHaveText(`essai ${word}`);
  await page.keyboard.press("ArrowDown");
  await expect(list(page).getByRole("option", { selected: true })).toHaveCount(0);
  await page.keyboard.press("Escape");
  await expect(list(page)).toBeHidden();
  await expect(field).toHaveValue(`essai ${word.slice(0, 7)}`);
  await expect(field).toHaveAttribute("aria-expanded", "false");
  await page.keyboard.press("ArrowDown");
  await expect(list(page)).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await expect(field).toHaveAttribute("aria-activedescendant", "header-search-option-1");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(paths[1] ?? "");

  await page.locator("#header-search").focus();
  await page.keyboard.type(word);
  await expect(list(page)).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(list(page)).toBeHidden();
  await page.locator("#header-search").focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`/search?q=${word}`);
});

test("the list is never that of a former text, and there is none offline @desktop", async ({ browser }, {
  project,
}) => {
  const { word } = await twoArticles();
  // The watched page fails on a request that fails.
  const { baseURL, viewport } = project.use;
  const context = await browser.newContext({ baseURL, viewport });
  const page = await context.newPage();
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  await page.route("**/search/suggest?*", async (route) => {
    const typed = new URL(route.request().url()).searchParams.get("q");
    if (typed === word.slice(0, 3)) await released;
    await (typed === word.slice(0, 5) ? route.abort("internetdisconnected") : route.continue()).catch(() => {});
  });
  await page.goto("/");
  const field = page.locator("#header-search");
  await field.focus();
  const first = page.waitForRequest(/suggest/);
  await page.keyboard.type(word.slice(0, 3));
  await first;
  await page.keyboard.type(word.charAt(3));
  await expect(list(page).getByRole("option").first()).toContainText(word);
  release();
  await expect(list(page).locator("mark").first()).toHaveText(word.slice(0, 4));
  const failed = page.waitForEvent("requestfailed", (request) => request.url().includes("suggest"));
  await page.keyboard.type(word.charAt(4));
  await expect(list(page)).toBeHidden();
  await failed;
  await expect(list(page)).toBeHidden();
  await page.keyboard.type(word.charAt(5));
  await expect(list(page)).toBeVisible();
  await context.close();
});

test("what was typed before the scripts loaded stays, and gets suggestions @desktop", async ({ page }) => {
  const { word } = await twoArticles();
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  await page.route("**/_next/static/chunks/**/*.js", async (route) => {
    await released;
    await route.continue();
  });
  await page.goto("/");
  const field = page.locator("#header-search");
  await field.focus();
  await page.keyboard.type(word.slice(0, 6));
  await expect(field).not.toHaveAttribute("role", "combobox");
  release();
  await expect(list(page).getByRole("option").first()).toContainText(word);
  await expect(field).toHaveValue(word.slice(0, 6));
});

test("the keys belong to an input method while it composes @desktop", async ({ page, context }) => {
  const { word } = await twoArticles();
  await page.goto("/");
  const field = page.locator("#header-search");
  await field.focus();
  await expect(field).toHaveRole("combobox");
  const requests: string[] = [];
  page.on("request", (request) => request.url().includes("suggest") && requests.push(request.url()));
  const keyboard = await context.newCDPSession(page);
  const part = word.slice(0, 5);
  await keyboard.send("Input.imeSetComposition", { text: part, selectionStart: 5, selectionEnd: 5 });
  await page.waitForTimeout(400);
  expect(requests).toEqual([]);
  await keyboard.send("Input.insertText", { text: part });
  await expect(list(page).getByRole("option").first()).toContainText(word);
  expect(requests).toHaveLength(1);
});

test("a click or a tap opens a suggestion, nothing moves, and the list fits the screen", async ({ page, isMobile }) => {
  const { word, paths } = await twoArticles();
  await page.emulateMedia({ colorScheme: "dark" });
  await page.goto(isMobile ? "/search" : "/");
  const field = page.locator(isMobile ? "main input[name=q]" : "#header-search");
  const positions = () => page.locator("main").boundingBox();
  await field.click();
  const before = await positions();
  await field.pressSequentially(word.slice(0, 6));
  await expect(list(page)).toBeVisible();
  expect(await positions()).toEqual(before);
  const box = await list(page).boundingBox();
  const width = page.viewportSize()?.width ?? 0;
  expect(box?.x).toBeGreaterThanOrEqual(0);
  expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(width);
  expect(await findViolations(page)).toEqual([]);
  const option = list(page).getByRole("option").first();
  await (isMobile ? option.tap() : option.click());
  await expect(page).toHaveURL(paths[0] ?? "");
});
