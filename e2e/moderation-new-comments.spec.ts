import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { and, eq } from "drizzle-orm";
import { moderationDecisions } from "#db/schema.ts";
import { addComments } from "#features/comments/mutations.ts";
import { expect, test } from "./fixtures.ts";
import { aQueue, chosenItem, item, openQueue, statusesOf, toast, untilSent } from "./moderation-queue.ts";
import { withSiteDatabase } from "./site-database.ts";
import { findMemberRow } from "./test-data.ts";

type Queue = Awaited<ReturnType<typeof aQueue>>;

/** A further comment that waits on the queue's article. */
async function anotherComment({ article, author }: Queue) {
  const key = `Nouveau ${randomUUID().slice(0, 8)}`;
  const { id: memberId } = await findMemberRow(author);
  const text = { bodySource: key, bodyHtml: `<p>${key}</p>` };
  await withSiteDatabase((db) =>
    addComments(db, article.id, [{ key, memberId, status: "pending", createdAt: new Date(), ...text }]),
  );
  return key;
}

/** As on returning to the tab: the page asks for news at once. */
const askForNews = (page: Page) => page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
/** A mark that a load of the page would remove. */
const markPage = (page: Page) => page.evaluate(() => document.documentElement.setAttribute("data-same-page", ""));
const isSamePage = (page: Page) => page.evaluate(() => document.documentElement.hasAttribute("data-same-page"));

test("newest first, new comments wait above the list until they are asked for, and come by themselves when all is decided", async ({
  page,
}) => {
  const queue = await aQueue(page, 2);
  const [first = "", second = ""] = queue.keys;
  await openQueue(page, queue.address);
  await markPage(page);
  await item(page, second).getByRole("checkbox").check();
  const key = await anotherComment(queue);
  await askForNews(page);
  const offer = page.getByRole("link", { name: "1 nouveau : l’afficher" });
  await expect(offer).toBeVisible();
  await expect(page.locator(".queue-item")).toHaveCount(2);
  await offer.click();
  await expect(page.locator(".queue-item")).toHaveCount(3);
  await expect(page.locator(".queue-item").first()).toContainText(key);
  await expect(chosenItem(page)).toContainText(key);
  await expect(offer).toHaveCount(0);
  // What was ticked stays ticked.
  await expect(item(page, second).getByRole("checkbox")).toBeChecked();
  await item(page, second).getByRole("checkbox").uncheck();

  for (const text of [key, first, second])
    await item(page, text)
      .getByRole("button", { name: /^Approuver/ })
      .click();
  await expect(page.getByText("Tout est traité ici.")).toBeVisible();
  await untilSent(page);
  const next = await anotherComment(queue);
  await askForNews(page);
  await expect(chosenItem(page)).toContainText(next);
  await expect(page.getByText("Tout est traité ici.")).toHaveCount(0);
  expect(await isSamePage(page)).toBe(true);
});

test("oldest first, new comments are added at the end, and an empty queue fills by itself @desktop", async ({
  page,
}) => {
  const queue = await aQueue(page, 1);
  await openQueue(page, `${queue.address}&view=pending`);
  await markPage(page);
  const second = await anotherComment(queue);
  await askForNews(page);
  await expect(page.locator(".queue-item")).toHaveCount(2);
  await expect(page.locator(".queue-item").last()).toContainText(second);
  await expect(chosenItem(page)).toContainText(queue.keys[0] ?? "");
  await page.keyboard.press("a");
  await expect(chosenItem(page)).toContainText(second);
  await page.keyboard.press("a");
  await expect(page.getByText("Tout est traité ici.")).toBeVisible();
  await untilSent(page);
  const third = await anotherComment(queue);
  await askForNews(page);
  await expect(chosenItem(page)).toContainText(third);
  await expect(chosenItem(page)).toBeFocused();
  expect(await isSamePage(page)).toBe(true);

  await page.keyboard.press("a");
  await untilSent(page);
  await page.goto(`${queue.address}&view=pending`);
  await expect(page.locator(".admin-empty")).toBeVisible();
  const fourth = await anotherComment(queue);
  // The page handles events once its script runs.
  await expect(async () => {
    await askForNews(page);
    await expect(chosenItem(page)).toContainText(fourth, { timeout: 1_000 });
  }).toPass();
  await expect(page.locator(".admin-empty")).toHaveCount(0);
});

test("a double click decides once, and undoes nothing @desktop", async ({ page }) => {
  const { address, keys, ids, article } = await aQueue(page, 6);
  await openQueue(page, address);
  const [first = "", second = "", third = ""] = keys;
  const approve = (key: string) => item(page, key).getByRole("button", { name: /^Approuver/ });
  await approve(first).click();
  await expect(item(page, first)).toContainText("Approuvé");
  // The second click of a double click may fall on the next comment, which has moved under the pointer.
  await approve(second).hover();
  await page.mouse.down({ clickCount: 2 });
  await page.mouse.up({ clickCount: 2 });
  await item(page, second)
    .getByRole("button", { name: /^Refuser/ })
    .click();
  await item(page, second).getByRole("button", { name: "Pas de spam" }).dblclick();
  await item(page, third).getByRole("button", { name: /^Spam/ }).dblclick();
  await untilSent(page);
  const kinds = ["visible", "rejected", "spam", "pending", "pending", "pending"];
  await expect.poll(() => statusesOf(ids)).toEqual(kinds);

  // Two clicks on the undo of one decision undo no other.
  await toast(page).getByRole("button", { name: "Annuler" }).dblclick();
  await untilSent(page);
  expect(await statusesOf(ids)).toEqual(["visible", "rejected", "pending", "pending", "pending", "pending"]);

  for (const key of keys.slice(3)) await item(page, key).getByRole("checkbox").check();
  await page.getByLabel("Décision", { exact: true }).selectOption({ label: "Approuver" });
  await page.getByRole("button", { name: "Approuver 3 commentaires" }).dblclick();
  await expect(page.locator(".queue-bulk")).toContainText("3 traités");
  await untilSent(page);
  expect((await statusesOf(ids)).slice(3)).toEqual(["visible", "visible", "visible"]);

  await page.getByRole("button", { name: "Ralentir", exact: true }).dblclick();
  await untilSent(page);
  const slow = await withSiteDatabase((db) =>
    db
      .select({ action: moderationDecisions.action })
      .from(moderationDecisions)
      .where(and(eq(moderationDecisions.subject, "article"), eq(moderationDecisions.subjectId, article.id))),
  );
  expect(slow).toEqual([{ action: "slow" }]);
});
