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
  // In the upper part of the window, below the header: the buttons of a form are further down.
  const [box, header] = [await said.boundingBox(), await page.getByRole("banner").boundingBox()];
  expect(box?.y).toBeGreaterThanOrEqual(header?.height ?? Number.POSITIVE_INFINITY);
  expect((box?.y ?? 999) + (box?.height ?? 0)).toBeLessThan(200);
  await expect(page.locator("main")).toHaveCount(1);
  await expect(page.locator("input[type=password]")).toHaveCount(0);
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);

  await page.getByRole("button", { name: "Fermer ce message" }).press("Enter");
  await expect(said).toBeHidden();
  await expect(page.locator("main")).toBeFocused();
  await page.reload();
  await expect(page.getByRole("link", { name: member.name })).toBeVisible();
  await expect(page.getByText("Vous êtes connecté.")).toBeHidden();
});

test("the confirmation of a sign-in disappears after a while, but not while the pointer or the focus is on it @desktop", async ({
  page,
}) => {
  const [member, article] = await Promise.all([aMember("reader"), anArticleWithComments()]);
  await page.clock.install();
  await page.goto(`/login?next=${article.path}`);
  await fillSignInForm(page, member);
  const said = page.getByRole("status").filter({ hasText: "Vous êtes connecté." });
  await said.hover();
  await page.clock.runFor("01:00");
  await expect(said).toBeVisible();
  await page.getByRole("button", { name: "Fermer ce message" }).focus();
  await page.mouse.move(0, 0);
  await page.clock.runFor("01:00");
  await expect(said).toBeVisible();
  await page.getByRole("link", { name: member.name }).focus();
  await page.clock.runFor("01:00");
  await expect(said).toBeHidden();
});

test("the link to sign in of the header's menu leads back to the article @phone", async ({ page }) => {
  const [member, article] = await Promise.all([aMember("reader"), anArticleWithComments()]);
  await page.goto(article.path);
  await page.getByRole("heading", { level: 1 }).click();
  await waitUntilHydrated(page);
  await page.getByRole("banner").getByRole("link", { name: "Menu" }).click();
  await page.getByRole("dialog").getByRole("link", { name: "Se connecter" }).click();
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

test("the sign-in pages lead back to the article, although they are the same for everyone @desktop", async ({
  page,
}) => {
  const [member, article] = await Promise.all([aMember("reader"), anArticleWithComments()]);
  const addresses: string[] = [];
  page.on("request", (request) => {
    if (request.isNavigationRequest()) addresses.push(new URL(request.url()).pathname + new URL(request.url()).search);
  });
  const next = new URLSearchParams({ next: article.path }).toString();
  await page.goto(`/login?${next}`);
  await waitUntilHydrated(page);
  // A refused attempt keeps the destination and the address, not the password.
  await page.getByLabel("Adresse électronique").fill(member.email);
  await page.getByLabel("Mot de passe").fill("un mot de passe faux");
  await page.getByRole("button", { name: "Se connecter", exact: true }).click();
  await expect(page.getByRole("alert").first()).toBeVisible();
  await expect(page.getByLabel("Adresse électronique")).toHaveValue(member.email);
  await page.getByRole("link", { name: "Créer un compte" }).click();
  await expect(page).toHaveURL(new RegExp(`/register\\?${next.replace("+", "\\+")}&opened=`));
  await waitUntilHydrated(page);
  await page.getByRole("link", { name: "J’ai déjà un compte" }).click();
  await expect(page).toHaveURL(`/login?${next}`);
  await fillSignInForm(page, member);
  await expect(page).toHaveURL(article.path);
  // The scripts knew the destination at the click: no address was requested without it.
  expect(addresses.filter((address) => /^\/(?:login|register)$/.test(address))).toEqual([]);
  expect(await page.context().cookies()).toContainEqual(expect.objectContaining({ name: "vigie_session" }));

  // For a member the same address is rendered privately, and redirects to the destination.
  await page.goto(`/login?${next}`);
  await expect(page).toHaveURL(article.path);
  await page.goto("/login");
  await expect(page.getByText(`Vous êtes connecté sous le nom d’${member.name}.`)).toBeVisible();
});

test("a visitor who wants to report a comment may do so without an account @phone", async ({ page }) => {
  const { comments } = await anArticleWithComments([{ key: "un" }]);
  const id = comments.get("un");
  await page.goto(`/login?next=${encodeURIComponent(`/comments/${id}#report`)}`);
  await expect(page.locator(`main a[href="/report?comment=${id}"]`)).toBeVisible();
  await page.goto("/login?next=/rules");
  await expect(page.locator('main a[href^="/report"]')).toHaveCount(0);
});

test("an address of another site is no destination @desktop", async ({ page }) => {
  for (const next of [
    "//evil.example/",
    "\\\\evil.example",
    "/\t/evil.example",
    "https://evil.example/",
    "/@evil.example",
  ]) {
    const member = await aMember("reader");
    await page.goto(`/login?next=${encodeURIComponent(next)}`);
    await fillSignInForm(page, member);
    await expect(
      page.getByText(`Bienvenue, ${member.name} ! Vous êtes connecté.`).or(page.locator("h1")),
    ).toBeVisible();
    await expect(page).not.toHaveURL(/login/);
    expect(new URL(page.url()).host).toBe(new URL(process.env.VIGIE_TEST_URL ?? "http://localhost:3000").host);
    await page.context().clearCookies();
  }
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

  test("the sign-in and registration pages pass on the destination to each other @only-nojs", async ({ page }) => {
    const [member, article] = await Promise.all([aMember("reader"), anArticleWithComments()]);
    const next = new URLSearchParams({ next: article.path }).toString();
    await page.goto(article.path);
    await page.getByRole("banner").getByRole("link", { name: "Se connecter" }).click();
    await expect(page).toHaveURL(`/login?${next}`);
    await page.getByRole("link", { name: "Mot de passe oublié" }).click();
    await expect(page).toHaveURL(`/login/password?${next}`);
    await page.getByRole("main").getByRole("link", { name: "Se connecter" }).click();
    await expect(page).toHaveURL(`/login?${next}`);
    await page.getByRole("link", { name: "Créer un compte" }).click();
    await expect(page).toHaveURL(new RegExp(`/register\\?${next}&opened=`));
    await page.getByRole("link", { name: "J’ai déjà un compte" }).click();
    await expect(page).toHaveURL(`/login?${next}`);
    await page.getByLabel("Adresse électronique").fill(member.email);
    await page.getByLabel("Mot de passe").fill("un mot de passe faux");
    await page.getByRole("button", { name: "Se connecter", exact: true }).click();
    await expect(page.getByRole("alert").first()).toBeVisible();
    await expect(page).toHaveURL(`/login?${next}`);
    await expect(page.getByLabel("Adresse électronique")).toHaveValue(member.email);
    await expect(page.getByLabel("Mot de passe")).toHaveValue("");
    await fillSignInForm(page, member);
    await page.getByRole("link", { name: "Revenir à l’article" }).click();
    await expect(page).toHaveURL(article.path);
  });

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
