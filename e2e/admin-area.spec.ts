import { expect, test } from "./fixtures.ts";
import { aMember, signIn } from "./test-data.ts";

test("a reader is refused the admin area; staff find the link to it in their account @nojs", async ({ page }) => {
  expect((await page.goto("/admin"))?.status()).toBe(401);
  await signIn(page, await aMember("reader"));
  expect((await page.goto("/admin"))?.status()).toBe(403);
  await page.goto("/account");
  await expect(page.getByRole("link", { name: "Administration" })).toHaveCount(0);

  await page.context().clearCookies();
  const staff = await aMember("moderator");
  await signIn(page, staff);
  await page.goto("/account");
  await page.getByRole("link", { name: "Administration" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(staff.name);
  const menu = page.getByText("Menu", { exact: true });
  if (await menu.isVisible()) await menu.click();
  await expect(page.getByRole("link", { name: "Vue d’ensemble" }).filter({ visible: true })).toHaveAttribute(
    "aria-current",
    "page",
  );
});

test("a writer's overview begins with their articles in progress, a moderator's with the queue @nojs @desktop", async ({
  page,
}) => {
  await signIn(page, await aMember("contributor"));
  await page.goto("/admin");
  const underway = page.getByRole("region", { name: "Vos textes en cours" });
  await expect(underway).toContainText("Vous n’avez aucun texte en cours.");
  await page.getByRole("link", { name: "Écrire un article" }).click();
  await expect(page).toHaveURL("/admin/articles/new");
  await page.context().clearCookies();
  await signIn(page, await aMember("moderator"));
  await page.goto("/admin");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(underway).toHaveCount(0);
  await expect(page.getByRole("link", { name: "Écrire un article" })).toHaveCount(0);
});
