import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { eq, sql } from "drizzle-orm";
import { articleDrafts, articleEditLocks, articleSchedules, articles } from "#db/schema.ts";
import { setArticleStatus } from "#features/articles/mutations.ts";
import { createDraft, emptyContent } from "#features/newsroom/drafts/mutations.ts";
import { scheduleDraft } from "#features/newsroom/schedule/mutations.ts";
import { expect, test } from "./fixtures.ts";
import { withSiteDatabase } from "./site-database.ts";
import { aMember, findMemberRow, signIn } from "./test-data.ts";

test("a contributor cannot schedule; an editor schedules an article that appears automatically, and its withdrawal says why @desktop @nojs", async ({
  page,
  request,
}) => {
  const contributor = await aMember("contributor");
  const slug = `essai-${randomUUID()}`;
  const path = `/articles/${slug}`;
  const { id } = await withSiteDatabase(async (db) => {
    const writer = { id: (await findMemberRow(contributor)).id, role: "contributor" } as const;
    const content = { ...(await emptyContent(db, writer.id)), title: `Essai ${slug.slice(6, 14)}`, slug };
    return createDraft(db, writer, { ...content, bodyHtml: "<p>Un texte.</p>" });
  });
  const editorPath = `/admin/articles/${id}`;
  await signIn(page, contributor);
  await page.goto(editorPath);
  await expect(page.getByText("Publier plus tard…")).toHaveCount(0);

  await page.context().clearCookies();
  await signIn(page, await aMember("editor"));
  await page.goto(editorPath);
  await page.locator("summary", { hasText: "Publier plus tard…" }).click();
  await page.getByLabel("Jour et heure").fill("2020-01-01T08:00");
  await page.getByRole("button", { name: "Programmer" }).click();
  await expect(page.getByText("Cette heure est déjà passée")).toBeVisible();
  await page.getByLabel("Jour et heure").fill(`${new Date().getUTCFullYear() + 1}-06-01T08:00`);
  await page.getByRole("button", { name: "Programmer" }).click();
  await page.getByRole("button", { name: "Programmer quand même" }).click();
  await expect(page.getByText("Programmé : l’article sera publié automatiquement.")).toBeVisible();
  await expect(page.locator(".publish-schedule")).toContainText("juin");
  expect((await request.get(path)).status()).toBe(404);
  // The scheduled time arrives.
  await withSiteDatabase((db) =>
    db
      .update(articleSchedules)
      .set({ publishAt: sql`now() + interval '1 second'` })
      .where(eq(articleSchedules.articleId, id)),
  );
  await expect(async () => expect((await request.get(path)).status()).toBe(200)).toPass();
  await expect.poll(async () => (await request.get("/feed.xml")).text()).toContain(slug);

  await page.goto(editorPath);
  await page.locator("summary", { hasText: "Retirer l’article…" }).click();
  await page.getByRole("button", { name: "Retirer", exact: true }).click();
  await expect(page.getByText("Expliquez aux lecteurs pourquoi l’article est retiré.")).toBeVisible();
  await page.getByLabel("Message aux lecteurs").fill("Deux faits étaient faux.");
  await page.getByRole("button", { name: "Retirer", exact: true }).click();
  await expect(page.getByText("Retiré : votre message s’affiche à l’adresse de l’article.")).toBeVisible();
  expect((await page.goto(path))?.status()).toBe(410);
  await expect(page.getByRole("region", { name: "Note de la rédaction" })).toContainText("Deux faits étaient faux.");
  await expect.poll(async () => (await request.get("/feed.xml")).text()).not.toContain(slug);

  await page.goto(editorPath);
  await page.getByRole("button", { name: "Remettre en ligne" }).click();
  await expect(page.getByText("Publié : l’article est en ligne.")).toBeVisible();
  expect((await page.goto(path))?.status()).toBe(200);
  // The page is left first, so that it shows no question about the change. As a draft the article is on no first page of concurrent journeys.
  await page.goto(editorPath);
  await withSiteDatabase((db) => setArticleStatus(db, [id], "draft"));
});

test("a scheduled article appears as it was last saved while an editor writes; they see this and continue, a waiting editor sees the new text @desktop", async ({
  browser,
  baseURL,
  request,
}) => {
  const [first, second] = [await aMember("editor"), await aMember("editor")];
  const slug = `essai-${randomUUID()}`;
  const id = await withSiteDatabase(async (db) => {
    const writer = { id: (await findMemberRow(first)).id, role: "editor" } as const;
    const content = { ...(await emptyContent(db, writer.id)), title: `Essai ${slug.slice(6, 14)}`, slug };
    const begun = await createDraft(db, writer, { ...content, bodyHtml: "<p>Un texte.</p>" });
    await scheduleDraft(db, writer, begun.id, 1, { local: `${new Date().getUTCFullYear() + 1}-06-01T08:00` });
    return begun.id;
  });
  const [one, two] = [await browser.newContext({ baseURL }), await browser.newContext({ baseURL })];
  const [page, waiting] = [await one.newPage(), await two.newPage()];
  const bodyOf = (of: Page) => of.getByRole("textbox", { name: "Corps de l’article" }).and(of.locator(".ProseMirror"));
  // A window asks the site immediately on return, as it does every fifteen seconds.
  const comeBack = (of: Page) => of.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await signIn(page, first);
  await page.goto(`/admin/articles/${id}`);
  await bodyOf(page).click();
  await signIn(waiting, second);
  await waiting.goto(`/admin/articles/${id}`);
  await expect(waiting.getByText(`${first.name} modifie cet article`)).toBeVisible();

  // A sentence that is typed but not yet saved at the scheduled time.
  const moment = Promise.withResolvers<void>();
  let held = 0;
  await page.route("**/admin/articles/**", async (route) => {
    const isSave = route.request().method() === "POST" && (route.request().postData() ?? "").includes("Une phrase.");
    if (isSave) {
      held += 1;
      await moment.promise;
    }
    await route.continue();
  });
  await page.keyboard.press("End");
  await page.keyboard.type(" Une phrase.");
  await expect.poll(() => held).toBeGreaterThan(0);
  await withSiteDatabase((db) =>
    db.update(articleSchedules).set({ publishAt: sql`now()` }).where(eq(articleSchedules.articleId, id)),
  );
  await expect.poll(async () => (await request.get(`/articles/${slug}`)).status()).toBe(200);
  expect(await (await request.get(`/articles/${slug}`)).text()).not.toContain("Une phrase.");
  moment.resolve();
  await expect(page.getByText("Le texte prévu vient d’être publié")).toBeVisible();
  await expect(page.locator(".admin-status")).toHaveText("publié");
  await expect(page.locator(".publish-schedule")).toHaveCount(0);
  await page.keyboard.type(" Et une autre.");
  const atWork = () =>
    withSiteDatabase(async (db) => {
      const [draft] = await db.select().from(articleDrafts).where(eq(articleDrafts.articleId, id));
      return draft?.content?.bodyHtml;
    });
  await expect.poll(atWork).toBe("<p>Un texte. Une phrase. Et une autre.</p>");
  await expect(page.getByText("Ce texte n’est pas encore en ligne.")).toBeVisible();
  await one.close();
  await withSiteDatabase((db) => db.delete(articleEditLocks).where(eq(articleEditLocks.articleId, id)));

  // The waiting window still shows the old text: it says so, and nothing can overwrite the new one.
  await comeBack(waiting);
  await expect(waiting.getByText("qui affiche encore l’ancien")).toBeVisible();
  await expect(bodyOf(waiting)).toHaveAttribute("contenteditable", "false");
  await waiting.getByRole("link", { name: "Ouvrir le texte enregistré" }).click();
  await expect(bodyOf(waiting)).toHaveText("Un texte. Une phrase. Et une autre.");
  await expect(bodyOf(waiting)).toHaveAttribute("contenteditable", "true");
  await two.close();
  await withSiteDatabase((db) => db.delete(articles).where(eq(articles.id, id)));
});
