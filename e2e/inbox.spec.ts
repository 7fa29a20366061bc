import type { Page } from "@playwright/test";
import { eq } from "drizzle-orm";
import { articles, feedItems } from "#db/schema.ts";
import { toAddressKey } from "#lib/feed/address-key.ts";
import { expect, expectAccessible, expectNoSidewaysScroll, test } from "./fixtures.ts";
import {
  addItems,
  aFeed,
  countDecisions,
  mergeAutomatically,
  publishAndEditAtSource,
  readSourceChange,
  statesOf,
} from "./inbox-items.ts";
import { withSiteDatabase } from "./site-database.ts";
import { aMember, findMemberRow, signIn, waitUntilHydrated } from "./test-data.ts";

/** Waits until the list works by script: until then a key does nothing, and the form of bulk decisions is shown. */
async function waitForKeys(page: Page): Promise<void> {
  await waitUntilHydrated(page);
  await expect(page.locator("#inbox-bulk")).toBeHidden();
}

const readArticle = async (id: number) => {
  const [row] = await withSiteDatabase((db) =>
    db.select({ status: articles.status, lead: articles.lead }).from(articles).where(eq(articles.id, id)),
  );
  return row;
};

test("only editors open the inbox @desktop", async ({ page }) => {
  expect((await page.goto("/admin/inbox"))?.status()).toBe(401);
  await signIn(page, await aMember("moderator"));
  expect((await page.goto("/admin/inbox"))?.status()).toBe(403);
});

test("an editor reads and decides by keys, fast ones too, and undoes @desktop", async ({ page }) => {
  const feed = await aFeed();
  const titles = ["un", "deux", "trois", "quatre", "cinq"].map((title) => `Essai ${title} ${feed.name}`);
  const ids = await addItems(feed, titles);
  await signIn(page, await aMember("editor"));
  await page.goto(feed.inbox);
  await waitForKeys(page);
  const heading = page.locator("#inbox-item-title");
  await expect(heading).toHaveText(titles[0] ?? "");
  await page.keyboard.press("j");
  await expect(heading).toHaveText(titles[1] ?? "");
  await expect(page.getByRole("link", { name: titles[1] })).toBeFocused();
  await page.keyboard.press("k");
  // Three decisions in a row, faster than any answer: each hits the item after the last one. A "p" that is pressed twice publishes one.
  await page.keyboard.press("s");
  await page.keyboard.press("p");
  await page.keyboard.press("p");
  await page.keyboard.press("s");
  await expect(heading).toHaveText(titles[3] ?? "");
  const now = () => statesOf(feed);
  await expect.poll(now).toEqual({
    ...{ [titles[0] ?? ""]: "skipped", [titles[1] ?? ""]: "published", [titles[2] ?? ""]: "skipped" },
    ...{ [titles[3] ?? ""]: "waiting", [titles[4] ?? ""]: "waiting" },
  });
  await page.keyboard.press("z");
  await expect(page.getByRole("link", { name: titles[2] })).toBeFocused();
  await expect.poll(async () => (await now())[titles[2] ?? ""]).toBe("waiting");
  await page.keyboard.press("u");
  await expect.poll(async () => (await now())[titles[1] ?? ""]).toBe("waiting");
  // In a field the keys are letters.
  await page.keyboard.press("/");
  await page.keyboard.type("spex");
  await expect(page.locator("#inbox-q")).toHaveValue("spex");
  expect(Object.values(await now()).filter((state) => state === "waiting")).toHaveLength(4);
  expect(await countDecisions(ids[3] ?? 0)).toBe(0);
});

test("a decision that somebody else has made comes back with who and when @desktop", async ({ page }) => {
  const feed = await aFeed();
  const titles = ["Un", "Deux"].map((title) => `${title} ${feed.name}`);
  const [first = 0] = await addItems(feed, titles);
  await signIn(page, await aMember("editor"));
  await page.goto(feed.inbox);
  await waitForKeys(page);
  await withSiteDatabase((db) => db.update(feedItems).set({ state: "skipped" }).where(eq(feedItems.id, first)));
  await page
    .getByRole("button", { name: /^Publier/ })
    .first()
    .click();
  await expect(page.locator(`[data-item="${first}"] .inbox-problem`)).toContainText("écarté");
  await expect(page.locator("#inbox-item-title")).toHaveText(titles[1] ?? "");
});

test("an editor merges, separates, blocks and decides about several by mouse @desktop", async ({ page }) => {
  const feed = await aFeed();
  const titles = ["Un", "Deux", "Trois", "Quatre"].map((title) => `${title} ${feed.name}`);
  const [first = 0, second = 0] = await addItems(feed, titles);
  await signIn(page, await aMember("editor"));
  await page.goto(feed.inbox);
  await waitForKeys(page);
  await page.keyboard.press("m");
  const search = page.getByLabel("Chercher un article reçu ou publié ici");
  await expect(search).toBeFocused();
  await search.fill(titles[1] ?? "");
  await search.press("Enter");
  await page.getByRole("radio", { name: titles[1] }).check();
  await page.locator("#inbox-panel").getByRole("button", { name: "Réunir", exact: true }).click();
  await expect.poll(async () => (await statesOf(feed))[titles[0] ?? ""]).toBe("merged");
  await page.goto(`${feed.inbox}&item=${second}`);
  await waitForKeys(page);
  await page.getByRole("button", { name: /^Pas le même texte/ }).click();
  await expect.poll(async () => (await statesOf(feed))[titles[0] ?? ""]).toBe("waiting");
  await expect(page.locator(`[data-item="${first}"]`)).toBeVisible();

  await page.goto(`${feed.inbox}&item=${second}`);
  await waitForKeys(page);
  await page.keyboard.press("b");
  await page.locator("#inbox-panel").getByRole("button", { name: "Bloquer", exact: true }).click();
  await expect.poll(async () => (await statesOf(feed))[titles[1] ?? ""]).toBe("blocked");

  const boxes = page.locator(".inbox-entries input[type=checkbox]");
  await boxes.first().click();
  await boxes.last().click({ modifiers: ["Shift"] });
  await page.locator("#inbox-bulk").getByRole("button", { name: "Écarter" }).click();
  await expect.poll(async () => Object.values(await statesOf(feed)).includes("waiting")).toBe(false);
  await page.keyboard.press("z");
  await expect
    .poll(async () => Object.values(await statesOf(feed)).filter((state) => state === "waiting").length)
    .toBe(3);
  await expectAccessible(page);
});

test("on a phone an item is a page of its own @phone", async ({ page }) => {
  const feed = await aFeed();
  const titles = ["Un", "Deux"].map((title) => `${title} ${feed.name}`);
  await addItems(feed, titles);
  await signIn(page, await aMember("editor"));
  await page.goto(feed.inbox);
  await waitForKeys(page);
  await expectNoSidewaysScroll(page);
  await expect(page.locator("#inbox-item-title")).toBeHidden();
  // The filters are collapsed: the list begins in the first half of the screen.
  await expect(page.getByLabel("Mots")).toBeHidden();
  expect((await page.locator(".inbox-entry").first().boundingBox())?.y).toBeLessThan(844 / 2);
  await page.locator(".collapsible-filters > summary").click();
  await expect(page.getByLabel("Mots")).toBeVisible();
  await page.getByRole("link", { name: titles[0] }).click();
  await expect(page.locator("#inbox-item-title")).toHaveText(titles[0] ?? "");
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
  await page.goBack();
  await expect(page.locator("#inbox-item-title")).toBeHidden();
  await page.getByRole("link", { name: titles[0] }).click();
  await expect(page.locator("#inbox-item-title")).toHaveText(titles[0] ?? "");
  // The second click of a double click hits the same button of the next item, which it does not decide about.
  await page
    .getByRole("button", { name: /^Écarter/ })
    .first()
    .dblclick({ delay: 60 });
  await expect(page.locator("#inbox-item-title")).toHaveText(titles[1] ?? "");
  await expect.poll(() => statesOf(feed)).toEqual({ [titles[0] ?? ""]: "skipped", [titles[1] ?? ""]: "waiting" });
});

test("an editor reads what sources changed, applies it, ignores it and withdraws an article @nojs @desktop", async ({
  page,
}, { project }) => {
  test.slow();
  const feed = await aFeed();
  const titles = ["Essai modifié", "Essai gardé", "Essai supprimé"].map((title) => `${title} ${feed.name}`);
  const ids = await addItems(feed, titles);
  const editor = await aMember("editor");
  const [applied = 0, kept = 0, deleted = 0] = ids;
  const [appliedTo = 0, , withdrawn = 0] = await publishAndEditAtSource(
    ids,
    await findMemberRow(editor),
    "Le début est tout neuf.",
  );
  await withSiteDatabase((db) =>
    db.update(feedItems).set({ sourceChange: "deleted" }).where(eq(feedItems.id, deleted)),
  );
  await signIn(page, editor);
  await page.goto(`${feed.inbox}&view=changes`);
  if (project.name === "desktop") await waitUntilHydrated(page);
  const change = (item: number) => page.locator(`#change-${item}`);
  const settle = async (item: number, button: string) => {
    await change(item).getByRole("button", { name: button }).click();
    // The answer is beside the item, or without JavaScript above a list without it.
    await expect(page.getByText("C’est fait.").or(page.locator(".queue-form-result")).first()).toBeVisible();
    await expect.poll(() => readSourceChange(item)).toBeNull();
    await page.goto(`${feed.inbox}&view=changes`);
    if (project.name === "desktop") await waitUntilHydrated(page);
    await expect(change(item)).toHaveCount(0);
  };
  await expect(change(deleted)).toContainText("Supprimé à la source");
  if (project.name === "desktop") {
    // Two decisions of one page are undone one by one.
    await change(deleted).getByRole("button", { name: "Retirer l’article, avec une note" }).click();
    await expect(change(deleted)).toContainText("C’est fait.");
    await change(kept).getByRole("button", { name: "Garder notre version" }).click();
    await change(kept)
      .getByRole("button", { name: /^Annuler/ })
      .click();
    await expect(change(kept)).toContainText("Décision annulée");
    expect(await readSourceChange(kept)).toBe("edited");
    await page.reload();
    await waitUntilHydrated(page);
  } else await settle(deleted, "Retirer l’article, avec une note");
  expect(await readArticle(withdrawn)).toMatchObject({ status: "withdrawn" });
  await change(applied)
    .getByRole("link", { name: /^Voir la différence/ })
    .click();
  await expect(change(applied).locator("ins", { hasText: "neuf" })).toBeVisible();
  if (project.name === "desktop") await expectAccessible(page);
  await settle(applied, "Appliquer la modification");
  expect(await readArticle(appliedTo)).toMatchObject({ lead: "Le début est tout neuf." });
  await settle(kept, "Garder notre version");
  await expect(page.getByText("Aucun article publié ici n’a été modifié")).toBeVisible();
});

test("an editor merges a suggested item with one click, and undoes it @nojs @desktop", async ({ page }, {
  project,
}) => {
  const feed = await aFeed();
  const [one = "", other = ""] = ["Un", "Deux"].map((title) => `${title} ${feed.name}`);
  const url = `https://exemple.example/${feed.id}`;
  const ids = await addItems(feed, [one, other], { url, urlKey: toAddressKey(url) });
  await signIn(page, await aMember("editor"));
  await page.goto(`${feed.inbox}&item=${ids[0]}`);
  const hasScripts = project.name === "desktop";
  if (hasScripts) await waitForKeys(page);
  const suggestions = page.getByRole("region", { name: "Peut-être le même sujet" });
  await expect(suggestions).toContainText("Même adresse");
  await suggestions.getByRole("button", { name: `Réunir avec « ${other} »` }).click();
  await expect.poll(async () => (await statesOf(feed))[one]).toBe("merged");
  if (hasScripts) await expect(page.locator("#inbox-item-title")).toHaveText(other);
  await page.getByRole("button", { name: "Annuler" }).click();
  await expect.poll(() => statesOf(feed)).toEqual({ [one]: "waiting", [other]: "waiting" });
});

test("automatic merges are listed apart, and a duplicate of a skipped item can return to the inbox @nojs @desktop", async ({
  page,
}, { project }) => {
  const feed = await aFeed();
  const [first = "", copy = ""] = ["Le premier", "La copie"].map((title) => `${title} ${feed.name}`);
  const [firstId = 0, copyId = 0] = await addItems(feed, [first, copy]);
  await mergeAutomatically(copyId, firstId);
  await withSiteDatabase((db) => db.update(feedItems).set({ state: "skipped" }).where(eq(feedItems.id, firstId)));
  await signIn(page, await aMember("editor"));
  await page.goto("/admin/inbox?view=decided");
  await expect(page.getByRole("link", { name: copy })).toHaveCount(0);
  await page.getByRole("link", { name: /^Automatiques/ }).click();
  await expect(page.getByRole("link", { name: copy })).toBeVisible();
  await page.getByRole("link", { name: "Doublons d’articles écartés" }).click();
  await expect(page.getByText(`Même texte que « ${first} »`)).toBeVisible();
  if (project.name === "desktop") await expectAccessible(page);
  await page.getByRole("button", { name: `Remettre en attente : ${copy}` }).click();
  await expect.poll(async () => (await statesOf(feed))[copy]).toBe("waiting");
});

test("without scripts every step is a form or a link @only-nojs", async ({ page }) => {
  const feed = await aFeed();
  const titles = ["Un", "Deux", "Trois", "Quatre"].map((title) => `${title} ${feed.name}`);
  await addItems(feed, titles);
  await signIn(page, await aMember("editor"));
  await page.goto(feed.inbox);
  await page.getByRole("link", { name: titles[0] }).click();
  await page.locator(".inbox-pane").getByRole("button", { name: "Publier", exact: true }).click();
  await expect(page.getByText("Publié", { exact: true })).toBeVisible();
  await expect(page.locator("#inbox-item-title")).toHaveText(titles[1] ?? "");
  await page.getByRole("button", { name: "Annuler" }).click();
  await expect(page.getByText("Décision annulée", { exact: true })).toBeVisible();
  expect((await statesOf(feed))[titles[0] ?? ""]).toBe("waiting");

  await page.goto(feed.inbox);
  await page.getByRole("link", { name: titles[1] }).click();
  await page.getByRole("link", { name: "Réunir avec" }).click();
  await page.getByLabel("Chercher un article reçu ou publié ici").fill(titles[2] ?? "");
  await page.getByRole("button", { name: "Chercher" }).click();
  await page.getByRole("radio", { name: titles[2] }).check();
  await page.locator("#inbox-panel").getByRole("button", { name: "Réunir", exact: true }).click();
  expect((await statesOf(feed))[titles[1] ?? ""]).toBe("merged");

  await page.goto(feed.inbox);
  await page.getByRole("checkbox", { name: titles[2] }).check();
  await page.getByRole("checkbox", { name: titles[3] }).check();
  await page.locator("#inbox-bulk").getByRole("button", { name: "Écarter" }).click();
  await expect(page.getByText("Écarté : 2 articles.")).toBeVisible();
  await page.goto("/admin/inbox?view=decided");
  await page.getByRole("button", { name: `Annuler : ${titles[3]}` }).click();
  expect((await statesOf(feed))[titles[3] ?? ""]).toBe("waiting");
});
