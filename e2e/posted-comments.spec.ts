import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { eq } from "drizzle-orm";
import { comments } from "#db/schema.ts";
import { expect, expectAccessible, test } from "./fixtures.ts";
import { withSiteDatabase } from "./site-database.ts";
import { aMember, anArticleWithComments, commentWithText, signIn, waitUntilHydrated } from "./test-data.ts";

const publish = (page: Page) => page.getByRole("button", { name: "Publier le commentaire" });
/** The column with the article's date and figures. */
const beside = (page: Page) => page.locator(".article-meta");
const countStored = (articleId: number) =>
  withSiteDatabase((db) => db.$count(comments, eq(comments.articleId, articleId)));

/** Opens the article signed in, with its scripts loaded, and records each request for a page or a part of one. */
async function openArticle(page: Page, path: string): Promise<string[]> {
  await page.goto(path);
  await page.getByLabel("Votre commentaire").focus();
  await waitUntilHydrated(page);
  const pages: string[] = [];
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (request.method() === "GET" && url.pathname.startsWith("/articles/")) pages.push(url.pathname);
  });
  return pages;
}

test("a posted comment and a reply to it appear in their places without a page load, and once after a reload", async ({
  page,
}) => {
  const article = await anArticleWithComments([{ key: "premier" }]);
  const member = await aMember();
  await signIn(page, member);
  const pages = await openArticle(page, article.path);
  const text = `Avec **du gras** et https://exemple.test/ ${randomUUID()}`;
  await page.getByLabel("Votre commentaire").fill(text);
  await publish(page).click();

  const comment = page.locator("ol.threads > li:last-child > article.h-cite");
  await expect(comment).toContainText(member.name);
  await expect(comment.locator("strong")).toHaveText("du gras");
  await expect(comment.getByRole("link", { name: /exemple\.test/ })).toHaveAttribute("rel", "nofollow ugc noopener");
  await expect(page.locator("#comments-heading")).toHaveText("2 commentaires");
  await expect(beside(page).getByRole("link", { name: "2 commentaires" })).toBeVisible();
  const status = page.getByRole("status").filter({ hasText: "Votre commentaire est publié." });
  const id = await comment.getAttribute("id");
  await expect(status.getByRole("link")).toHaveAttribute("href", `${article.path}#${id}`);
  // Its author's buttons: the count of reactions only, and the link to edit.
  await expect(comment.getByRole("link", { name: "Modifier" })).toBeVisible();
  await expect(comment.getByRole("button", { name: "Pertinent" })).toHaveCount(0);

  await comment.getByRole("link", { name: /^Répondre/ }).click();
  const reply = page.getByRole("region", { name: /^Répondre à/ });
  await reply.getByRole("textbox").fill("Une précision.");
  await reply.getByRole("button", { name: "Publier la réponse" }).click();
  const nested = page.locator(`li:has(> #${id}) > .thread-fold > ol.replies > li > article.h-cite`);
  await expect(nested).toContainText("Une précision.");
  await expect(page.locator("#comments-heading")).toHaveText("3 commentaires");
  await expect(beside(page).getByRole("link", { name: "3 commentaires" })).toBeVisible();
  await expect(page.locator(".reply-slot").filter({ hasText: "Votre commentaire est publié." })).toBeFocused();
  expect(pages).toEqual([]);
  await expectAccessible(page);

  const shown = await comment.locator(".comment-body").innerHTML();
  await page.goto(`${article.path}?again#${id}`);
  await expect(page.locator(`#${id}`)).toBeInViewport();
  await expect(page.locator("#comments-heading")).toHaveText("3 commentaires");
  await expect(commentWithText(page, "Une précision.")).toHaveCount(1);
  // The page's own version of the comment is the same.
  expect(await page.locator(`#${id} .comment-body`).innerHTML()).toBe(shown);
});

test("a comment sent by two clicks is stored and shown once, also beside new ones by others @desktop", async ({
  page,
  browser,
  baseURL,
}) => {
  const article = await anArticleWithComments();
  await signIn(page, await aMember());
  await openArticle(page, article.path);
  await expect(page.getByText("Personne n’a encore réagi.")).toBeVisible();
  await page.getByLabel("Votre commentaire").fill("Une seule fois.");
  // The browser would ask to fill in the field, which is empty because its text was sent.
  await page.evaluate(() => document.addEventListener("invalid", () => console.error("a field is invalid"), true));
  await publish(page).click();
  await expect(commentWithText(page, "Une seule fois.")).toHaveCount(1);
  await publish(page).click();
  await expect(page.getByRole("status").filter({ hasText: "Votre commentaire est publié." })).toBeVisible();
  await expect(beside(page).getByRole("link", { name: "1 commentaire", exact: true })).toBeVisible();
  await expect(page.locator("#comments-heading")).toHaveText("1 commentaire");

  const context = await browser.newContext({ baseURL });
  const elsewhere = await context.newPage();
  await signIn(elsewhere, await aMember());
  await elsewhere.goto(article.path);
  await elsewhere.getByLabel("Votre commentaire").fill("Une autre voix.");
  await publish(elsewhere).click();
  await expect(commentWithText(elsewhere, "Une autre voix.")).toHaveCount(1);
  await context.close();

  // One's own comment is not offered: it is shown already.
  await page.getByRole("button", { name: "1 nouveau commentaire" }).click();
  await expect(commentWithText(page, "Une autre voix.")).toHaveCount(1);
  await expect(commentWithText(page, "Une seule fois.")).toHaveCount(1);
  await expect(page.locator("#comments-heading")).toHaveText("2 commentaires");
  await expect(beside(page).getByRole("link", { name: "2 commentaires" })).toBeVisible();
  expect(await countStored(article.id)).toBe(2);
});

test("a new thread comes first in the newest order, and a page that does not show it links to it @desktop", async ({
  page,
}) => {
  const article = await anArticleWithComments(Array.from({ length: 20 }, (_, n) => ({ key: `fil ${n + 1}.` })));
  await signIn(page, await aMember());
  await openArticle(page, `${article.path}/comments?sort=newest`);
  await page.getByLabel("Votre commentaire").fill("En tête.");
  await publish(page).click();
  await expect(page.locator("ol.threads > li:first-child")).toContainText("En tête.");

  await openArticle(page, article.path);
  await page.getByLabel("Votre commentaire").fill("Sur la deuxième page.");
  await publish(page).click();
  const status = page.getByRole("status").filter({ hasText: "Votre commentaire est publié." });
  await expect(status).toBeVisible();
  await expect(page.locator("#comments-heading")).toHaveText("22 commentaires");
  await expect(commentWithText(page, "Sur la deuxième page.")).toHaveCount(0);
  await status.getByRole("link").click();
  await expect(commentWithText(page, "Sur la deuxième page.")).toBeInViewport();
});
