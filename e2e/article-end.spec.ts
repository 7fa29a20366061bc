import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { eq } from "drizzle-orm";
import { articleAuthors, articleCategories, articles, articleTags, authors, categories, tags } from "#db/schema.ts";
import { addCorrection } from "#features/corrections/mutations.ts";
import { expect, expectReadableAtBothWidths, test } from "./fixtures.ts";
import { withSiteDatabase } from "./site-database.ts";
import { aMember, anArticleWithComments, signIn, waitUntilHydrated } from "./test-data.ts";

const link = "https://exemple.test/un-guide";

/** An article with headings, links, a note, two categories, a tag, an author and a correction. */
async function aFullArticle() {
  const article = await anArticleWithComments([{ key: "un avis" }]);
  const unique = article.slug.slice(6, 14);
  const paragraph = `<p>Des mots et <a href="${link}">un guide</a>, et encore des mots.</p>`;
  const bodyHtml = `${["Premier", "Deuxième", "Comments"].map((name) => `<h2>${name}</h2>${paragraph.repeat(12)}`).join("")}<p>Fin<small data-note="">Un carnet.</small>.</p>`;
  await withSiteDatabase(async (db) => {
    await db.update(articles).set({ bodyHtml, wordCount: 900 }).where(eq(articles.id, article.id));
    const [tag] = await db
      .insert(tags)
      .values({ slug: `sujet-${unique}`, name: `Sujet ${unique}` })
      .returning();
    const [author] = await db
      .insert(authors)
      .values({ handle: `autrice-${unique}`, name: `Autrice ${unique}`, biography: "Couvre les essais." })
      .returning();
    const listedAt = new Date("2001-02-03T04:05:06Z");
    await db.insert(articleTags).values({ articleId: article.id, tagId: tag?.id ?? 0, listedAt });
    await db.insert(articleAuthors).values({ articleId: article.id, authorId: author?.id ?? 0, listedAt });
    for (const [position, name] of [`Une ${unique}`, `Deux ${unique}`].entries()) {
      const slug = name.toLowerCase().replace(" ", "-");
      const [category] = await db.insert(categories).values({ slug, name }).returning();
      await db
        .insert(articleCategories)
        .values({ articleId: article.id, categoryId: category?.id ?? 0, position, listedAt });
    }
    await addCorrection(db, article.id, null, { kind: "correction", note: "Le délai est de trois jours." });
  });
  return { ...article, unique };
}

/** Scripts start at the first interaction. */
async function startScripts(page: Page) {
  await page.locator("h1").click();
  await waitUntilHydrated(page);
}

test("an article ends with its corrections, subjects, ways to share and author, in this order @desktop @nojs", async ({
  page,
}) => {
  const { path, unique } = await aFullArticle();
  await page.goto(path);
  const order = await page
    .locator(".notes, #corrections, #subjects, #share, #authors, #rating, #related, #newsletter, #comments")
    .evaluateAll((all) => all.map(({ id, className }) => id || className));
  expect(order.filter((id) => id !== "related" && id !== "newsletter")).toEqual([
    "notes",
    "corrections",
    "subjects",
    "share",
    "authors",
    "rating",
    "comments",
  ]);
  // The first category is above the headline, the others are beside the tags.
  await expect(page.locator("article > header").first()).toContainText(`Une ${unique}`);
  await expect(page.locator("#subjects a.pill")).toHaveText([`Deux ${unique}`, `Sujet ${unique}`]);
  await expect(page.locator("#source")).toHaveCount(0);
  const box = page.locator(".author-box");
  await expect(box.getByRole("heading", { name: `Autrice ${unique}` })).toBeVisible();
  await expect(box).toContainText("Couvre les essais.");
  // The date beside the text leads to the note.
  const corrected = page.locator(".change-date a");
  await expect(corrected).toHaveText("Corrigé le");
  const target = (await corrected.getAttribute("href")) ?? "";
  await expect(page.locator(target)).toContainText("Le délai est de trois jours.");
});

test("an article without tags, authors and corrections has no empty lines @nojs", async ({
  page,
  javaScriptEnabled,
}) => {
  const { path } = await anArticleWithComments();
  await page.goto(path);
  for (const absent of ["#source", "#corrections", "#subjects", "#authors", ".article-contents", ".change-date"])
    await expect(page.locator(absent)).toHaveCount(0);
  await expect(page.getByRole("region", { name: "Partager" })).toBeVisible();
  if (javaScriptEnabled) await expectReadableAtBothWidths(page);
});

test("sharing needs no script for mail, and shows the address to copy @nojs", async ({ page, javaScriptEnabled }) => {
  test.skip(javaScriptEnabled !== false, "for browsers without scripts");
  const { path } = await anArticleWithComments();
  await page.goto(path);
  const share = page.getByRole("region", { name: "Partager" });
  await expect(share.locator(".share-address")).toHaveText(new URL(path, page.url()).href);
  await expect(share.getByRole("link", { name: "Courriel" })).toHaveAttribute(
    "href",
    new RegExp(`^mailto:.*${encodeURIComponent(path)}$`),
  );
  await expect(share.getByRole("button")).toHaveCount(0);
});

test("a reader copies the address, and shares on a server of their own @desktop", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const { path } = await anArticleWithComments();
  await page.goto(path);
  await startScripts(page);
  const share = page.getByRole("region", { name: "Partager" });
  await share.getByRole("button", { name: "Copier le lien" }).click();
  await expect(share.getByRole("button", { name: "Lien copié" })).toBeVisible();
  await expect(share.getByRole("status")).toHaveText("Lien copié");
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(new URL(path, page.url()).href);

  await share.getByText("Mastodon", { exact: true }).click();
  const field = share.getByLabel("Votre serveur Mastodon");
  await expect(field).toBeFocused();
  await field.fill("pas un serveur");
  await share.getByRole("button", { name: "Ouvrir" }).click();
  await expect(share.getByRole("alert")).toContainText("mastodon.social");
  // Journeys make no requests to other sites.
  await page.evaluate(() => {
    window.open = (address) => {
      document.documentElement.dataset.opened = String(address);
      return null;
    };
  });
  await field.fill("@ada@social.test");
  await share.getByRole("button", { name: "Ouvrir" }).click();
  await expect(page.locator("html")).toHaveAttribute(
    "data-opened",
    new RegExp(`^https://social\\.test/share\\?text=.*${encodeURIComponent(path)}$`),
  );
});

test("a member follows a tag and the author from the article, which says so after a reload @desktop", async ({
  page,
}) => {
  const { path, unique } = await aFullArticle();
  await page.goto(path);
  await signIn(page, await aMember("reader"));
  await page.goto(path);
  for (const name of [`Sujet ${unique}`, `Autrice ${unique}`]) {
    const width = async () =>
      (await page.getByRole("button", { name: new RegExp(`(Suivre|Suivi).*${name}`) }).boundingBox())?.width;
    const before = await width();
    await page.getByRole("button", { name: `Suivre ${name}` }).click();
    await expect(page.getByText(`Vous suivez ${name}.`)).toBeVisible();
    expect(await width()).toBe(before);
  }
  await page.reload();
  for (const name of [`Sujet ${unique}`, `Autrice ${unique}`])
    await expect(page.getByRole("button", { name: new RegExp(`^Suivi.*${name}`) })).toBeVisible();
});

test("a signed-out reader who follows a tag of an article is asked to sign in beside it @nojs", async ({ page }) => {
  const { path, unique } = await aFullArticle();
  await page.goto(path);
  await page.getByRole("button", { name: `Suivre Sujet ${unique}` }).click();
  const subjects = page.locator("#subjects");
  await expect(subjects.getByLabel("Adresse électronique")).toBeVisible();
  await expect(subjects.getByRole("link", { name: "Autres façons de se connecter" })).toHaveAttribute(
    "href",
    /\/login\?next=/,
  );
});

test("the list of contents leads to headings of its own and marks the current one @desktop", async ({ page }) => {
  const { path } = await aFullArticle();
  await page.goto(path);
  const contents = page.getByRole("navigation", { name: "Dans cet article" });
  await expect(contents.getByRole("link")).toHaveText(["Premier", "Deuxième", "Comments"]);
  // The discussion's id stays its own.
  await expect(contents.getByRole("link", { name: "Comments" })).toHaveAttribute("href", "#comments-2");
  await startScripts(page);
  await contents.getByRole("link", { name: "Deuxième" }).click();
  await expect(contents.getByRole("link", { name: "Deuxième" })).toHaveAttribute("aria-current", "location");
  await expect(contents.locator("[aria-current]")).toHaveCount(1);
});

test("on a phone the contents are folded above the text @phone", async ({ page }) => {
  const { path } = await aFullArticle();
  await page.goto(path);
  await expect(page.getByRole("navigation", { name: "Dans cet article" })).toHaveCount(0);
  await page.getByText("Dans cet article", { exact: true }).last().tap();
  await expect(page.getByRole("link", { name: "Deuxième" })).toBeVisible();
});

test("the meaning of the chosen stars is shown without scripts @nojs @desktop", async ({ page }) => {
  const { path } = await anArticleWithComments();
  await page.goto(path);
  const rating = page.locator("#rating");
  await expect(rating.getByText("De 1 (je déconseille) à 5 (excellent)")).toBeVisible();
  await rating.getByRole("radio", { name: "4 étoiles" }).check();
  await expect(rating.getByText(/^4 sur 5/)).toBeVisible();
  await expect(rating.getByText(/^3 sur 5/)).toBeHidden();
  const colour = (star: number) =>
    rating
      .locator(".vote .star")
      .nth(star)
      .evaluate((element) => getComputedStyle(element).fill);
  await page.mouse.move(0, 0);
  await expect.poll(() => colour(3)).not.toBe(await colour(4));
});

test("recent dates are ages of the same width once scripts run, with the date as a title @desktop", async ({
  page,
}) => {
  const { path } = await anArticleWithComments([{ key: "récent", createdAt: new Date(Date.now() - 2.5 * 3_600_000) }]);
  await page.goto(path);
  const date = page.locator(".h-cite time").first();
  const width = async () => (await date.boundingBox())?.width;
  const before = await width();
  await expect(date).toHaveAttribute("title", /^\S+ \S+\s\S+ \d{4} à/);
  await startScripts(page);
  await expect(date).toHaveAttribute("data-ago", /^il y a 2\s(heures|h)$/);
  expect(await width()).toBe(before);
  // The text of the page stays the date.
  await expect(date).toHaveText(/\d{4} à \d/);
});

test("a printed article has the addresses of its links and no forms; its discussion only on request @desktop", async ({
  page,
}) => {
  const { path } = await aFullArticle();
  await page.goto(path);
  await startScripts(page);
  await page.emulateMedia({ media: "print" });
  for (const absent of [
    "#rating",
    "#share",
    "#subjects",
    "#authors",
    "#newsletter",
    "#comments",
    "form",
    "button",
    "nav",
  ])
    for (const element of await page.locator(absent).all()) await expect(element).toBeHidden();
  await expect(page.locator("#corrections")).toBeVisible();
  const links = page.locator(".printed-links li");
  await expect(links.first()).toHaveText(link);
  expect(await links.count()).toBe(await page.locator(`.e-content a[href="${link}"]`).count());
  await expect(page.locator(".printed-address")).toHaveText(new URL(path, page.url()).href);
  // The button asks for the comments too, and takes that back once printed.
  await page.emulateMedia({ media: "screen" });
  await page.evaluate(() => {
    window.print = () => {
      document.documentElement.dataset.seen = document.documentElement.dataset.print ?? "";
      dispatchEvent(new Event("afterprint"));
    };
  });
  await page.getByRole("button", { name: "Imprimer avec les commentaires" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-seen", "comments");
  await expect(page.locator("html")).not.toHaveAttribute("data-print");
  await page.evaluate(() => {
    document.documentElement.dataset.print = "comments";
  });
  await page.emulateMedia({ media: "print" });
  await expect(page.locator("#comments")).toBeVisible();
  await expect(page.locator("#comments textarea")).toBeHidden();
});

test("an article prints on A4 and on Letter @desktop", async ({ page }, testInfo) => {
  const { path } = await aFullArticle();
  await page.goto(path);
  for (const format of ["A4", "Letter"]) {
    const file = testInfo.outputPath(`${format}.pdf`);
    await page.pdf({ path: file, format, preferCSSPageSize: false });
    expect((await readFile(file)).subarray(0, 5).toString()).toBe("%PDF-");
  }
});
