import { randomUUID } from "node:crypto";
import { media } from "#db/schema.ts";
import { upsertArticle } from "#features/articles/mutations.ts";
import { hostileInputs } from "#lib/hostile-text-testing.ts";
import { sanitizeArticle, sanitizeComment } from "#lib/html/allowlist.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toHtml } from "#lib/html/serialise.ts";
import { expect, expectNoSidewaysScroll, test } from "./fixtures.ts";
import { withSiteDatabase } from "./site-database.ts";
import { aMember, anArticleWithComments, commentWithText, signIn } from "./test-data.ts";

const word = "Anticonstitutionnellement".repeat(20);
const address = `https://exemple.test/${"chemin-".repeat(60)}?${"a=1&".repeat(60)}`;
const nested = (name: string, depth: number) => `<${name}>`.repeat(depth) + word + `</${name}>`.repeat(depth);

/** The id of a picture on the site. */
const anyPicture = "a".repeat(24);

/** Texts that made pages scroll sideways, and texts that might. */
const bodies: Record<string, string> = {
  "long words": `<p>${word}</p><h2>${word}</h2><blockquote>${word}</blockquote><ul><li>${word}<ol><li>${word}</ul><dl><dt>${word}<dd>${word}</dl>`,
  "a long address": `<p><a href="${address}">${address}</a></p><p data-embed=""><a href="${address}">${address}</a></p>`,
  code: `<pre><code>${word} ${word}</code></pre><p><code>${word}</code> <kbd>${word}</kbd></p><ul><li><pre>${word}</pre></ul>`,
  "a wide table": `<table><caption>${word}</caption><tr>${`<th>${word}`.repeat(12)}<tr>${"<td>a".repeat(40)}</table>`,
  "a table in a list": `<ul><li><table><tr>${`<td>${word}`.repeat(6)}</table></ul>`,
  "a picture's words": `<figure><img src="/media/${anyPicture}" alt="${word}" width="4000" height="30"><figcaption>${word}</figcaption></figure><p><img src="/media/${anyPicture}" alt="" width="4000" height="3"></p>`,
  "a callout": `<aside data-callout="note"><p>${word}</p><pre>${word}</pre></aside>`,
  "an expandable section": `<details><summary>${word}</summary><p>${word}</p></details>`,
  quotations: nested("blockquote", 100),
  lists: nested("ul><li", 90).replaceAll("</ul><li>", "</li></ul>"),
  notes: `<p>Un texte<small data-note="">${word} <a href="${address}">${address}</a></small>.</p>`,
  "small and raised letters": `<p>${nested("sup", 30)} ${nested("sub", 30)} ${nested("q", 30)} <mark>${word}</mark></p>`,
};

test("imported text of any shape never makes a page scroll sideways", async ({ page }) => {
  const hostile = hostileInputs(3_000).filter((_, n) => n % 12 === 0);
  const slugs = await withSiteDatabase(async (db) => {
    const [picture] = await db.select({ id: media.id }).from(media).limit(1);
    const made: string[] = [];
    for (const texts of [Object.values(bodies), hostile.map(([, text]) => text)]) {
      const slug = `essai-${randomUUID()}`;
      // Each text is made safe by itself, so that none is inside an unclosed element of another.
      const safe = texts.map((text) =>
        toHtml(sanitizeArticle(parseHtml(text.replaceAll(anyPicture, picture?.id ?? "")))),
      );
      await upsertArticle(db, {
        slug,
        title: `Essai ${word}`,
        lead: `${word} ${address}`,
        status: "published",
        publishedAt: new Date("2001-02-03T04:05:06Z"),
        bodyHtml: safe.join("\n"),
      });
      made.push(slug);
    }
    return made;
  });
  for (const slug of slugs) {
    await page.goto(`/articles/${slug}`);
    await expectNoSidewaysScroll(page);
  }
});

test("comments and names of any shape never make a discussion scroll sideways", async ({ page }) => {
  const html = (body: string) => toHtml(sanitizeComment(parseHtml(body)));
  const comments = Object.entries(bodies).map(([what, body]) => ({
    key: what,
    authorName: "W".repeat(80),
    bodyHtml: html(body) || "<p>vide</p>",
    bodySource: what,
  }));
  const article = await anArticleWithComments(comments);
  for (const path of [article.path, `${article.path}/comments`]) {
    await page.goto(path);
    await expectNoSidewaysScroll(page);
  }
});

test("the newsroom's list of articles with long titles does not scroll sideways", async ({ page }) => {
  await withSiteDatabase((db) =>
    upsertArticle(db, {
      slug: `essai-${randomUUID()}`,
      title: word,
      lead: word,
      status: "draft",
      bodyHtml: "",
      publishedAt: null,
    }),
  );
  await signIn(page, await aMember("editor"));
  await page.goto("/admin/articles");
  await expectNoSidewaysScroll(page);
});

test("a comment that once crashed the process is refused in its form, its text stays, and the site keeps running @desktop", async ({
  page,
  request,
}) => {
  const { path } = await anArticleWithComments();
  await signIn(page, await aMember());
  await page.goto(path);
  const form = page.locator("#comments form.comment-form");
  const hostile = `${"* ".repeat(2_500)}x`;
  await form.getByLabel("Votre commentaire").fill(hostile);
  await form.getByRole("button", { name: "Publier le commentaire" }).click();
  // Other readers are answered while the text is screened.
  const answers = await Promise.all(Array.from({ length: 20 }, () => request.get(path)));
  expect(answers.map((answer) => answer.status())).toEqual(answers.map(() => 200));
  await expect(form.locator(".field-error, [role=alert]").filter({ hasText: "imbriquées" }).first()).toBeVisible();
  await expect(form.getByLabel("Votre commentaire")).toHaveValue(hostile);

  const good = `Un essai ${randomUUID()}`;
  await form.getByLabel("Votre commentaire").fill(good);
  await form.getByRole("button", { name: "Publier le commentaire" }).click();
  await expect(commentWithText(page, good)).toHaveCount(1);
});
