import { randomUUID } from "node:crypto";
import { aMember, anOwnArticle, commentWith, signIn, signInBeside } from "./discussions.ts";
import { expect, expectAccessible, test } from "./fixtures.ts";

test("a visitor writes, signs in beside the text, and reads the comment in the discussion @nojs", async ({ page }) => {
  const member = await aMember();
  const text = `Un essai ${randomUUID()}`;
  await page.goto((await anOwnArticle()).path);
  const form = page.locator("#comments form.comment-form");
  await form.getByLabel("Votre commentaire").fill(`${text} avec <b>une balise</b>`);
  await form.getByRole("button", { name: "Publier le commentaire" }).click();

  await expect(form.getByRole("alert")).toContainText("Connectez-vous");
  await expect(form.getByLabel("Votre commentaire")).toHaveValue(`${text} avec <b>une balise</b>`);
  await signInBeside(page, member);

  const comment = commentWith(page, text);
  await expect(comment).toHaveCount(1);
  await expect(comment).toContainText("<b>une balise</b>");
  await expect(comment).toContainText(member.name);
});

test("a wrong password keeps the text and never says which was wrong @nojs", async ({ page }) => {
  await page.goto((await anOwnArticle()).path);
  const form = page.locator("#comments form.comment-form");
  await form.getByLabel("Votre commentaire").fill("Un texte qui reste");
  await form.getByRole("button", { name: "Publier le commentaire" }).click();
  await form.getByLabel("Adresse électronique").fill(`${randomUUID()}@example.org`);
  await form.getByLabel("Mot de passe").fill("pas le bon du tout");
  await form.getByRole("button", { name: "Se connecter et publier" }).click();
  await expect(form.getByRole("alert")).toContainText("L’adresse ou le mot de passe ne convient pas");
  await expect(form.getByLabel("Votre commentaire")).toHaveValue("Un texte qui reste");
});

test("the author edits and deletes from the comment's own page, a stranger is led to the discussion @nojs", async ({
  page,
  browser,
  baseURL,
}, testInfo) => {
  const text = `À corriger ${randomUUID()}`;
  await signIn(page, await aMember());
  await page.goto((await anOwnArticle()).path);
  await page.getByLabel("Votre commentaire").fill(text);
  await page.getByRole("button", { name: "Publier le commentaire" }).click();
  const comment = commentWith(page, text);
  await expect(comment).toHaveCount(1);
  const own = `/comments/${(await comment.getAttribute("id"))?.replace("comment-", "")}`;

  await page.goto(own);
  // axe is a script.
  if (testInfo.project.name !== "no-javascript") await expectAccessible(page);
  await page.getByLabel("Modifier").fill(`${text}, corrigé`);
  await page.getByRole("button", { name: "Enregistrer" }).click();
  await expect(page.locator("main")).toContainText(`${text}, corrigé`);
  await expect(page.getByRole("status").filter({ hasText: "Votre texte est modifié." })).toBeVisible();

  const stranger = await browser.newContext({ baseURL, javaScriptEnabled: false });
  const elsewhere = await stranger.newPage();
  await elsewhere.goto(own);
  await expect(elsewhere).toHaveURL(/\/articles\/.+#comment-\d+$/);
  await expect(elsewhere.locator("#comments")).toContainText(`${text}, corrigé`);
  await stranger.close();

  await page.getByRole("button", { name: "Supprimer ce commentaire" }).click();
  await expect(page).toHaveURL(/\/articles\/.+#comments$/);
  await expect(commentWith(page, text)).toHaveCount(0);
});

test("an unknown comment is a 404 @desktop", async ({ page }) => {
  for (const id of ["999999999", "0", "abc"]) {
    const answer = await page.goto(`/comments/${id}`);
    expect(answer?.status(), id).toBe(404);
  }
});
