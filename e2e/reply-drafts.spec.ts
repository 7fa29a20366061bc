import type { BrowserContext, Page } from "@playwright/test";
import { eq } from "drizzle-orm";
import { comments } from "#db/schema.ts";
import { decide } from "#features/moderation/decisions/decide.ts";
import { expect, expectAccessible, expectNoSidewaysScroll, test } from "./fixtures.ts";
import { withSiteDatabase } from "./site-database.ts";
import {
  aMember,
  anArticleWithComments,
  commentWithText,
  findMemberRow,
  password,
  signIn,
  type TestArticle,
  tabTo,
  waitUntilHydrated,
} from "./test-data.ts";

const twoComments = () => anArticleWithComments([{ key: "Premier avis." }, { key: "Second avis." }]);
const replyTo = (page: Page, key: string) =>
  commentWithText(page, key).getByRole("link", { name: `Répondre à ${key}` });
const field = (page: Page, key: string) => commentWithText(page, key).getByLabel("Votre réponse");
const countOf = (article: TestArticle) =>
  withSiteDatabase((db) => db.$count(comments, eq(comments.articleId, article.id)));

type Removal =
  | { subject: { kind: "comment"; id: number }; action: "remove" }
  | { subject: { kind: "article"; id: number }; action: "close" };

async function decideOn(removal: Removal) {
  const actor = { id: (await findMemberRow(await aMember("moderator"))).id };
  const decided = await withSiteDatabase((db) => decide(db, { actor, ...removal, reason: "respect", note: "" }));
  expect(decided.ok).toBe(true);
}

async function open(page: Page, path: string) {
  await page.goto(path);
  await page.locator("#comments-heading").click();
  await waitUntilHydrated(page);
}

test("a member writes replies below comments and a new thread, and all survive a reload @phone", async ({ page }) => {
  const article = await twoComments();
  await signIn(page, await aMember());
  await open(page, `${article.path}/comments`);
  await replyTo(page, "Premier avis.").click();
  await expect(field(page, "Premier avis.")).toBeFocused();
  await page.keyboard.type("Au premier.");
  await replyTo(page, "Second avis.").click();
  await expect(field(page, "Second avis.")).toBeFocused();
  await page.keyboard.type("Au second.");
  await page.getByLabel("Votre commentaire").fill("Un fil.");
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);

  await page.reload();
  await expect(field(page, "Premier avis.")).toHaveValue("Au premier.");
  await expect(field(page, "Second avis.")).toHaveValue("Au second.");
  await expect(page.getByLabel("Votre commentaire")).toHaveValue("Un fil.");

  // After it is closed, the draft is offered again; in another order and on the article too.
  await commentWithText(page, "Second avis.").getByRole("button", { name: "Annuler" }).click();
  const again = replyTo(page, "Second avis.");
  await expect(again).toBeFocused();
  await expect(again).toContainText("brouillon");
  for (const path of [article.path, `${article.path}/comments?sort=newest`]) {
    await open(page, path);
    await expect(again).toContainText("brouillon");
    await again.click();
    await expect(field(page, "Second avis.")).toHaveValue("Au second.");
    await commentWithText(page, "Second avis.").getByRole("button", { name: "Annuler" }).click();
  }
  await again.click();
  await commentWithText(page, "Second avis.").getByRole("button", { name: "Publier la réponse" }).click();
  await expect(page.locator(".replies article.h-cite", { hasText: "Au second." })).toBeVisible();
  await expect(field(page, "Second avis.")).toHaveCount(0);
  await page.reload();
  await expect(page.getByLabel("Votre commentaire")).toHaveValue("Un fil.");
  await expect(replyTo(page, "Second avis.")).not.toContainText("brouillon");
  await expect(field(page, "Premier avis.")).toHaveValue("Au premier.");
});

test("Escape closes an empty reply, and a selected passage is quoted, by keyboard too @desktop", async ({ page }) => {
  const article = await anArticleWithComments([{ key: "A", bodyHtml: "<p>Un mot *juste* et un autre.</p>" }]);
  await signIn(page, await aMember());
  await open(page, `${article.path}/comments`);
  const link = page.getByRole("link", { name: "Répondre à A" });
  await tabTo(page, link);
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Votre réponse")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(link).toBeFocused();
  await expect(page.getByLabel("Votre réponse")).toHaveCount(0);

  const select = () =>
    page.locator("#comments .comment-body p").evaluate((text) => {
      getSelection()?.selectAllChildren(text);
    });
  await select();
  await link.click();
  const quotation = page.locator(".reply-quotation");
  await expect(quotation).toContainText("Un mot *juste* et un autre.");
  await page.getByRole("button", { name: "Retirer la citation" }).click();
  await expect(quotation).toHaveCount(0);
  await expect(page.getByLabel("Votre réponse")).toBeFocused();
  await page.keyboard.press("Escape");
  await select();
  await link.click();
  await page.keyboard.type("D’accord.");
  await page.reload();
  await expect(quotation).toContainText("Un mot *juste*");
  await expect(page.getByLabel("Votre réponse")).toHaveValue("D’accord.");
  await page.getByRole("button", { name: "Publier la réponse" }).click();
  const reply = page.locator(".replies article.h-cite");
  await expect(reply.locator("blockquote")).toHaveText("Un mot *juste* et un autre.");
  await expect(reply).toContainText("D’accord.");
});

test("the reply link shows the comment, its context and the form without scripts, and returns @only-nojs", async ({
  page,
}) => {
  const article = await anArticleWithComments([
    { key: "Premier avis." },
    { key: "Sa suite.", parent: { key: "Premier avis." } },
  ]);
  const id = article.comments.get("Sa suite.");
  await page.goto(article.path);
  await replyTo(page, "Sa suite.").click();
  await expect(page).toHaveURL(`/comments/${id}?reply#reply`);
  await expect(page.locator(".comment-body")).toHaveText("Sa suite.");
  await expect(page.locator(".comment-context")).toContainText("Premier avis.");
  await page.getByRole("link", { name: "Annuler" }).click();
  await expect(page).toHaveURL(`${article.path}#comment-${id}`);

  // Signed out: the sign-in is beside the text, as elsewhere, and a repeated submission counts once.
  const member = await aMember();
  await replyTo(page, "Sa suite.").click();
  await page.getByLabel("Votre réponse").fill("Sans script.");
  await page.getByRole("button", { name: "Publier la réponse" }).click();
  await expect(page.getByLabel("Votre réponse")).toHaveValue("Sans script.");
  await page.getByLabel("Adresse électronique").fill(member.email);
  await page.getByLabel("Mot de passe").fill(password);
  await page.getByRole("button", { name: "Se connecter et publier" }).click();
  await expect(page.locator(".replies .replies article.h-cite", { hasText: "Sans script." })).toBeVisible();
  await page.goto(`/comments/${id}?reply#reply`);
  await page.getByLabel("Votre réponse").fill("Sans script.");
  await page.getByRole("button", { name: "Publier la réponse" }).click();
  await expect(page.locator("#comments article.h-cite", { hasText: "Sans script." })).toHaveCount(1);
  expect(await countOf(article)).toBe(3);
});

test("the first tap, before the scripts have loaded, opens the same form @desktop", async ({ page }) => {
  const article = await twoComments();
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route(/\/_next\/static\/.*\.js/, async (route) => {
    await held;
    // Requests of the page that was left are no longer awaited.
    await route.continue().catch(() => {});
  });
  await page.goto(`${article.path}/comments`, { waitUntil: "commit" });
  await replyTo(page, "Premier avis.").click();
  await expect(page).toHaveURL(`/comments/${article.comments.get("Premier avis.")}?reply#reply`);
  await expect(page.getByLabel("Votre réponse")).toBeVisible();
  release();
  await page.unrouteAll({ behavior: "wait" });
});

test("a member does not see another's drafts on the same device @desktop", async ({ page }) => {
  const article = await twoComments();
  const [one, other] = [await aMember(), await aMember()];
  const path = `${article.path}/comments`;
  await signIn(page, one);
  await open(page, path);
  // The owner of the drafts is known only then.
  await expect(page.getByRole("banner").getByRole("link", { name: one.name })).toBeVisible();
  await replyTo(page, "Premier avis.").click();
  await page.keyboard.type("À moi seule.");
  await page.getByLabel("Votre commentaire").fill("Et ceci.");
  const nothing = async () => {
    await open(page, path);
    await expect(page.getByLabel("Votre commentaire")).toHaveValue("");
    await expect(replyTo(page, "Premier avis.")).not.toContainText("brouillon");
    await expect(page.getByLabel("Votre réponse")).toHaveCount(0);
  };
  await page.context().clearCookies();
  await nothing();
  await signIn(page, other);
  await nothing();
  await page.context().clearCookies();
  await signIn(page, one);
  await open(page, path);
  await expect(page.getByLabel("Votre commentaire")).toHaveValue("Et ceci.");
  await expect(field(page, "Premier avis.").or(replyTo(page, "Premier avis.").getByText("brouillon"))).toBeVisible();
});

test("two tabs write two replies to one comment without taking each other's draft @desktop", async ({
  page,
  context,
}) => {
  const article = await twoComments();
  const path = `${article.path}/comments`;
  await signIn(page, await aMember());
  const other = await context.newPage();
  for (const [tab, text] of [
    [page, "Dans un onglet."],
    [other, "Dans un autre."],
  ] as const) {
    await open(tab, path);
    // Before that a form does not know whose draft to restore, and would restore it while the text is filled in.
    await expect(tab.locator(".account-link")).toContainText("Ada");
    await replyTo(tab, "Premier avis.").click();
    await field(tab, "Premier avis.").fill(text);
  }
  await page.getByLabel("Votre réponse").fill("Dans un onglet, plus long.");
  await page.reload();
  await other.reload();
  await expect(field(page, "Premier avis.")).toHaveValue("Dans un onglet, plus long.");
  await expect(field(other, "Premier avis.")).toHaveValue("Dans un autre.");
});

test("a reply to a comment that was removed meanwhile is kept and becomes a thread @desktop", async ({ page }) => {
  const article = await twoComments();
  const path = `${article.path}/comments`;
  await signIn(page, await aMember());
  await open(page, path);
  await replyTo(page, "Premier avis.").click();
  await page.keyboard.type("Trop tard.");
  const id = article.comments.get("Premier avis.") ?? 0;
  await decideOn({ subject: { kind: "comment", id }, action: "remove" });
  await page.getByRole("button", { name: "Publier la réponse" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "n’est plus visible" })).toBeVisible();
  await expect(page.getByLabel("Votre réponse")).toHaveValue("Trop tard.");

  // After a reload the comment is gone, but the text remains.
  await page.reload();
  const drafts = page.getByRole("region", { name: "Vos brouillons dans cette discussion" });
  await expect(drafts).toContainText("Trop tard.");
  await drafts.getByRole("link", { name: "Reprendre" }).click();
  await expect(page.getByRole("heading", { name: "Ce commentaire n’est plus visible" })).toBeVisible();
  await expect(page.getByLabel("Votre réponse")).toHaveValue("Trop tard.");
  await page.getByRole("button", { name: "Publier comme nouveau commentaire" }).click();
  await expect(page.getByRole("status").filter({ hasText: "est publié" })).toBeVisible();
  await page.goto(path);
  await expect(commentWithText(page, "Trop tard.")).toBeVisible();
  await expect(drafts).toHaveCount(0);
});

test("a draft can still be copied after its discussion has closed @desktop", async ({ page }) => {
  const article = await twoComments();
  const path = `${article.path}/comments`;
  await signIn(page, await aMember());
  await open(page, path);
  await replyTo(page, "Premier avis.").click();
  await page.keyboard.type("Pas eu le temps.");
  await decideOn({ subject: { kind: "article", id: article.id }, action: "close" });
  await page.getByRole("button", { name: "Publier la réponse" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "fermés" })).toBeVisible();
  await expect(page.getByLabel("Votre réponse")).toHaveValue("Pas eu le temps.");
  await page.reload();
  const drafts = page.getByRole("region", { name: "Vos brouillons dans cette discussion" });
  await expect(drafts).toContainText("Pas eu le temps.");
  await drafts.getByRole("button", { name: "Supprimer le brouillon" }).click();
  await expect(drafts).toHaveCount(0);
});

test("a reply whose confirmation was lost creates one comment when it is sent again or twice simultaneously @desktop", async ({
  browser,
  baseURL,
}) => {
  const article = await twoComments();
  // A separate context: the watched one fails on the requests that this test lets fail.
  const context = await browser.newContext({ baseURL });
  const page = await context.newPage();
  const path = `${article.path}/comments`;
  await signIn(page, await aMember());
  await open(page, path);
  await replyTo(page, "Premier avis.").click();
  await page.keyboard.type("Une seule fois.");
  // The site stores the comment, but the browser gets no response.
  await page.route(`**${path}`, async (route) => {
    if (route.request().method() !== "POST") return route.continue();
    await route.fetch();
    return route.abort();
  });
  const send = page.getByRole("button", { name: "Publier la réponse" });
  await send.click();
  await expect(page.locator("main").getByRole("alert")).toBeVisible();
  await expect(page.getByLabel("Votre réponse")).toHaveValue("Une seule fois.");
  await page.unroute(`**${path}`);
  await page.reload();
  await expect(page.getByLabel("Votre réponse")).toHaveValue("Une seule fois.");
  await send.dblclick();
  await expect(commentWithText(page, "Premier avis.").getByRole("status")).toContainText("est publié");
  await expect(page.locator(".replies article.h-cite", { hasText: "Une seule fois." })).toHaveCount(1);
  expect(await countOf(article)).toBe(3);
  await context.close();
});

const textarea = (tab: Page) => tab.getByLabel("Votre commentaire");
const publish = (tab: Page) => tab.getByRole("button", { name: "Publier le commentaire" }).click();
const expectPublished = (tab: Page) => expect(tab.getByRole("status").filter({ hasText: "est publié" })).toBeVisible();

/** Opens the article in another tab, once its forms know whose drafts to restore. */
async function openTab(context: BrowserContext, path: string): Promise<Page> {
  const tab = await context.newPage();
  await open(tab, path);
  await expect(tab.locator(".account-link")).toContainText("Ada");
  return tab;
}

/** Sends a comment from a new tab that gets no response until `release`; `store`: whether the site already stores it. */
async function sendWithoutResponse(
  context: BrowserContext,
  path: string,
  { text, store }: { text: string; store: boolean },
) {
  const tab = await openTab(context, path);
  const sent = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  await tab.route(`**${path}`, async (route) => {
    if (route.request().method() !== "POST") return route.continue();
    if (store) await route.fetch();
    sent.resolve();
    await released.promise;
    await route.continue();
  });
  await textarea(tab).fill(text);
  await publish(tab);
  await sent.promise;
  return { tab, release: released.resolve };
}

test("a comment whose tab was closed while it was sent is stored once when another tab sends it again @desktop", async ({
  page,
  context,
}) => {
  const article = await anArticleWithComments();
  await signIn(page, await aMember());
  for (const [n, store] of [true, false].entries()) {
    const text = `Envoyé, stocké\u00a0: ${store}.`;
    await (await sendWithoutResponse(context, article.path, { text, store })).tab.close();
    const tab = await openTab(context, article.path);
    await expect(textarea(tab)).toHaveValue(text);
    await expect(tab.getByText("Votre texte est peut-être déjà publié.")).toBeVisible();
    await publish(tab);
    await expectPublished(tab);
    await expect(textarea(tab)).toHaveValue("");
    expect(await countOf(article)).toBe(n + 1);
    await tab.close();
    const next = await openTab(context, article.path);
    await expect(textarea(next)).toHaveValue("");
    await next.close();
  }

  // The text is changed: its author learns that the first version is stored, and may still send the second.
  await (await sendWithoutResponse(context, article.path, { text: "Une version.", store: true })).tab.close();
  const tab = await openTab(context, article.path);
  await textarea(tab).fill("Une version corrigée.");
  await publish(tab);
  await expect(tab.locator("main").getByRole("alert")).toBeVisible();
  await expect(textarea(tab)).toHaveValue("Une version corrigée.");
  expect(await countOf(article)).toBe(3);
  await publish(tab);
  await expectPublished(tab);
  expect(await countOf(article)).toBe(4);
});

test("a comment that a second tab sends while the first is sending it is stored once @desktop", async ({
  page,
  context,
}) => {
  const article = await anArticleWithComments();
  await signIn(page, await aMember());
  const { tab, release } = await sendWithoutResponse(context, article.path, { text: "Deux onglets.", store: false });
  const second = await openTab(context, article.path);
  await expect(textarea(second)).toHaveValue("Deux onglets.");
  await publish(second);
  await expectPublished(second);
  release();
  await expectPublished(tab);
  for (const each of [tab, second]) await expect(textarea(each)).toHaveValue("");
  expect(await countOf(article)).toBe(1);
});

test("two tabs that continue the same unsent draft post two comments @desktop", async ({ page, context }) => {
  const article = await anArticleWithComments();
  await signIn(page, await aMember());
  const tab = await openTab(context, article.path);
  await textarea(tab).fill("Un début");
  const other = await openTab(context, article.path);
  await expect(textarea(other)).toHaveValue("Un début");
  await textarea(other).fill("Un début et une fin.");
  for (const each of [tab, other]) {
    await publish(each);
    await expectPublished(each);
  }
  expect(await countOf(article)).toBe(2);
});
