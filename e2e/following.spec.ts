import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { articleTags, tags } from "#db/schema.ts";
import { announceArticle } from "#features/follows/announcements/mutations.ts";
import { expect, expectReadableAtBothWidths, test } from "./fixtures.ts";
import { findMailTo } from "./mailbox.ts";
import { withSiteDatabase } from "./site-database.ts";
import {
  aMember,
  anArticleWithComments,
  fillSignInForm,
  findMemberRow,
  password,
  signIn,
  writeComment,
} from "./test-data.ts";

/** Creates a tag, and an article that has it. */
async function aTaggedArticle() {
  const article = await anArticleWithComments();
  const name = `Rançongiciel ${randomUUID().slice(0, 6)}`;
  const slug = `tag-${randomUUID()}`;
  await withSiteDatabase(async (db) => {
    const [tag] = await db.insert(tags).values({ slug, name }).returning();
    const listedAt = new Date("2001-02-03T04:05:06Z");
    await db.insert(articleTags).values({ articleId: article.id, tagId: tag?.id ?? 0, listedAt });
  });
  return { article, name, path: `/tags/${slug}` };
}

const follow = { name: /^Suivre/ };
const unfollow = { name: /^Ne plus suivre/ };

test("a member follows a tag from its page, hears of a new article, and manages it in the account @desktop", async ({
  page,
}) => {
  const { article, name, path } = await aTaggedArticle();
  await page.goto(path);
  await signIn(page, await aMember("reader"));
  await page.goto(path);
  const widthOf = async (button: typeof follow) => (await page.getByRole("button", button).boundingBox())?.width;
  const width = await widthOf(follow);
  expect(width).toBeGreaterThan(60);
  await page.getByRole("button", follow).click();
  await expect(page.getByRole("button", unfollow)).toBeVisible();
  expect(await widthOf(unfollow)).toBe(width);
  await expect(page.getByText(`Vous suivez ${name}.`)).toBeVisible();
  await expectReadableAtBothWidths(page);
  await page.reload();
  await expect(page.getByRole("button", unfollow)).toBeVisible();

  await withSiteDatabase((db) => announceArticle(db, article.id));
  await page.goto("/notifications");
  await expect(page.getByRole("link", { name: new RegExp(`Nouvel article.*vous suivez ${name}`) })).toBeVisible();
  await page.goto("/account/following");
  await expectReadableAtBothWidths(page);
  await page.getByRole("button", { name: /^Arrêter les courriels/ }).click();
  await expect(page.getByRole("button", { name: /^Recevoir les courriels/ })).toBeVisible();
  await page.getByRole("button", unfollow).click();
  await page.getByRole("button", { name: /^Suivre de nouveau/ }).click();
  await expect(page.getByRole("button", unfollow)).toBeVisible();
  await page.getByRole("button", { name: "Créer mon flux" }).click();
  const feed = await page.getByRole("link", { name: /\/feeds\/.*\.xml$/ }).getAttribute("href");
  await page.getByText("Changer l’adresse", { exact: true }).click();
  await page.getByRole("button", { name: "Oui, changer l’adresse" }).click();
  await expect(page.getByText("donnez la nouvelle adresse")).toBeVisible();
  expect((await page.request.get(feed ?? "")).status()).toBe(404);
  const renewed = await page.getByRole("link", { name: /\/feeds\/.*\.xml$/ }).getAttribute("href");
  const answer = await page.request.get(renewed ?? "");
  expect([answer.status(), await answer.text()]).toEqual([200, expect.stringContaining("Essai")]);
});

test("a signed-out reader presses the button once and signs in beside it @desktop @nojs", async ({
  page,
  javaScriptEnabled,
}) => {
  const member = await aMember("reader");
  const { name, path } = await aTaggedArticle();
  await page.goto(path);
  await page.getByRole("button", follow).click();
  await expect(page.getByText("Connectez-vous pour continuer : votre choix est conservé.")).toBeVisible();
  await page.getByLabel("Adresse électronique").fill(member.email);
  await page.getByLabel("Mot de passe").fill("un mot de passe faux");
  const submit = page.getByRole("button", { name: "Se connecter et suivre" });
  await submit.click();
  await expect(page.getByText("Adresse électronique ou mot de passe incorrect.")).toBeVisible();
  if (javaScriptEnabled !== false) await expectReadableAtBothWidths(page);
  await page.getByLabel("Mot de passe").fill(password);
  await submit.click();
  await expect(page.getByText(`Vous suivez ${name}.`)).toBeVisible();
  await page.goto("/account/following");
  await expect(page.getByRole("link", { name })).toBeVisible();
});

test("a reader who signs in on another page finds what they wanted to follow, and confirms it @desktop @nojs", async ({
  page,
  javaScriptEnabled,
}) => {
  const { name, path } = await aTaggedArticle();
  await page.goto(path);
  await page.getByRole("button", follow).click();
  await page.getByRole("link", { name: "Autres façons de se connecter" }).click();
  await fillSignInForm(page, await aMember("reader"));
  await expect(page).toHaveURL(/\/account\/following\?follow=tag-\d+$/);
  const button = page.getByRole("main").getByRole("button", { name: `Suivre ${name}`, exact: true });
  await expect(button).toBeFocused();
  if (javaScriptEnabled !== false) await expectReadableAtBothWidths(page);
  // Opening the address follows nothing.
  await page.reload();
  await expect(page.getByRole("link", { name })).toBeHidden();
  await button.press("Enter");
  await expect(page.getByText(`Vous suivez ${name}.`)).toBeVisible();
  await expect(button).toBeHidden();
  await page.getByRole("link", { name: "Revenir à la page" }).click();
  await expect(page).toHaveURL(path);
});

test("without JavaScript the page opens at the sign-in beside the tag, and then at the confirmation @only-nojs", async ({
  page,
}) => {
  const { article, name } = await aTaggedArticle();
  await page.setViewportSize({ width: 1280, height: 320 });
  await page.goto(article.path);
  await page.getByRole("button", { name: `Suivre ${name}` }).click();
  await expect(page.getByText("Connectez-vous pour continuer : votre choix est conservé.")).toBeInViewport();
  const member = await aMember("reader");
  await page.getByRole("group").getByLabel("Adresse électronique").fill(member.email);
  await page.getByRole("group").getByLabel("Mot de passe").fill(password);
  await page.getByRole("button", { name: "Se connecter et suivre" }).click();
  await expect(page.getByText(`Vous suivez ${name}.`)).toBeInViewport();
});

test("without JavaScript a member follows a discussion and unfollows it @only-nojs", async ({ page }) => {
  const article = await anArticleWithComments();
  await signIn(page, await aMember("reader"));
  await page.goto(article.path);
  await page.getByRole("button", follow).click();
  await expect(page.getByText("Vous suivez cette discussion.")).toBeVisible();
  await page.goto("/account/following");
  await page.getByRole("button", unfollow).click();
  await expect(page).toHaveURL(/unfollowed=discussion-\d+$/);
  await page.getByRole("button", { name: "Annuler" }).click();
  await expect(page).toHaveURL("/account/following");
  await expect(page.getByRole("button", unfollow)).toBeVisible();
});

test("a reply is mailed once, and the mail's link stops the discussion's mails without signing in @desktop @nojs", async ({
  page,
  vigie,
  javaScriptEnabled,
}) => {
  const scripts = javaScriptEnabled !== false;
  const [author, other] = [await aMember(), await aMember()];
  const article = await anArticleWithComments();
  const written = await writeComment(article, await findMemberRow(author), "Un avis");
  await writeComment(article, await findMemberRow(other), "Une réponse à cet avis", written);
  const { id } = await findMemberRow(author);
  await withSiteDatabase((db) =>
    db.execute(
      sql`update pending_notification_mails set created_at = now() - interval '5 minutes' where member_id = ${id}`,
    ),
  );
  await vigie("jobs", "run");
  const mail = await findMailTo(author.email, /Une réponse à cet avis/);
  expect(mail).toContain("text/plain");
  expect(mail).toContain("text/html");
  const [, link] = /(\/notifications\/stop\?about=discussion-\d+&key=[\w-]{54})/.exec(mail) ?? [];
  await page.goto(link ?? "");
  await expect(page.getByText("Appuyez sur le bouton")).toBeVisible();
  if (scripts) await expectReadableAtBothWidths(page);
  await page.getByRole("button", { name: "Ne plus les recevoir" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("C’est fait");
  await signIn(page, author);
  await page.goto("/account/notifications");
  await expect(page.getByRole("button", { name: /^Recevoir de nouveau/ })).toBeVisible();
  if (scripts) await expectReadableAtBothWidths(page);
  await page.getByLabel("Mes suivis").selectOption("weekly");
  await page.getByRole("button", { name: "Enregistrer" }).click();
  await expect(page.getByText("C’est enregistré.")).toBeVisible();
  await page.reload();
  await expect(page.getByLabel("Mes suivis")).toHaveValue("weekly");
});
