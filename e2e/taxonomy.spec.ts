import { randomUUID } from "node:crypto";
import { authors } from "#db/schema.ts";
import { upsertArticle } from "#features/articles/mutations.ts";
import { anArticle } from "#features/articles/testing.ts";
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

test("an editor changes an author's name, words, portrait and account, and readers see them @desktop @nojs", async ({
  page,
}, { project }) => {
  test.slow();
  const key = randomUUID().slice(0, 8);
  const id = await withSiteDatabase(async (db) => {
    const [author] = await db
      .insert(authors)
      .values({ handle: `plume-${key}`, name: `Plume ${key}` })
      .returning({ id: authors.id });
    if (!author) throw new Error("The author was not stored.");
    await anArticle(db, `essai-plume-${key}`, {
      publishedAt: new Date("2001-02-03T04:05:06Z"),
      authorIds: [author.id],
    });
    return author.id;
  });
  await signIn(page, await aMember("editor"));
  await page.goto(`/admin/taxonomy/authors/${id}`);
  await page.getByLabel("Nom", { exact: true }).fill(`Autrice ${key}`);
  await page.getByLabel("Présentation").fill("Suit les arnaques et celles qui les déjouent.");
  const portraits = page.getByRole("group", { name: "Portrait" }).getByRole("radio");
  await portraits.nth(1).check();
  await page.getByLabel("Compte sur le fédivers").fill("sans arobase");
  await page.getByRole("button", { name: "Enregistrer" }).click();
  await expect(page.locator(".field-error")).toBeVisible();
  // A refusal keeps what was typed and chosen.
  await expect(page.getByLabel("Nom", { exact: true })).toHaveValue(`Autrice ${key}`);
  await expect(portraits.nth(1)).toBeChecked();
  await page.getByLabel("Compte sur le fédivers").fill(`@plume${key}@mastodon.social`);
  await page.getByRole("button", { name: "Enregistrer" }).click();
  await expect(page.getByText("Enregistré.")).toBeVisible();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`Autrice ${key}`);
  await expect(portraits.nth(1)).toBeChecked();
  await expectNoSidewaysScroll(page);
  if (project.name === "desktop") await expectAccessible(page);

  for (const path of [`/authors/plume-${key}`, `/articles/essai-plume-${key}`])
    await expect(async () => {
      await page.goto(path);
      await expect(page.getByText("Suit les arnaques et celles qui les déjouent.").first()).toBeVisible({
        timeout: 500,
      });
      await expect(page.locator("main img.avatar").first()).toBeVisible({ timeout: 500 });
    }).toPass();
  await page.goto(`/authors/plume-${key}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`Autrice ${key}`);
});
