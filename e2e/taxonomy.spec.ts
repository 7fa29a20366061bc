import { randomUUID } from "node:crypto";
import { upsertArticle } from "#features/articles/mutations.ts";
import { upsertTag } from "#features/taxonomy/mutations.ts";
import { expect, expectAccessible, expectNoSidewaysScroll, test } from "./fixtures.ts";
import { withSiteDatabase } from "./site-database.ts";
import { aMember, signIn } from "./test-data.ts";

test("an editor renames a tag, merges it into another, and every old address redirects; a category is added and deleted @desktop @nojs", async ({
  page,
}, { project }) => {
  test.slow();
  const key = randomUUID().slice(0, 8);
  const slug = `mot-${key}`;
  await withSiteDatabase(async (db) => {
    const tagIds = [await upsertTag(db, { slug, name: `Mot ${key}` })];
    await upsertTag(db, { slug: `autre-${key}`, name: `Autre ${key}` });
    await upsertArticle(db, {
      slug: `essai-${key}`,
      title: `Essai ${key}`,
      status: "published",
      lead: "",
      bodyHtml: "<p>Un texte.</p>",
      tagIds,
      publishedAt: new Date("2001-02-03T04:05:06Z"),
    });
  });
  await signIn(page, await aMember("editor"));
  await page.goto("/admin/taxonomy");
  await page.getByRole("link", { name: /^Mots-clés/ }).click();
  await page.getByLabel("Nom ou adresse").fill(key);
  await page.getByRole("button", { name: "Chercher" }).click();
  await expect(page.locator(".term-list > li")).toHaveCount(2);
  await expectNoSidewaysScroll(page);
  await page.getByRole("link", { name: `Mot ${key}` }).click();

  const rename = page.locator("section", { has: page.getByRole("heading", { name: "Renommer" }) });
  await rename.getByLabel("Adresse").fill("feed");
  await rename.getByRole("button", { name: "Enregistrer" }).click();
  await expect(rename.locator(".field-error")).toBeVisible();
  await rename.getByLabel("Nom").fill(`Terme ${key}`);
  await rename.getByLabel("Adresse").fill("");
  await rename.getByRole("button", { name: "Enregistrer" }).click();
  await expect(rename.getByText("Enregistré.")).toBeVisible();
  await expect(rename.getByLabel("Adresse")).toHaveValue(`terme-${key}`);
  if (project.name === "desktop") await expectAccessible(page);
  // The pages are invalidated after the response, so the reader's page is polled.
  const where = async (path: string) => new URL((await page.request.get(path)).url()).pathname;
  await expect.poll(() => where(`/tags/${slug}`)).toBe(`/tags/terme-${key}`);
  await expect.poll(() => where(`/tags/${slug}/feed.xml`)).toBe(`/tags/terme-${key}/feed.xml`);

  const merge = page.locator("section", { has: page.getByRole("heading", { name: "Fusionner" }) });
  await merge.getByLabel("Fusionner dans").fill(`autre ${key}`);
  await merge.getByRole("button", { name: "Fusionner" }).click();
  await expect(merge.getByText("Confirmez : une fusion est irréversible.")).toBeVisible();
  await merge.getByRole("checkbox").check();
  await merge.getByRole("button", { name: "Fusionner" }).click();
  await expect(page.getByText("Fusion terminée")).toBeVisible();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`Autre ${key}`);
  await expect(page.getByRole("link", { name: "Un article y est classé" })).toBeVisible();
  await expect.poll(() => where(`/tags/${slug}`)).toBe(`/tags/autre-${key}`);
  await expect.poll(() => where(`/tags/terme-${key}/feed.json`)).toBe(`/tags/autre-${key}/feed.json`);
  await expect(async () => {
    await page.goto(`/tags/${slug}`);
    await expect(page.getByRole("link", { name: `Essai ${key}` })).toBeVisible({ timeout: 1000 });
  }).toPass();

  await page.goto("/admin/taxonomy");
  await page.locator("summary", { hasText: "Nouvelle rubrique" }).click();
  await page.getByLabel("Nom", { exact: true }).fill(`Rubrique ${key}`);
  await page.getByRole("button", { name: "Créer" }).click();
  await expect(page.getByText("Créée.")).toBeVisible();
  await page.getByRole("button", { name: "Supprimer" }).click();
  await expect(page.getByText("Supprimé.", { exact: true })).toBeVisible();
});
