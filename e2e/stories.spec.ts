import { randomUUID } from "node:crypto";
import { anArticle } from "#features/articles/testing.ts";
import { ensureStory, placeInStory } from "#features/stories/mutations.ts";
import { expect, expectAccessible, expectNoSidewaysScroll, test } from "./fixtures.ts";
import { withSiteDatabase } from "./site-database.ts";
import { aMember, signIn } from "./test-data.ts";

const long = new Date("2001-02-03T04:05:06Z");

test("an editor puts an article into a new series, and a reader walks through its parts @desktop @phone @nojs", async ({
  page,
}, { project }) => {
  test.slow();
  const key = randomUUID().slice(0, 8);
  const series = `Série ${key}`;
  await withSiteDatabase(async (db) => {
    const id = await ensureStory(db, series, "series", null);
    for (const part of ["un", "trois"]) {
      const article = await anArticle(db, `essai-${part}-${key}`, { title: `Essai ${part} ${key}`, publishedAt: long });
      await placeInStory(db, article, { storyId: id, place: null });
    }
  });
  await signIn(page, await aMember("editor"));
  await page.goto("/admin/articles/new");
  await page.locator("[name=title]").fill(`Essai deux ${key}`);
  await page.getByLabel("Dossier ou série").selectOption({ label: series });
  await page.getByLabel("Numéro d’épisode").fill("2");
  const body = page.getByRole("textbox", { name: "Corps de l’article" });
  await body.fill("Un texte.");
  await page
    .getByRole("button", { name: /^Publier/ })
    .last()
    .click();
  // The checklist asks first: the article has no category.
  await page.getByRole("button", { name: /quand même/ }).click();
  await expect(page.getByText("Publié : l’article est en ligne.")).toBeVisible();

  // The pages are invalidated after the response.
  await expect(async () => {
    await page.goto(`/stories/serie-${key}`);
    await expect(page.locator(".row")).toHaveCount(3, { timeout: 1000 });
  }).toPass();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(series);
  await expect(page.locator(".row h2")).toHaveText([`Essai un ${key}`, `Essai deux ${key}`, `Essai trois ${key}`]);
  await expect(page.locator(".row-part")).toHaveText(["Épisode 1", "Épisode 2", "Épisode 3"]);
  await expectNoSidewaysScroll(page);
  if (project.name !== "no-javascript") await expectAccessible(page);

  await page.getByRole("link", { name: `Essai un ${key}` }).click();
  await expect(page.locator("article header")).toContainText(`Épisode 1 sur 3 ${series}`);
  const links = page.getByRole("navigation", { name: `Épisode 1 sur 3 ${series}` });
  await expect(links.getByRole("link", { name: /Épisode précédent/ })).toHaveCount(0);
  await links.getByRole("link", { name: `Épisode suivant Essai deux ${key}` }).click();
  await expect(page).toHaveURL(`/articles/essai-deux-${key}`);
  await page.getByRole("link", { name: `Épisode suivant Essai trois ${key}` }).click();
  await expect(page).toHaveURL(`/articles/essai-trois-${key}`);
  await page.getByText("Tous les épisodes").click();
  await page
    .locator(".series-links li")
    .getByRole("link", { name: `Essai un ${key}` })
    .click();
  await expect(page).toHaveURL(`/articles/essai-un-${key}`);
  expect((await page.request.get(`/stories/serie-${key}/feed.xml`)).status()).toBe(200);
});

test("an editor creates a story, changes its order and merges it; its old address redirects @desktop @nojs", async ({
  page,
  javaScriptEnabled,
}) => {
  test.slow();
  const key = randomUUID().slice(0, 8);
  await withSiteDatabase(async (db) => {
    const id = await ensureStory(db, `Série ${key}`, "series", null);
    for (const part of ["a", "b"]) {
      const article = await anArticle(db, `essai-${part}-${key}`, { title: `Essai ${part} ${key}`, publishedAt: long });
      await placeInStory(db, article, { storyId: id, place: null });
    }
  });
  await signIn(page, await aMember("editor"));
  await page.goto("/admin/stories");
  await page.locator("summary", { hasText: "Nouveau dossier" }).click();
  await page.getByLabel("Titre", { exact: true }).last().fill(`Dossier ${key}`);
  await page.getByRole("radio", { name: /^Dossier/ }).check();
  await page.getByRole("button", { name: "Créer" }).click();
  await expect(page.getByText("Création terminée.", { exact: true })).toBeVisible();
  await expect(page.getByText("Pas encore visible")).toBeVisible();
  expect((await page.request.get(`/stories/dossier-${key}`)).status()).toBe(404);

  await page.goto(`/admin/stories?q=${key}`);
  await page.getByRole("link", { name: `Série ${key}` }).click();
  if (javaScriptEnabled) await expectAccessible(page);
  await page.getByLabel(`Numéro d’épisode de « Essai b ${key} »`).fill("0");
  await page.getByRole("button", { name: "Enregistrer l’ordre" }).click();
  await expect(page.locator(".story-order a")).toHaveText([`Essai b ${key}`, `Essai a ${key}`]);

  const merge = page.locator("section", { has: page.getByRole("heading", { name: "Fusionner" }) });
  await merge.getByLabel("Fusionner dans").fill(`dossier ${key}`);
  await merge.getByRole("checkbox").check();
  await merge.getByRole("button", { name: "Fusionner" }).click();
  await expect(page.getByText("Fusion terminée.")).toBeVisible();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`Dossier ${key}`);
  const where = async (path: string) => new URL((await page.request.get(path)).url()).pathname;
  await expect.poll(() => where(`/stories/serie-${key}`)).toBe(`/stories/dossier-${key}`);
  await expect.poll(() => where(`/stories/serie-${key}/feed.xml`)).toBe(`/stories/dossier-${key}/feed.xml`);
});
