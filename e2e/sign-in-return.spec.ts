import type { Page } from "@playwright/test";
import { expect, expectAccessible, expectNoSidewaysScroll, test } from "./fixtures.ts";
import { aMember, anArticleWithComments, fillSignInForm, waitUntilHydrated } from "./test-data.ts";

const scrolled = (page: Page) => page.evaluate(() => scrollY);

test("a sign-in is confirmed at the top of the article @phone", async ({ page }) => {
  const [member, article] = await Promise.all([aMember("reader"), anArticleWithComments()]);
  await page.goto(`/login?next=${article.path}`);
  await fillSignInForm(page, member);
  const said = page.getByRole("status").filter({ hasText: `Bienvenue, ${member.name} ! Vous êtes connecté.` });
  await expect(said).toBeVisible();
  await expect(page).toHaveURL(article.path);
  expect(await scrolled(page)).toBe(0);
  await expect(page.locator("main")).toHaveCount(1);
  await expect(page.locator("input[type=password]")).toHaveCount(0);
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);

  await page.getByRole("button", { name: "Fermer ce message" }).press("Enter");
  await expect(said).toBeHidden();
  await page.reload();
  await expect(page.getByRole("link", { name: member.name })).toBeVisible();
  await expect(page.getByText("Vous êtes connecté.")).toBeHidden();
});

test("the header's link to sign in leads back to the article @phone", async ({ page }) => {
  const [member, article] = await Promise.all([aMember("reader"), anArticleWithComments()]);
  await page.goto(article.path);
  await page.getByRole("heading", { level: 1 }).click();
  await waitUntilHydrated(page);
  await page.getByRole("banner").getByRole("link", { name: "Se connecter" }).click();
  await fillSignInForm(page, member);
  await expect(page).toHaveURL(article.path);
});

test("after a sign-in, going back does not show the password, and going forward shows the whole article @desktop", async ({
  page,
}) => {
  const [member, article] = await Promise.all([aMember("reader"), anArticleWithComments()]);
  await page.goto(article.path);
  await page.goto(`/login?next=${article.path}%23comments`);
  await fillSignInForm(page, member);
  await expect(page).toHaveURL(`${article.path}#comments`);
  await expect(page.locator("main")).toHaveCount(1);
  await expect(page.locator("#comments")).toBeInViewport();
  await page.goBack();
  // A signed-in member does not see the form again.
  await expect(page.getByRole("heading", { level: 1, name: "Se connecter" })).toBeHidden();
  await expect(page.locator("main")).toHaveCount(1);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
});

test("an unknown address of the admin area, the account or the API is a 404, even if its last part is an article's slug @desktop", async ({
  request,
}) => {
  const { slug } = await anArticleWithComments();
  for (const area of ["admin", "admin/articles/x", "account", "api"])
    expect((await request.get(`/${area}/${slug}`, { maxRedirects: 0 })).status(), area).toBe(404);
  expect((await request.get(`/2017/03/${slug}`, { maxRedirects: 0 })).status()).toBe(308);
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("a sign-in is confirmed and links to the article @only-nojs", async ({ page }) => {
    const [member, article] = await Promise.all([aMember("reader"), anArticleWithComments()]);
    await page.goto(article.path);
    await page.getByRole("banner").getByRole("link", { name: "Se connecter" }).click();
    await fillSignInForm(page, member);
    await expect(page.getByText(`Bienvenue, ${member.name} ! Vous êtes connecté.`)).toBeVisible();
    await expectNoSidewaysScroll(page);
    await page.getByRole("link", { name: "Revenir à l’article" }).click();
    await expect(page).toHaveURL(article.path);
  });
});
