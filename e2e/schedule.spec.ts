import { randomUUID } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { articleSchedules } from "#db/schema.ts";
import { setArticleStatus } from "#features/articles/mutations.ts";
import { beginArticle, emptyContent } from "#features/newsroom/desk/mutations.ts";
import { aMember, onDatabase, rowOf, signIn } from "./discussions.ts";
import { expect, test } from "./fixtures.ts";

test("a contributor plans nothing; an editor does, it appears by itself, and its withdrawal says why @desktop @nojs", async ({
  page,
  request,
}) => {
  const contributor = await aMember("contributor");
  const slug = `essai-${randomUUID()}`;
  const path = `/articles/${slug}`;
  const { id } = await onDatabase(async (db) => {
    const writer = { id: (await rowOf(contributor)).id, role: "contributor" } as const;
    const content = { ...(await emptyContent(db, writer.id)), title: `Essai ${slug.slice(6, 14)}`, slug };
    return beginArticle(db, writer, { ...content, bodyHtml: "<p>Un texte.</p>" });
  });
  const desk = `/admin/articles/${id}`;
  await signIn(page, contributor);
  await page.goto(desk);
  await expect(page.getByText("Publier plus tard…")).toHaveCount(0);

  await page.context().clearCookies();
  await signIn(page, await aMember("editor"));
  await page.goto(desk);
  await page.locator("summary", { hasText: "Publier plus tard…" }).click();
  await page.getByLabel("Jour et heure").fill("2020-01-01T08:00");
  await page.getByRole("button", { name: "Programmer" }).click();
  await expect(page.getByText("Cette heure est déjà passée.")).toBeVisible();
  await page.getByLabel("Jour et heure").fill(`${new Date().getUTCFullYear() + 1}-06-01T08:00`);
  await page.getByRole("button", { name: "Programmer" }).click();
  await page.getByRole("button", { name: "Programmer quand même" }).click();
  await expect(page.getByText("Programmé : il paraîtra tout seul.")).toBeVisible();
  await expect(page.locator(".desk-plan")).toContainText("juin");
  expect((await request.get(path)).status()).toBe(404);
  // Its time comes.
  await onDatabase((db) =>
    db
      .update(articleSchedules)
      .set({ publishAt: sql`now() + interval '1 second'` })
      .where(eq(articleSchedules.articleId, id)),
  );
  await expect(async () => expect((await request.get(path)).status()).toBe(200)).toPass();
  await expect.poll(async () => (await request.get("/feed.xml")).text()).toContain(slug);

  await page.goto(desk);
  await page.locator("summary", { hasText: "Retirer l’article…" }).click();
  await page.getByRole("button", { name: "Retirer", exact: true }).click();
  await expect(page.getByText("Dites aux lecteurs pourquoi l’article est retiré.")).toBeVisible();
  await page.getByLabel("Le mot aux lecteurs").fill("Deux faits étaient faux.");
  await page.getByRole("button", { name: "Retirer", exact: true }).click();
  await expect(page.getByText("Retiré : son adresse dit pourquoi.")).toBeVisible();
  expect((await page.goto(path))?.status()).toBe(410);
  await expect(page.getByRole("region", { name: "Le mot de la rédaction" })).toContainText("Deux faits étaient faux.");
  await expect.poll(async () => (await request.get("/feed.xml")).text()).not.toContain(slug);

  await page.goto(desk);
  await page.getByRole("button", { name: "Remettre en ligne" }).click();
  await expect(page.getByText("Publié : les lecteurs l’ont.")).toBeVisible();
  expect((await page.goto(path))?.status()).toBe(200);
  // Not for the first pages of journeys beside this one.
  await onDatabase((db) => setArticleStatus(db, [id], "draft"));
});
