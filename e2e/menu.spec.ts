import type { Page } from "@playwright/test";
import {
  expect,
  expectAccessible,
  expectNoSidewaysScroll,
  expectReadableAtBothWidths,
  newestArticlePath,
  test,
} from "./fixtures.ts";
import { aMember, formatToday, signIn } from "./test-data.ts";

const menuLink = (page: Page) => page.getByRole("banner").getByRole("link", { name: "Menu" });
const menu = (page: Page) => page.getByRole("dialog", { name: "Menu" });

test("the menu covers the page before any script of React, keeps the focus, and closes by Escape and by its button @phone", async ({
  page,
}) => {
  await page.goto(await newestArticlePath(page));
  await menuLink(page).focus();
  await page.keyboard.press("Enter");
  await expect(menu(page)).toBeVisible();
  await expect(menu(page).getByRole("button", { name: "Fermer" })).toBeFocused();
  // A combobox once its suggestions are there.
  await expect(menu(page).locator("input[name=q]")).toBeVisible();
  await expect(menu(page).getByRole("navigation", { name: "Rubriques" }).getByRole("link").first()).toBeVisible();
  // The page behind is inert: the focus never reaches it.
  for (let step = 0; step < 40; step += 1) {
    await page.keyboard.press("Tab");
    const behind = await page.evaluate(() => document.activeElement?.closest("main, header, footer") != null);
    expect(behind).toBe(false);
  }
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
  const small = await menu(page)
    .locator("a, button, .appearance label")
    .evaluateAll((targets) =>
      targets.filter((target) => target.getBoundingClientRect().height < 44).map((target) => target.textContent),
    );
  expect(small).toEqual([]);
  await page.keyboard.press("Escape");
  await expect(menu(page)).toBeHidden();
  await expect(menuLink(page)).toBeFocused();
  await menuLink(page).click();
  await menu(page).getByRole("button", { name: "Fermer" }).click();
  await expect(menu(page)).toBeHidden();
});

test("without scripts Menu leads to the same list as a page @only-nojs", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto("/");
  await menuLink(page).click();
  await expect(page).toHaveURL("/menu");
  await expect(page.getByRole("heading", { level: 1, name: "Menu" })).toBeAttached();
  await expect(page.getByRole("main").getByRole("link", { name: "Discussions en cours" })).toBeVisible();
  // A choice that needs scripts is not offered.
  await expect(page.getByText("Apparence", { exact: true }).first()).toBeHidden();
  await page.getByRole("main").getByRole("searchbox").fill("mot de passe");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/search\?q=mot/);
});

test("a reader chooses dark or light on a device of either kind, before the first paint of every page @phone", async ({
  page,
}) => {
  const paper = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const bars = () => page.locator('meta[name="theme-color"]').first().getAttribute("content");
  const [light, dark] = ["rgb(253, 252, 249)", "rgb(17, 20, 26)"];
  await page.goto("/");
  await menuLink(page).click();
  await menu(page).getByRole("radio", { name: "Sombre" }).check();
  await expect.poll(paper).toBe(dark);
  expect(await bars()).toBe("#11141a");
  await page.goto("/rules");
  expect(await paper()).toBe(dark);
  await page.goto("/login");
  expect(await paper()).toBe(dark);
  await page.emulateMedia({ colorScheme: "dark" });
  await page.goto("/menu");
  await expect(page.getByRole("radio", { name: "Sombre" })).toBeChecked();
  await page.getByRole("radio", { name: "Clair" }).check();
  await expect.poll(paper).toBe(light);
  expect(await bars()).toBe("#fdfcf9");
  await page.goto("/");
  expect(await paper()).toBe(light);
  await menuLink(page).click();
  await menu(page).getByRole("radio", { name: "Appareil" }).check();
  await expect.poll(paper).toBe(dark);
});

test("the menu counts the articles since the last visit, and none on a first one @phone", async ({ page }) => {
  await page.goto("/");
  await menuLink(page).click();
  await expect(menu(page)).toBeVisible();
  await expect(menu(page).locator(".menu-new")).toBeHidden();
  // The visit before this one was long ago.
  await page.evaluate(() => localStorage.setItem("vigie-visit", " 1000"));
  await page.goto("/");
  await menuLink(page).click();
  await expect(menu(page).locator(".menu-new")).toBeVisible();
  const counted = menu(page).locator("b[data-count]").first();
  expect(await counted.getAttribute("data-count")).toMatch(/^([1-9]|9\+)$/);
  await expect(
    menu(page)
      .getByRole("link", { name: /nouveaux articles : \d/ })
      .first(),
  ).toBeVisible();
});

test("a member finds account and notifications in the menu @phone", async ({ page }) => {
  const member = await aMember("reader");
  await signIn(page, member);
  await page.goto("/rules");
  await expect(page.getByRole("banner").getByRole("link", { name: member.name })).toBeVisible();
  await menuLink(page).click();
  await expect(menu(page).getByRole("link", { name: "Notifications" })).toBeVisible();
  await menu(page).getByRole("link", { name: member.name }).click();
  await expect(page).toHaveURL("/account");
});

test("the pages of the menu, the discussions and the site itself pass axe and fit @phone", async ({ page }) => {
  for (const path of ["/menu", "/discussions", "/about", "/rules"]) {
    await page.goto(path);
    await expectReadableAtBothWidths(page);
  }
});

test("the header states what the site is and the day, and marks the current section @desktop", async ({ page }) => {
  await page.goto("/");
  const head = page.getByRole("banner");
  await expect(head.locator(".mission")).toBeVisible();
  const today = formatToday("full");
  expect((await head.locator("time").textContent())?.replace(/\u00a0/g, " ").toLowerCase()).toBe(today);
  await head.locator('a[href^="/categories/"]').first().click();
  await expect(head.locator('a[aria-current="true"]')).toHaveCount(1);
  // Narrower, the sentence stays on the home page.
  await page.setViewportSize({ width: 1000, height: 800 });
  await expect(head.locator(".mission")).toBeHidden();
  await page.goto("/");
  await expect(head.locator(".mission")).toBeVisible();
});
