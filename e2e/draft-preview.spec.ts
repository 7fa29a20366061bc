import { emptyContent } from "#features/newsroom/drafts/mutations.ts";
import { saveDraft } from "#features/newsroom/drafts/save.ts";
import { expect, expectAccessible, expectNoSidewaysScroll, test } from "./fixtures.ts";
import { withSiteDatabase } from "./site-database.ts";
import { aMember, anArticleWithComments, findMemberRow, signIn } from "./test-data.ts";

test("an editor previews the working copy and shares it by a link until it is revoked; readers do not see it @nojs @desktop", async ({
  page,
}, testInfo) => {
  const scripted = testInfo.project.name !== "no-javascript";
  const { id, slug, path } = await anArticleWithComments();
  const editor = await aMember("editor");
  const title = `Essai à venir ${slug.slice(6, 14)}`;
  await withSiteDatabase(async (db) => {
    const writer = { id: (await findMemberRow(editor)).id, role: "editor" } as const;
    const content = { ...(await emptyContent(db, writer.id)), title, slug, bodyHtml: "<p>Un autre texte.</p>" };
    await saveDraft(db, writer, id, content, { version: 0, kind: "save" });
  });
  await signIn(page, editor);
  await page.goto(`/admin/articles/${id}`);
  await page.getByRole("link", { name: "Aperçu" }).click();
  const frame = page.frameLocator("iframe");
  await expect(frame.getByRole("heading", { level: 1 })).toHaveText(title);
  const ink = () => frame.locator("h1").evaluate((title) => getComputedStyle(title).color);
  const light = await ink();
  await page.getByRole("link", { name: "Sombre" }).click();
  await expect(page.getByRole("link", { name: "Sombre" })).toHaveAttribute("aria-current", "true");
  await expect(async () => expect(await ink()).not.toBe(light)).toPass();
  await page.getByRole("link", { name: "Ordinateur" }).click();
  await expect(page.locator("iframe")).toHaveAttribute("data-width", "desktop");
  await expectNoSidewaysScroll(page);
  if (scripted) await expectAccessible(page);

  await page.getByRole("button", { name: "Créer un lien" }).click();
  await expect(page.getByText("Lien créé.")).toBeVisible();
  const address = await page.getByRole("textbox", { name: "Lien vers l’aperçu" }).inputValue();
  const cookies = await page.context().cookies();
  await page.context().clearCookies();
  const shown = await page.goto(address);
  expect(shown?.status()).toBe(200);
  expect(shown?.headers()["cache-control"]).toMatch(/private.*no-store/);
  expect(shown?.headers()["x-robots-tag"]).toContain("noindex");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
  await expect(page.getByRole("note")).toContainText("Ce lien est valable jusqu’au");
  if (scripted) await expectAccessible(page);
  await page.goto(path);
  await expect(page.getByRole("heading", { level: 1 })).not.toHaveText(title);

  await page.context().addCookies(cookies);
  await page.goto(`/admin/articles/${id}/preview`);
  await page.getByRole("button", { name: "Révoquer" }).click();
  await expect(page.getByText("Lien révoqué : il n’affiche plus rien.")).toBeVisible();
  await page.context().clearCookies();
  expect((await page.goto(address))?.status()).toBe(410);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Cet aperçu n’est plus disponible");
});
