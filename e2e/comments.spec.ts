import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { deletedCommentTexts } from "#db/schema.ts";
import { deleteComment } from "#features/comments/posting/delete.ts";
import { decide } from "#features/moderation/decisions/decide.ts";
import { expect, expectAccessible, expectNoSidewaysScroll, test } from "./fixtures.ts";
import { withSiteDatabase } from "./site-database.ts";
import {
  aMember,
  anArticleWithComments,
  commentWithText,
  findMemberRow,
  signIn,
  signInFromCommentForm,
  waitUntilHydrated,
} from "./test-data.ts";

test("a visitor writes, signs in beside the text, and reads the comment in the discussion @nojs", async ({
  page,
}, testInfo) => {
  const member = await aMember();
  const text = `Un essai ${randomUUID()}`;
  await page.goto((await anArticleWithComments()).path);
  const form = page.locator("#comments form.comment-form");
  await form.getByLabel("Votre commentaire").fill(`${text} avec <b>une balise</b>`);
  // Submitted before hydration, the response is a page that opens at the form, without focus in a field.
  if (testInfo.project.name !== "no-javascript") await waitUntilHydrated(page);
  await form.getByRole("button", { name: "Publier le commentaire" }).click();

  // The form shows no error.
  await expect(form.getByRole("alert")).toHaveCount(0);
  await expect(form.locator(".form-note")).toHaveText("Connectez-vous pour publier\u202f: votre texte est conservé.");
  await expect(form.locator(".form-note")).toBeInViewport();
  if (testInfo.project.name === "no-javascript") await expect(page).toHaveURL(/#comments$/);
  else await expect(form.getByLabel("Adresse électronique")).toBeFocused();
  await expect(form.getByLabel("Votre commentaire")).toHaveValue(`${text} avec <b>une balise</b>`);
  await signInFromCommentForm(page, member);

  const comment = commentWithText(page, text);
  await expect(comment).toHaveCount(1);
  // The fields that had the focus are gone.
  if (testInfo.project.name !== "no-javascript")
    await expect(form.getByRole("status").filter({ hasText: "Votre commentaire est publié." })).toBeFocused();
  await expect(comment).toContainText("<b>une balise</b>");
  await expect(comment).toContainText(member.name);
});

test("a visitor with a wrong password keeps the text and does not learn which field was wrong @nojs @phone", async ({
  page,
}) => {
  await page.goto((await anArticleWithComments()).path);
  const form = page.locator("#comments form.comment-form");
  await form.getByLabel("Votre commentaire").fill("Un texte qui reste");
  await form.getByRole("button", { name: "Publier le commentaire" }).click();
  await form.getByLabel("Adresse électronique").fill(`${randomUUID()}@example.org`);
  await form.getByLabel("Mot de passe").fill("pas le bon du tout");
  await form.getByRole("button", { name: "Se connecter et publier" }).click();
  await expect(form.getByRole("alert")).toContainText("Adresse électronique ou mot de passe incorrect");
  await expect(form.getByLabel("Votre commentaire")).toHaveValue("Un texte qui reste");
});

test("an author edits and deletes on the comment's own page; anyone else is redirected to the discussion @nojs @desktop", async ({
  page,
  browser,
  baseURL,
}, testInfo) => {
  const text = `À corriger ${randomUUID()}`;
  await signIn(page, await aMember());
  await page.goto((await anArticleWithComments()).path);
  await page.getByLabel("Votre commentaire").fill(text);
  await page.getByRole("button", { name: "Publier le commentaire" }).click();
  const comment = commentWithText(page, text);
  await expect(comment).toHaveCount(1);
  const own = `/comments/${(await comment.getAttribute("id"))?.replace("comment-", "")}`;

  await page.goto(own);
  // axe needs scripts.
  if (testInfo.project.name !== "no-javascript") await expectAccessible(page);
  await page.getByLabel("Modifier").fill(`${text}, corrigé`);
  await page.getByRole("button", { name: "Enregistrer" }).click();
  await expect(page.locator("main")).toContainText(`${text}, corrigé`);
  await expect(page.getByRole("status").filter({ hasText: "Votre commentaire est modifié." })).toBeVisible();

  const stranger = await browser.newContext({ baseURL, javaScriptEnabled: false });
  const elsewhere = await stranger.newPage();
  await elsewhere.goto(own);
  await expect(elsewhere).toHaveURL(/\/articles\/.+#comment-\d+$/);
  await expect(elsewhere.locator("#comments")).toContainText(`${text}, corrigé`);
  await stranger.close();

  await page.getByRole("link", { name: "Supprimer ce commentaire" }).click();
  await page.getByRole("button", { name: "Supprimer", exact: true }).click();
  await expect(page.getByRole("status").filter({ hasText: "Votre commentaire est supprimé" })).toBeVisible();
  await page.getByRole("link", { name: "Retour à la discussion" }).click();
  await expect(page).toHaveURL(/\/articles\/.+#comments$/);
  await expect(commentWithText(page, text)).toHaveCount(0);
});

test("an author confirms a deletion, by keyboard too, and can undo it on the next page @nojs @phone", async ({
  page,
}, testInfo) => {
  const scripts = testInfo.project.name !== "no-javascript";
  const member = await aMember();
  const { id: memberId } = await findMemberRow(member);
  const article = await anArticleWithComments([
    { key: "À reprendre.", memberId },
    { key: "Une réponse.", parent: { key: "À reprendre." } },
  ]);
  const id = article.comments.get("À reprendre.") ?? 0;
  await signIn(page, member);
  await page.goto(`/comments/${id}`);
  const ask = page.getByRole("link", { name: "Supprimer ce commentaire" });
  const question = page.getByRole("form", { name: "Supprimer ce commentaire ?" });
  if (scripts) {
    await ask.focus();
    await page.keyboard.press("Enter");
    await expect(question.getByRole("heading")).toBeFocused();
    await expectAccessible(page);
    await page.keyboard.press("Escape");
    await expect(ask).toBeFocused();
  } else {
    await ask.click();
    await question.getByRole("link", { name: "Garder ce commentaire" }).click();
  }
  await expect(question).toHaveCount(0);
  await ask.click();
  await expect(question).toContainText("À reprendre.");
  await question.getByRole("button", { name: "Supprimer", exact: true }).click();
  await expect(page.getByRole("status").filter({ hasText: "Votre commentaire est supprimé" })).toBeVisible();
  await expect(page.getByText("À reprendre.")).toHaveCount(0);
  await expectNoSidewaysScroll(page);
  const place = page.locator(`#comment-${id}`);
  const undo = `/comments/${id}`;
  await page.goto(`${article.path}/comments`);
  await expect(place).toHaveText("Commentaire supprimé par son auteur.");

  await page.goto(undo);
  if (scripts) await expectAccessible(page);
  await page.getByRole("button", { name: "Annuler la suppression" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Votre commentaire est rétabli." })).toBeVisible();
  await page.goto(`${article.path}/comments`);
  await expect(place).toContainText("À reprendre.");
  await expect(page.locator("#comments-heading")).toHaveText("2 commentaires");
});

test("after the time limit a deletion cannot be undone, and the page says so @desktop", async ({ page }) => {
  const member = await aMember();
  const { id: memberId } = await findMemberRow(member);
  const article = await anArticleWithComments([{ key: "Effacé.", memberId }]);
  const id = article.comments.get("Effacé.") ?? 0;
  await withSiteDatabase((db) => deleteComment(db, memberId, id));
  await signIn(page, member);
  await page.goto(`/comments/${id}`);
  const over = { eraseAt: new Date(0) };
  await withSiteDatabase((db) => db.update(deletedCommentTexts).set(over).where(eq(deletedCommentTexts.commentId, id)));
  await page.getByRole("button", { name: "Annuler la suppression" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "le texte est effacé" })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("status").filter({ hasText: "Son texte est effacé." })).toBeVisible();
  await expect(page.getByRole("button", { name: "Annuler la suppression" })).toHaveCount(0);
});

test("the placeholder of a removed comment names the moderators @desktop", async ({ page }) => {
  const { id: memberId } = await findMemberRow(await aMember("reader"));
  const moderator = await findMemberRow(await aMember("moderator"));
  const article = await anArticleWithComments([
    { key: "Retiré.", memberId },
    { key: "Une réponse.", parent: { key: "Retiré." } },
  ]);
  const subject = { kind: "comment", id: article.comments.get("Retiré.") ?? 0 } as const;
  const decision = { actor: { id: moderator.id }, subject, action: "remove", reason: "respect", note: "" } as const;
  expect((await withSiteDatabase((db) => decide(db, decision))).ok).toBe(true);
  await page.goto(`${article.path}/comments`);
  await expect(page.locator(`#comment-${subject.id}`)).toHaveText("Commentaire retiré par la modération.");
});

test("an unknown comment is a 404 @desktop", async ({ page }) => {
  for (const id of ["999999999", "0", "abc"]) {
    const answer = await page.goto(`/comments/${id}`);
    expect(answer?.status(), id).toBe(404);
  }
});
