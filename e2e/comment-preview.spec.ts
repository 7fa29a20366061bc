import { expect, expectAccessible, expectNoSidewaysScroll, test } from "./fixtures.ts";
import { aMember, anArticleWithComments, commentWithText, signIn, waitUntilHydrated } from "./test-data.ts";

const typed = "**Important** : voir [la page](https://exemple.test).\n\n> une citation";

test("a reader previews a comment exactly as it is published @nojs @phone", async ({ page }, testInfo) => {
  const withScripts = testInfo.project.name !== "no-javascript";
  const { path } = await anArticleWithComments([{ key: "Un avis." }]);
  await signIn(page, await aMember("contributor"));
  await page.goto(path);
  if (withScripts) await waitUntilHydrated(page);
  const field = page.getByLabel("Votre commentaire");
  await field.fill(typed);
  await page.getByRole("button", { name: "Aperçu" }).click();
  const preview = page.getByRole("region", { name: "Aperçu" });
  await expect(preview.locator("strong")).toHaveText("Important");
  await expect(preview).toBeInViewport();
  await expect(preview.getByRole("link", { name: "la page" })).toHaveAttribute("rel", "nofollow ugc noopener");
  await expect(preview.locator("blockquote")).toHaveText("une citation");
  await expect(field).toHaveValue(typed);
  const shown = await preview.locator(".comment-body").innerHTML();
  if (withScripts) await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  // Nothing was published.
  await expect(page.locator(".h-cite")).toHaveCount(1);
  await page.getByRole("button", { name: "Publier le commentaire" }).click();
  const comment = commentWithText(page, "Important");
  await expect(comment).toHaveCount(1);
  await page.goto(path);
  await expect(async () => {
    await page.reload();
    expect(await comment.locator(".comment-body").innerHTML({ timeout: 500 })).toBe(shown);
  }).toPass();

  await page.goto(path);
  await comment
    .getByRole("link", { name: "Modifier" })
    .click()
    .catch(async () => {
      await page.goto(`/comments/${(await comment.getAttribute("id"))?.slice(8)}`);
    });
  await page.getByLabel("Modifier", { exact: true }).fill("*Corrigé*");
  await page.locator("form", { hasText: "Enregistrer" }).getByRole("button", { name: "Aperçu" }).click();
  await expect(page.getByRole("region", { name: "Aperçu" }).first().locator("em")).toHaveText("Corrigé");
  await expect(page.getByLabel("Modifier", { exact: true })).toHaveValue("*Corrigé*");
});

test("the help for Markdown opens without scripts @nojs @phone", async ({ page }, testInfo) => {
  const { path } = await anArticleWithComments([{ key: "Un avis." }]);
  await page.goto(path);
  await page.getByLabel("Votre commentaire").focus();
  await page.getByText("Mise en forme").click();
  await expect(page.getByText("**gras**")).toBeVisible();
  await expect(page.locator(".formatting tbody tr")).toHaveCount(6);
  await expectNoSidewaysScroll(page);
  if (testInfo.project.name !== "no-javascript") await expectAccessible(page);
});

test("keys and buttons format the selection, and undo takes it back @desktop", async ({ page }) => {
  const { path } = await anArticleWithComments([{ key: "Un avis." }]);
  await page.goto(path);
  const field = page.getByLabel("Votre commentaire");
  await field.focus();
  await waitUntilHydrated(page);
  await field.fill("un mot");
  await field.selectText();
  await page.keyboard.press("Control+b");
  await expect(field).toHaveValue("**un mot**");
  await page.keyboard.press("Control+b");
  await expect(field).toHaveValue("un mot");
  await page.keyboard.press("Control+z");
  await expect(field).toHaveValue("**un mot**");
  await field.fill("là");
  await field.selectText();
  await page.getByRole("button", { name: "Lien (Ctrl+K)" }).click();
  await page.keyboard.type("https://exemple.test");
  await expect(field).toHaveValue("[là](https://exemple.test)");
  await page.getByRole("button", { name: "Citation", exact: true }).click();
  await expect(field).toHaveValue("> [là](https://exemple.test)");
  // A new text makes the preview disappear.
  await page.getByRole("button", { name: "Aperçu" }).click();
  await expect(page.getByRole("region", { name: "Aperçu" })).toBeVisible();
  await field.press("End");
  await page.keyboard.type(" !");
  await expect(page.getByRole("region", { name: "Aperçu" })).toHaveCount(0);
  await page.reload();
  await field.focus();
  await expect(field).toHaveValue("> [là](https://exemple.test) !");
});
