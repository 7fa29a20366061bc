import { randomInt, randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { upsertArticle } from "#features/articles/mutations.ts";
import { expect, test } from "./fixtures.ts";
import { aQueue, item, untilSent } from "./moderation-queue.ts";
import { withSiteDatabase } from "./site-database.ts";
import { aMember, signIn } from "./test-data.ts";

/** A word that no other text has. */
const aWord = () => Array.from({ length: 10 }, () => "bcdfghjklmnpqrstvwxz"[randomInt(20)]).join("");

/** The titles of the hits of a search; of a comment its article's. */
async function listHits(page: Page, word: string): Promise<string[]> {
  await page.goto(`/search?q=${word}`);
  return page.locator(".hit h3 a").allTextContents();
}

async function listSuggestedTitles(page: Page, word: string): Promise<string[]> {
  const answer = await page.request.get(`/search/suggest?q=${word}`);
  const { articles } = (await answer.json()) as { articles: { text: string }[] };
  return articles.map(({ text }) => text);
}

async function changeStatus(page: Page, word: string, status: "publier" | "retirer"): Promise<void> {
  await page.goto(`/admin/articles?q=${word}`);
  await page.getByRole("checkbox", { name: new RegExp(word) }).check();
  await page.getByText("Agir sur les articles sélectionnés").click();
  await page.getByLabel("État", { exact: true }).selectOption({ label: status });
  if (status === "retirer") await page.getByLabel("Message aux lecteurs").fill("Un fait était faux.");
  await page.getByRole("button", { name: "Changer l’état" }).click();
  await expect(page.getByText("1 article modifié.")).toBeVisible();
}

test("a withdrawn article leaves the search and the suggestions at once, and comes back when it is published again @desktop", async ({
  page,
}) => {
  test.slow();
  const word = aWord();
  const title = `Essai ${word}`;
  await withSiteDatabase((db) =>
    upsertArticle(db, {
      slug: `essai-${randomUUID()}`,
      title,
      lead: "",
      bodyHtml: "<p>Un texte.</p>",
      status: "published",
      publishedAt: new Date("2001-02-03T04:05:06Z"),
    }),
  );
  await signIn(page, await aMember("editor"));
  expect(await listHits(page, word)).toEqual([title]);
  expect(await listSuggestedTitles(page, word)).toEqual([title]);

  await changeStatus(page, word, "retirer");
  expect(await listHits(page, word)).toEqual([]);
  await expect(page.getByRole("heading", { name: /^Aucun résultat pour/ })).toBeVisible();
  expect(await listSuggestedTitles(page, word)).toEqual([]);

  await changeStatus(page, word, "publier");
  // A search without results depends on no article: it may be kept until its minute is over.
  await expect.poll(() => listHits(page, word), { timeout: 120_000 }).toEqual([title]);
  await expect.poll(() => listSuggestedTitles(page, word), { timeout: 120_000 }).toEqual([title]);
});

test("a comment that a moderator removes leaves the search at once @desktop", async ({ page }) => {
  const word = aWord();
  const text = `Un avis sur ${word}`;
  const { address } = await aQueue(page, 1, { status: "visible", bodyHtml: `<p>${text}</p>` });
  expect(await listHits(page, word)).toHaveLength(1);
  await expect(page.locator(".hit-note mark")).toHaveText(word);

  await page.goto(`${address}&view=all`);
  await item(page, word).getByRole("checkbox").check();
  await page.getByLabel("Décision", { exact: true }).selectOption("remove:respect");
  await page.getByRole("button", { name: /^Retirer 1 commentaire/ }).click();
  await untilSent(page);
  expect(await listHits(page, word)).toEqual([]);
});
