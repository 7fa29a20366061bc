import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import sharp from "sharp";
import { articleDrafts, articles, authors } from "#db/schema.ts";
import { upsertArticle } from "#features/articles/mutations.ts";
import { storeImage } from "#features/media/mutations.ts";
import { savedByHand, titleOf, untilReady } from "./editor.ts";
import { expect, expectAccessible, expectNoSidewaysScroll, test } from "./fixtures.ts";
import { withSiteDatabase } from "./site-database.ts";
import { aMember, anArticleWithComments, signIn } from "./test-data.ts";

test("an editor compares an older revision and restores it @nojs @desktop", async ({ page }) => {
  const article = await anArticleWithComments();
  await signIn(page, await aMember("editor"));
  const path = `/admin/articles/${article.id}`;
  for (const words of ["Le chat dort.", "Le chien dort."]) {
    await page.goto(path);
    await titleOf(page).fill("« Essai » à part");
    await page.getByLabel("Chapeau").fill(words);
    await page.getByRole("button", { name: "Enregistrer" }).click();
    // The message on the page may still refer to the previous save.
    await expect.poll(() => savedByHand(article.id)).toContain(words);
  }
  await page.goto(`${path}/revisions`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/^Révisions de «\s“Essai” à part\s»$/);
  await expect(page.locator(".revision-diff del")).toHaveText("chat");
  await expect(page.locator(".revision-diff ins")).toHaveText("chien");
  await page.locator(".revision-list a").last().click();
  await page.getByRole("button", { name: "Restaurer cette version" }).click();
  await expect(page).toHaveURL(new RegExp(`${path}\\?done=restore`));
  await expect(page.getByRole("textbox", { name: "Chapeau" })).toHaveValue("Le chat dort.");
});

test("an editor chooses ordered bylines, distinguishes namesakes, and picks from the whole library @desktop @nojs", async ({
  page,
}, testInfo) => {
  const mark = randomUUID().slice(0, 8);
  const article = await anArticleWithComments();
  const [ids, picture] = await withSiteDatabase(async (db) => {
    const same = { name: `Dupont, Zoé ${mark}` };
    const signed = [
      { ...same, handle: `a-${mark}` },
      { ...same, handle: `b-${mark}` },
    ];
    const made = await db.insert(authors).values(signed).returning({ id: authors.id });
    const bytes = await sharp({ create: { width: 40, height: 30, channels: 3, background: `#${mark.slice(0, 6)}` } })
      .png()
      .toBuffer();
    const stored = await storeImage(db, { bytes, originalName: "x.png", alt: `Une tour ${mark}` });
    if (!stored.ok) throw new Error(stored.code);
    return [made.map(({ id }) => id), stored.value.id];
  });
  const live = testInfo.project.name !== "no-javascript";
  await signIn(page, await aMember("editor"));
  await page.goto(`/admin/articles/${article.id}`);
  if (live) await untilReady(page);
  const byline = (n: number) => page.getByLabel(`Signature ${n}`, { exact: true });
  await byline(1).selectOption({ label: `Dupont, Zoé ${mark} (@b-${mark})` });
  if (!live) {
    await page.getByRole("button", { name: "Enregistrer" }).click();
    await expect(byline(2)).toBeVisible();
  }
  await byline(2).selectOption({ label: `Dupont, Zoé ${mark} (@a-${mark})` });
  await page.getByText("Image principale", { exact: true }).click();
  if (live) {
    await page.getByRole("button", { name: "Choisir dans la médiathèque" }).click();
    await page.getByRole("dialog").getByLabel("Chercher").fill(mark);
    await page
      .getByRole("dialog")
      .getByRole("button", { name: `Une tour ${mark}` })
      .click();
    await expect(page.getByRole("dialog")).toHaveCount(0);
  } else {
    await page.getByLabel("Chercher une image").fill(mark);
    await page.locator("#pictures").getByRole("button", { name: "Chercher" }).click();
    await page.getByRole("radio", { name: `Une tour ${mark}` }).check();
  }
  await expect(page.getByRole("radio", { name: `Une tour ${mark}` })).toBeChecked();
  await page.getByRole("button", { name: "Enregistrer" }).click();
  await expect
    .poll(() =>
      withSiteDatabase(async (db) => {
        const [draft] = await db.select().from(articleDrafts).where(eq(articleDrafts.articleId, article.id));
        return [draft?.content?.authorIds, draft?.content?.leadMediaId];
      }),
    )
    .toEqual([ids.reverse(), picture]);
});

test("an editor finds articles in the list, and categorises and publishes several in bulk @nojs @desktop", async ({
  page,
}) => {
  const word = `zz${randomUUID().slice(0, 8)}`;
  const made = [await anArticleWithComments(), await anArticleWithComments()];
  await withSiteDatabase(async (db) => {
    for (const { id } of made)
      await db
        .update(articles)
        .set({ title: `${word} ${id}` })
        .where(eq(articles.id, id));
  });
  await signIn(page, await aMember("editor"));
  await page.goto("/admin/articles");
  await page.getByRole("searchbox", { name: "Chercher" }).fill(word);
  await page.getByRole("button", { name: "Filtrer" }).click();
  await expect(page.locator(".admin-list > li")).toHaveCount(2);
  for (const box of await page.getByRole("checkbox", { name: new RegExp(word) }).all()) await box.check();
  await page.getByText("Agir sur les articles sélectionnés").click();
  await page.getByLabel("Mot-clé").fill(word);
  await page.getByRole("button", { name: "Ajouter le mot-clé" }).click();
  await expect(page.getByText("2 articles modifiés.")).toBeVisible();
  expect((await page.goto(`/tags/${word}`))?.status()).toBe(200);
  await page.goto(`/admin/articles?q=${word}&status=draft`);
  await expect(page.getByText("Aucun article ne correspond.")).toBeVisible();
});

test("an editor withdraws several articles in bulk with one note to readers, which is required @nojs @desktop", async ({
  page,
}, testInfo) => {
  const word = `zz${randomUUID().slice(0, 8)}`;
  const made = [await anArticleWithComments(), await anArticleWithComments()];
  await withSiteDatabase(async (db) => {
    for (const { id } of made)
      await db
        .update(articles)
        .set({ title: `${word} ${id}` })
        .where(eq(articles.id, id));
  });
  await signIn(page, await aMember("editor"));
  await page.goto(`/admin/articles?q=${word}`);
  const boxes = page.getByRole("checkbox", { name: new RegExp(word) });
  for (const box of await boxes.all()) await box.check();
  await page.getByText("Agir sur les articles sélectionnés").click();
  const note = page.getByLabel("Message aux lecteurs");
  await expect(note).toBeHidden();
  await page.getByLabel("État", { exact: true }).selectOption({ label: "retirer" });
  await page.getByRole("button", { name: "Changer l’état" }).click();
  await expect(page.getByText("Expliquez aux lecteurs pourquoi l’article est retiré.")).toBeVisible();
  await expect(page.getByLabel("État", { exact: true })).toHaveValue("withdrawn");
  for (const box of await boxes.all()) await expect(box).toBeChecked();
  await note.fill("Deux faits étaient faux.");
  await expectNoSidewaysScroll(page);
  if (testInfo.project.name !== "no-javascript") await expectAccessible(page);
  await page.getByRole("button", { name: "Changer l’état" }).click();
  await expect(page.getByText("2 articles modifiés.")).toBeVisible();
  for (const { path } of made) {
    expect((await page.goto(path))?.status()).toBe(410);
    await expect(page.getByRole("region", { name: "Note de la rédaction" })).toContainText("Deux faits étaient faux.");
  }
});

test("another site's video loads only after a reader's click, without scripts too @desktop", async ({
  browser,
  baseURL,
  page,
}) => {
  const slug = `essai-${randomUUID()}`;
  const body =
    '<p data-embed=""><a href="https://www.youtube.com/watch?v=dQw4w9WgXcQ">Un film</a></p>\n' +
    '<aside data-callout="key"><p>Retenez.</p></aside>\n<p>Un mot<small data-note="">Une note.</small>.</p>';
  await withSiteDatabase((db) =>
    upsertArticle(db, {
      slug,
      title: "Film",
      lead: "",
      status: "published",
      bodyHtml: body,
      publishedAt: new Date("2001-01-01"),
    }),
  );
  const answer = await page.goto(`/articles/${slug}`);
  expect(answer?.headers()["content-security-policy"]).toContain("frame-src https://www.youtube-nocookie.com;");
  await page.getByText("Un film").click();
  await expect(page.getByRole("link", { name: "Ouvrir sur youtube.com" })).toBeVisible();
  await expect(page.getByRole("complementary", { name: "À retenir" })).toContainText("Retenez.");
  await page.getByRole("link", { name: "Note 1", exact: true }).click();
  await expect(page.locator("#note-1")).toContainText("Une note.");
  await expectAccessible(page);

  // The player belongs to another site: a separate context, where a stub answers for it.
  const context = await browser.newContext({ baseURL, javaScriptEnabled: false });
  const asked: string[] = [];
  await context.route(/^https:/, (route) => {
    asked.push(route.request().url());
    return route.fulfill({ contentType: "text/html", body: "<p>Le lecteur</p>" });
  });
  const bare = await context.newPage();
  await bare.goto(`/articles/${slug}`);
  await bare.getByText("Un film").click();
  await expect(bare.getByRole("link", { name: "Charger ici" })).toBeVisible();
  expect(asked).toEqual([]);
  await bare.getByRole("link", { name: "Charger ici" }).click();
  await expect(bare.frameLocator("iframe").getByText("Le lecteur")).toBeVisible();
  expect(asked).toEqual(["https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"]);
  await context.close();
});
