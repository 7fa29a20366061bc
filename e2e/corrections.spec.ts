import { addCorrection } from "#features/corrections/mutations.ts";
import { expect, test } from "./fixtures.ts";
import { withSiteDatabase } from "./site-database.ts";
import { aMember, anArticleWithComments, signIn } from "./test-data.ts";

test("a correction appears immediately below the article, in the list and in its feed @nojs @phone", async ({
  page,
  request,
}) => {
  const { id, path } = await anArticleWithComments();
  await page.goto(path);
  await expect(page.locator("#corrections")).toHaveCount(0);
  const note = `Deux millions de comptes, et non trois (${id}).`;
  await withSiteDatabase((db) => addCorrection(db, id, 1, { kind: "correction", note }));
  await expect(async () => {
    await page.reload();
    await expect(page.locator("#corrections")).toContainText(note, { timeout: 1_000 });
  }).toPass();
  await page.getByRole("contentinfo").getByRole("link", { name: "Corrections" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Corrections");
  const row = page.getByRole("listitem").filter({ hasText: note });
  await expect(row).toContainText("Correction");
  await row.getByRole("link").click();
  await expect(page).toHaveURL(new RegExp(`${path}#correction-\\d+$`));
  const feed = await request.get("/corrections/feed.xml");
  expect(feed.headers()["content-type"]).toContain("application/rss+xml");
  expect(await feed.text()).toContain(note);
  expect((await page.goto("/corrections?page=2000"))?.status()).toBe(404);
});

test("an editor states what an update corrects, and is asked for the text if it is missing @nojs @desktop", async ({
  page,
}) => {
  const { id, path } = await anArticleWithComments();
  await signIn(page, await aMember());
  await page.goto(`/admin/articles/${id}`);
  await page.locator("textarea[name=title]").fill(`Essai corrigé ${id}`);
  // Nothing is preselected: the question appears only if words changed, and typed text stays.
  await expect(page.getByRole("radio", { checked: true })).toHaveCount(0);
  await page.getByRole("button", { name: "Mettre à jour" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "précisez s’il s’agit d’une correction" })).toBeInViewport();
  await expect(page.locator("textarea[name=title]")).toHaveValue(`Essai corrigé ${id}`);
  await page.getByRole("radio", { name: /^Une correction/ }).check();
  await page.getByRole("button", { name: "Mettre à jour" }).click();
  await expect(page.getByText("Expliquez aux lecteurs, en une phrase, ce qui a changé").first()).toBeVisible();
  await expect(page.getByRole("radio", { name: /^Une correction/ })).toBeChecked();
  await page.getByLabel("Ce qui a changé").fill("Le titre était faux.");
  await page.getByLabel("Signalé par").fill("Léa Martin");
  await page.getByRole("button", { name: "Mettre à jour" }).click();
  await expect(page.getByLabel("Ce qui a changé")).toHaveValue("");
  // The next correction must not name the reader of this one.
  await expect(page.getByLabel("Signalé par")).toHaveValue("");
  await expect(page.getByRole("radio", { checked: true })).toHaveCount(0);
  await page.goto(path);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`Essai corrigé ${id}`);
  await expect(page.locator("#corrections")).toContainText("Le titre était faux.");
  await expect(page.locator("#corrections")).toContainText("Signalé par Léa Martin");
});
