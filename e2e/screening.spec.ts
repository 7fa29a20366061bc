import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { comments, members } from "#db/schema.ts";
import { expect, expectAccessible, test } from "./fixtures.ts";
import { withSiteDatabase } from "./site-database.ts";
import { aMember, anArticleWithComments, signIn } from "./test-data.ts";

/** Creates a reader with approved comments, and a text of theirs that is already published elsewhere. */
async function aReader() {
  const member = await aMember("reader");
  const [first, second] = [
    await anArticleWithComments([{ key: "un" }, { key: "deux" }]),
    await anArticleWithComments(),
  ];
  await withSiteDatabase(async (db) => {
    const [row] = await db.select({ id: members.id }).from(members).where(eq(members.email, member.email));
    await db.update(comments).set({ memberId: row?.id }).where(eq(comments.articleId, first.id));
  });
  return { member, first, second };
}

const text = () =>
  `${randomUUID()} ${randomUUID()} ${randomUUID()} : le correctif publié hier ne suffit pas si ce vieux module reste chargé au démarrage du serveur`;

test("a member who repeats a comment is warned once, with the rule, and keeps the text; sent again it is pending, with the reason @desktop @nojs", async ({
  page,
}, testInfo) => {
  const { member, first, second } = await aReader();
  const body = text();
  await signIn(page, member);
  await page.goto(first.path);
  const form = page.locator("#comments form.comment-form");
  await form.getByLabel("Votre commentaire").fill(body);
  await form.getByRole("button", { name: "Publier le commentaire" }).click();
  await expect(page.locator("#comments article.h-cite", { hasText: body })).toHaveCount(1);

  await page.goto(second.path);
  await form.getByLabel("Votre commentaire").fill(body);
  await form.getByRole("button", { name: "Publier le commentaire" }).click();
  const warning = form.getByRole("alert");
  await expect(warning).toContainText("Vous avez déjà publié ce texte");
  await expect(warning.getByRole("link", { name: "La règle" })).toHaveAttribute("href", "/rules#spam");
  await expect(form.getByLabel("Votre commentaire")).toHaveValue(body);
  if (testInfo.project.name !== "no-javascript") await expectAccessible(page);
  if (testInfo.project.name !== "no-javascript") {
    // A changed text is a new one: its author is warned of it, too.
    await form.getByLabel("Votre commentaire").pressSequentially(" !");
    await form.getByRole("button", { name: "Publier le commentaire" }).click();
  }
  await form.getByRole("button", { name: "Envoyer quand même" }).click();
  // Beside the form, or on the comment's own page.
  const told = page.getByRole("status").filter({ hasText: "Vous avez déjà publié ce texte, ou presque le même." });
  await expect(told).toBeVisible();
  await expect(told.getByRole("link", { name: "La règle" })).toHaveAttribute("href", "/rules#spam");
  await expect(page.getByRole("button", { name: "Envoyer quand même" })).toHaveCount(0);
});

test("an edit is screened again: too many links hide it, and its author reads why @desktop @nojs", async ({ page }) => {
  const { member, first } = await aReader();
  await signIn(page, member);
  await page.goto(first.path);
  const body = text();
  await page.getByLabel("Votre commentaire").fill(body);
  await page.getByRole("button", { name: "Publier le commentaire" }).click();
  const comment = page.locator("#comments article.h-cite", { hasText: body });
  await expect(comment).toHaveCount(1);
  await page.goto(`/comments/${(await comment.getAttribute("id"))?.replace("comment-", "")}`);
  await page.getByLabel("Modifier").fill(`https://a.test https://b.test https://c.test et ${body}`);
  await page.getByRole("button", { name: "Enregistrer" }).click();
  await expect(page.getByRole("status")).toContainText("Ce commentaire contient 3 liens");
  await expect(page.getByRole("status").getByRole("link", { name: "La règle" })).toHaveAttribute("href", "/rules#spam");
});
