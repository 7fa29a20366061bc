import type { Page } from "@playwright/test";
import { eq } from "drizzle-orm";
import { articleDrafts, articleRevisions, articles } from "#db/schema.ts";
import { expect, expectAccessible, expectNoSidewaysScroll, test } from "./fixtures.ts";
import { withSiteDatabase } from "./site-database.ts";
import { aMember, anArticleWithComments, signIn, tabTo } from "./test-data.ts";

// No word typed into the editor is lost when tabs are killed, the network or the session ends, or another tab takes over the article. Separate
// contexts: the watched one fails on the requests that these tests let fail.

const bodyOf = (page: Page) => page.locator(".editor-mount .ProseMirror");

const bodyAtWork = (id: number) =>
  withSiteDatabase(async (db) => {
    const [draft] = await db.select().from(articleDrafts).where(eq(articleDrafts.articleId, id));
    return draft?.content?.bodyHtml ?? "";
  });

const bodiesKept = (id: number) =>
  withSiteDatabase(async (db) => {
    const kept = await db.select().from(articleRevisions).where(eq(articleRevisions.articleId, id));
    return kept.map(({ content }) => content.bodyHtml);
  });

async function open(page: Page, id: number) {
  await page.goto(`/admin/articles/${id}`);
  await expect(bodyOf(page)).toBeVisible();
}

async function typeAtEnd(page: Page, words: string) {
  await expect(bodyOf(page)).toHaveAttribute("contenteditable", "true");
  await bodyOf(page).click();
  await page.keyboard.press("ControlOrMeta+End");
  await page.keyboard.type(words);
}

/** Simulates the death of the page's browser process: no code of the page runs any more. */
async function crash(page: Page) {
  const devtools = await page.context().newCDPSession(page);
  const crashed = page.waitForEvent("crash");
  // This call never returns.
  void devtools.send("Page.crash").catch(() => {});
  await crashed;
  await page.close();
}

test("a tab that is killed at any of eight moments keeps its text, and the next tab continues from it @desktop", async ({
  browser,
  baseURL,
}) => {
  test.slow();
  const context = await browser.newContext({ baseURL });
  const article = await anArticleWithComments();
  let page = await context.newPage();
  await signIn(page, await aMember("editor"));
  await open(page, article.id);
  const words = Array.from({ length: 8 }, (_, n) => `mot${n}x`);
  for (const [n, word] of words.entries()) {
    await typeAtEnd(page, ` ${word}`);
    await page.waitForTimeout(n * 130);
    if (n % 2 === 0) await page.close();
    else await crash(page);
    page = await context.newPage();
    await open(page, article.id);
    await expect(bodyOf(page)).toContainText(word);
    await expect(page.locator(".editor-notice")).toHaveCount(0);
  }
  await expect(bodyOf(page)).toHaveText(`Un texte. ${words.join(" ")}`);
  await expect.poll(() => bodyAtWork(article.id)).toBe(`<p>Un texte. ${words.join(" ")}</p>`);
  await context.close();
});

test("a page that is left in mid-word saves the text and releases the article immediately @desktop", async ({
  browser,
  baseURL,
}) => {
  const [one, two] = [await browser.newContext({ baseURL }), await browser.newContext({ baseURL })];
  const [page, other] = [await one.newPage(), await two.newPage()];
  const article = await anArticleWithComments();
  await signIn(page, await aMember("editor"));
  await signIn(other, await aMember("editor"));
  await open(page, article.id);
  await typeAtEnd(page, " Un dernier mot.");
  await page.goto("/admin/articles");
  await expect.poll(() => bodyAtWork(article.id)).toContain("Un dernier mot.");
  await open(other, article.id);
  await typeAtEnd(other, " Et un autre.");
  await expect(other.locator(".editor-notice")).toHaveCount(0);
  await expect.poll(() => bodyAtWork(article.id)).toContain("Un dernier mot. Et un autre.");
  await one.close();
  await two.close();
});

test("an editor sees that their other tab is editing the article, takes it over by keyboard, and keeps the first tab's text @desktop", async ({
  browser,
  baseURL,
  viewport,
}) => {
  test.slow();
  const context = await browser.newContext({ baseURL, viewport });
  const [first, second] = [await context.newPage(), await context.newPage()];
  const article = await anArticleWithComments();
  await signIn(first, await aMember("editor"));
  await open(first, article.id);
  await typeAtEnd(first, " Enregistré.");
  await expect.poll(() => bodyAtWork(article.id)).toContain("Enregistré.");
  await first.route("**/admin/articles/session", (route) => route.abort());
  await typeAtEnd(first, " Pas encore.");
  await expect(first.getByText("Hors ligne, gardé ici")).toBeVisible();

  await second.bringToFront();
  await open(second, article.id);
  await expect(second.locator(".editor-notice")).toContainText("Cet article est ouvert dans un autre de vos onglets");
  await expect(bodyOf(second)).toHaveAttribute("contenteditable", "false");
  await expectAccessible(second);
  await expectNoSidewaysScroll(second);
  const here = second.getByRole("button", { name: "Continuer ici" });
  await tabTo(second, here);
  await second.keyboard.press("Enter");
  await expect(bodyOf(second)).toBeFocused();
  await second.keyboard.press("ControlOrMeta+End");
  await second.keyboard.type(" Le second onglet.");
  await expect.poll(() => bodyAtWork(article.id)).toBe("<p>Un texte. Enregistré. Le second onglet.</p>");

  await first.unroute("**/admin/articles/session");
  await first.bringToFront();
  await expect(first.getByText("il est conservé dans les révisions")).toBeVisible();
  expect(await bodiesKept(article.id)).toContain("<p>Un texte. Enregistré. Pas encore.</p>");
  await expectAccessible(first);

  await second.bringToFront();
  await expect(second.locator(".save-status")).toContainText("Votre autre version");
  await expect(bodyOf(second)).toHaveAttribute("contenteditable", "true");
  await expectAccessible(second);
  // The second tab still holds the article: without its lock the first tab would offer the saved text instead of this button.
  await first.bringToFront();
  await first.getByRole("button", { name: "Continuer ici" }).click();
  await typeAtEnd(first, " Le premier, de nouveau.");
  await expect
    .poll(() => bodyAtWork(article.id))
    .toBe("<p>Un texte. Enregistré. Le second onglet. Le premier, de nouveau.</p>");
  await first.getByRole("link", { name: "La voir" }).click();
  await expect(first.locator(".revision-diff ins")).toContainText("Pas encore.");
  await context.close();
});

test("a tab whose article is taken over becomes read-only immediately, and its last text is saved @desktop", async ({
  browser,
  baseURL,
}) => {
  const context = await browser.newContext({ baseURL });
  const [first, second] = [await context.newPage(), await context.newPage()];
  const article = await anArticleWithComments();
  await signIn(first, await aMember("editor"));
  await open(first, article.id);
  await open(second, article.id);
  await typeAtEnd(first, " À peine tapé.");
  const answered = first.waitForResponse("**/admin/articles/session");
  await second.getByRole("button", { name: "Continuer ici" }).click();
  await answered;
  await expect(bodyOf(first)).toHaveAttribute("contenteditable", "false");
  await expect(first.locator(".save-status")).toContainText("Lecture seule");
  await expect(bodyOf(second)).toHaveText("Un texte. À peine tapé.");
  await typeAtEnd(second, " Suite.");
  await expect.poll(() => bodyAtWork(article.id)).toBe("<p>Un texte. À peine tapé. Suite.</p>");
  await expect(second.locator(".save-status")).not.toContainText("révisions");
  await context.close();
});

test("the save status stays in view at the end of a long text, which does not move when the status changes", async ({
  browser,
  baseURL,
  viewport,
}) => {
  const context = await browser.newContext({ baseURL, viewport });
  const page = await context.newPage();
  const article = await anArticleWithComments();
  await signIn(page, await aMember("editor"));
  await withSiteDatabase((db) =>
    db
      .update(articles)
      .set({ bodyHtml: "<p>Une ligne.</p>".repeat(120) })
      .where(eq(articles.id, article.id)),
  );
  await open(page, article.id);
  const state = page.locator(".save-status");
  // Measured from the top of the page, not of the viewport.
  const placeOf = (name: "first" | "last") =>
    bodyOf(page)
      .locator("p")
      [name]()
      .evaluate((element) => element.getBoundingClientRect().top + scrollY);
  const top = await placeOf("first");
  await page.route("**/admin/articles/session", (route) => route.abort());
  await typeAtEnd(page, " Fin.");
  const end = await placeOf("last");
  await expect(state).toBeInViewport({ ratio: 1 });
  await expect(state.getByRole("status")).toContainText("Hors ligne, gardé ici. Continuez à écrire");
  expect(await placeOf("last")).toBe(end);
  await expectAccessible(page);
  await page.evaluate(() => scrollTo(0, 0));
  expect(await placeOf("first")).toBe(top);
  await page.getByRole("textbox", { name: "Titre", exact: true }).first().focus();
  await expect(state).toBeInViewport({ ratio: 1 });
  await context.clearCookies();
  await page.unroute("**/admin/articles/session");
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await expect(state.getByRole("link", { name: "Se connecter dans un autre onglet" })).toBeInViewport({ ratio: 1 });
  expect(await placeOf("first")).toBe(top);
  await expectNoSidewaysScroll(page);
  await context.close();
});

test("saves by a button are announced, automatic saves are not @desktop", async ({ page }) => {
  const article = await anArticleWithComments();
  await signIn(page, await aMember("editor"));
  await open(page, article.id);
  const status = page.locator(".save-status").getByRole("status");
  await page.evaluate(() => {
    const region = document.querySelector<HTMLElement>(".save-status [role=status]");
    const look = () => {
      if (region?.textContent) region.dataset.said = `${region.dataset.said ?? ""}|${region.textContent}`;
    };
    if (region) new MutationObserver(look).observe(region, { childList: true, characterData: true, subtree: true });
  });
  await typeAtEnd(page, " Un, deux, trois.");
  await expect.poll(() => bodyAtWork(article.id)).toContain("trois.");
  await expect(page.locator(".save-status")).toContainText("Enregistré à");
  await expect(status).toHaveText("");
  await page.keyboard.press("ControlOrMeta+s");
  await expect(status).toHaveText(/^Enregistré à/);
  await expect(status).toHaveAttribute("data-said", /^\|Enregistré à [^|]*$/);
});

test("an editor's text survives the end of their session and is not shown to another member in the same browser @desktop", async ({
  browser,
  baseURL,
}) => {
  test.slow();
  const context = await browser.newContext({ baseURL });
  const page = await context.newPage();
  const article = await anArticleWithComments();
  const [author, other] = [await aMember("editor"), await aMember("editor")];
  await signIn(page, author);
  await open(page, article.id);
  await context.clearCookies();
  await typeAtEnd(page, " Secret et précieux.");
  await expect(page.getByText("Votre session a pris fin.")).toBeVisible();
  await expect(page.getByRole("link", { name: "Se connecter dans un autre onglet" })).toBeVisible();
  await signIn(page, other);
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await expect(page.getByText("Un autre compte est maintenant connecté dans ce navigateur.")).toBeVisible();

  await page.reload();
  await expect(bodyOf(page)).toBeVisible();
  // The article is theirs now: the first member's text is in no notice and reaches no save.
  await typeAtEnd(page, " Un autre.");
  await expect.poll(() => bodyAtWork(article.id)).toBe("<p>Un texte. Un autre.</p>");
  await expect(page.locator(".editor-notice")).toHaveCount(0);
  await expect(page.locator("main")).not.toContainText("Secret et précieux.");
  await page.goto("/admin/articles");

  await context.clearCookies();
  await signIn(page, author);
  await open(page, article.id);
  await expect(page.getByText("n’a jamais été enregistrée")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Reprendre la copie" }).click();
  await expect(bodyOf(page)).toHaveText("Un texte. Secret et précieux.");
  await expect.poll(() => bodyAtWork(article.id)).toBe("<p>Un texte. Secret et précieux.</p>");
  // The text that it replaced is kept too.
  expect(await bodiesKept(article.id)).toContain("<p>Un texte. Un autre.</p>");
  await context.close();
});

test("an editor keeps the text written while the site answers 503, and all of it is saved afterwards @desktop", async ({
  browser,
  baseURL,
}) => {
  const context = await browser.newContext({ baseURL });
  const page = await context.newPage();
  const article = await anArticleWithComments();
  await signIn(page, await aMember("editor"));
  await open(page, article.id);
  await page.route("**/admin/articles/session", (route) =>
    route.fulfill({ status: 503, headers: { "Retry-After": "5" }, body: "" }),
  );
  await typeAtEnd(page, " Pendant la panne.");
  await expect(page.getByText("Hors ligne, gardé ici. Continuez")).toBeVisible();
  await page.keyboard.type(" Et encore.");
  await page.unroute("**/admin/articles/session");
  await expect.poll(() => bodyAtWork(article.id)).toContain("Pendant la panne. Et encore.");
  await expect(page.locator(".save-status")).toContainText("Enregistré à");
  await context.close();
});

test("the text of an article that was deleted meanwhile becomes a new article @desktop", async ({
  browser,
  baseURL,
}) => {
  const context = await browser.newContext({ baseURL });
  const page = await context.newPage();
  const article = await anArticleWithComments();
  await signIn(page, await aMember("editor"));
  await open(page, article.id);
  await withSiteDatabase((db) => db.delete(articles).where(eq(articles.id, article.id)));
  await typeAtEnd(page, " Sauvé.");
  await expect(page.getByText("Cet article a été supprimé entre-temps.")).toBeVisible();
  // After the tab is closed, the text is offered on the page for new articles.
  await page.goto("/admin/articles/new");
  await expect(bodyOf(page)).toHaveText("Un texte. Sauvé.");
  await expect(page).toHaveURL(/\/admin\/articles\/\d+$/);
  const id = Number(/\d+$/.exec(new URL(page.url()).pathname)?.[0]);
  expect(id).not.toBe(article.id);
  await expect.poll(() => bodyAtWork(id)).toBe("<p>Un texte. Sauvé.</p>");
  await context.close();
});
