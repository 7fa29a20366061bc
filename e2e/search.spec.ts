import type { Page } from "@playwright/test";
import { completeArticleLink, expect, expectNoSidewaysScroll, expectReadableAtBothWidths, test } from "./fixtures.ts";
import { waitUntilHydrated } from "./test-data.ts";

/** The longest word of the first headline on the home page: a search for it finds that article. */
async function aWordOfAHeadline(page: Page): Promise<string> {
  await page.goto("/");
  const title = (await page.locator(completeArticleLink).first().textContent()) ?? "";
  const words = title.match(/\p{L}{5,}/gu) ?? [];
  return words.sort((a, b) => b.length - a.length)[0] ?? "sécurité";
}

/** The field is a combobox once its script has run. */
const field = (page: Page) => page.locator("main input[name=q]");

test("a reader searches from the header, filters, removes the filter and opens an article @nojs", async ({
  page,
  javaScriptEnabled,
}) => {
  const word = await aWordOfAHeadline(page);
  const isWide = (page.viewportSize()?.width ?? 0) >= 1_024;
  if (isWide) {
    await page.locator("header input[name=q]").fill(word);
    await page.keyboard.press("Enter");
  } else {
    await page.getByRole("banner").getByRole("link", { name: "Chercher" }).click();
    await field(page).fill(word);
    await page.keyboard.press("Enter");
  }
  await expect(page).toHaveURL(/\/search\?q=/);
  await expect(field(page)).toHaveValue(word);
  await expect(page).toHaveTitle(new RegExp(`« ${word} » : recherche`.replaceAll(" ", "\\s")));
  await expect(page.locator('meta[name="robots"]')).toHaveAttribute("content", "noindex, follow");
  await expect(page.getByRole("heading", { level: 2 }).first()).toContainText(/article|résultat/);
  await expect(page.locator(".hit mark").first()).toBeVisible();
  await expectNoSidewaysScroll(page);

  // One click chooses the kind: on phones a tab, on wide screens a checkbox and a button.
  if (isWide) {
    await page.getByRole("checkbox", { name: /^Articles/ }).check();
    if (!javaScriptEnabled) await page.getByRole("button", { name: "Appliquer" }).click();
  } else {
    await page.getByRole("link", { name: /^Articles/ }).click();
  }
  await expect(page).toHaveURL(/kind=article/);
  await expect(page.locator(".hit-note")).toHaveCount(0);
  await page.getByRole("link", { name: "Retirer le filtre Articles" }).click();
  await expect(page).not.toHaveURL(/kind=article/);

  const article = page.locator(".hit:not(.hit-note) h3 a").first();
  const path = await article.getAttribute("href");
  await article.click();
  await expect(page).toHaveURL(new RegExp(`${path}$`));
});

test("the filters of a phone open as a sheet and apply together @phone", async ({ page }) => {
  const word = await aWordOfAHeadline(page);
  await page.goto(`/search?q=${encodeURIComponent(word)}`);
  if ((page.viewportSize()?.width ?? 0) >= 1_024) return;
  const filters = page.getByRole("region", { name: "Filtres" });
  await expect(filters).toBeHidden();
  await page.getByRole("button", { name: "Filtres" }).click();
  await expect(filters).toBeVisible();
  await filters.getByRole("button", { name: "Fermer" }).click();
  await expect(filters).toBeHidden();
  await page.getByRole("button", { name: "Filtres" }).click();
  await filters.getByRole("radio", { name: /^12 derniers mois/ }).check();
  await filters.getByRole("button", { name: "Appliquer" }).click();
  await expect(page).toHaveURL(/period=year/);
  await expectNoSidewaysScroll(page);
});

test("a search that finds nothing says so and offers no word that finds nothing, and an empty one says what can be searched @nojs", async ({
  page,
}) => {
  await page.goto("/search?q=zzzquux+xylophonique");
  await expect(page.getByRole("heading", { name: /^Aucun résultat pour/ })).toBeVisible();
  await expect(page.locator("main")).toContainText("Essayez un autre mot");
  await expect(page.locator("main").getByRole("link", { name: "xylophonique" })).toHaveCount(0);
  await page.goto("/search");
  await expect(field(page)).toBeFocused();
  await expect(page.locator("main")).toContainText("Astuces");
});

test("a filter is chosen with the keyboard alone, and has the focus on the next page @desktop", async ({ page }) => {
  const word = await aWordOfAHeadline(page);
  await page.goto(`/search?q=${encodeURIComponent(word)}`);
  await field(page).focus();
  await waitUntilHydrated(page);
  const box = page.getByRole("checkbox", { name: /^Articles/ });
  await box.focus();
  await expect(page).toHaveTitle(/recherche/);
  await page.keyboard.press("Space");
  await expect(page).toHaveURL(/\/search\?q=[^&]+&kind=article#kind-article$/);
  await expect(box).toBeChecked();
  await expect(box).toBeFocused();
});

test("odd queries are answered with a page, and too long ones refused @desktop", async ({ page, request }) => {
  const odd = [
    "?q=",
    "?q=%27%22%3A*%26%7C%21%28%29",
    "?q=le+la+les",
    `?q=${encodeURIComponent("😀".repeat(40))}`,
    `?q=${encodeURIComponent("שלום")}`,
    `?q=${"%22".repeat(500)}`,
    "?q=';drop table articles;--",
    "?q=a&q=b&q=c&utm_source=x",
    "?q=a&after=forged&kind=nothing&rating=9&sort=up",
    "?q=%C3",
  ];
  for (const query of odd) expect((await request.get(`/search${query}`)).status(), query).toBe(200);
  expect((await request.get(`/search?q=${"x".repeat(10_000)}`)).status()).toBe(414);
  expect((await request.get("/search/q=a")).status()).toBe(404);
  await page.goto("/search?q=%3Cscript%3Ealert(1)%3C%2Fscript%3E");
  await expect(field(page)).toHaveValue("<script>alert(1)</script>");
});

test("the preview of a shared search names its words, and no canonical address contradicts noindex @desktop", async ({
  request,
}) => {
  const html = await (await request.get("/search?q=colis")).text();
  expect(html).toMatch(/<meta property="og:title" content="«\scolis\s»\s: recherche"/);
  expect(html).toMatch(/<meta name="twitter:title" content="«\scolis\s»\s: recherche"/);
  expect(html).toMatch(/<meta property="og:url" content="[^"]*\/search\?q=colis"/);
  expect(html).not.toContain('<link rel="canonical"');
});

test("the search pages pass axe and fit @phone", async ({ page }) => {
  test.slow();
  const word = encodeURIComponent(await aWordOfAHeadline(page));
  const long = "x".repeat(190);
  for (const path of [
    "/search",
    `/search?q=${word}`,
    `/search?q=${word}&kind=article&period=year`,
    `/search?q=${long}`,
  ]) {
    await page.goto(path);
    await expectReadableAtBothWidths(page);
  }
});

test("an unknown address offers a search @nojs", async ({ page }) => {
  await page.goto("/articles/cle-de-cryptage-perdue");
  await field(page).fill("sécurité");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/search\?q=/);
});
