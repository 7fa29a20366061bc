import { and, eq, inArray } from "drizzle-orm";
import { moderationDecisions, moderationLog, moderationQueue } from "#db/schema.ts";
import { expect, expectAccessible, expectNoSidewaysScroll, expectReadableAtBothWidths, test } from "./fixtures.ts";
import { aQueue, chosenItem, item, openQueue, statusesOf, toast } from "./moderation-queue.ts";
import { withSiteDatabase } from "./site-database.ts";
import { aMember, anArticleWithComments, findMemberRow, signIn } from "./test-data.ts";

test("a moderator closes and reopens an article's discussion above its comments @nojs @desktop", async ({ page }) => {
  const { address, article } = await aQueue(page, 1);
  const thread = page.locator(".queue-thread");
  await page.goto(address);
  await expect(thread).toContainText("Discussion ouverte");
  await thread.getByRole("button", { name: "Fermer la discussion" }).click();
  await expect(thread).toContainText("Discussion fermée : personne ne peut plus y écrire.");
  await expect(thread).toContainText("Discussion fermée par Ada");
  const logged = await withSiteDatabase((db) =>
    db.select({ action: moderationLog.action }).from(moderationLog).where(eq(moderationLog.articleId, article.id)),
  );
  expect(logged).toEqual([{ action: "close" }]);
  // With scripts the feedback is at the foot of the page, otherwise above the list.
  await page.locator("#done, .queue-toast").getByRole("button", { name: "Annuler" }).click();
  await expect(thread).toContainText("Discussion ouverte");
  await expect(thread.getByRole("button", { name: "Ouvrir la discussion" })).toHaveCount(0);
  await expectNoSidewaysScroll(page);
});

test("a moderator goes from a comment's own page to it in the queue @desktop @nojs", async ({ page }) => {
  const { keys, ids } = await aQueue(page, 2);
  await page.goto(`/comments/${ids[1]}`);
  await page.getByRole("link", { name: "Modérer" }).click();
  await expect(page.locator(".queue-item")).toHaveCount(1);
  await expect(page.locator(".queue-item")).toContainText(keys[1] ?? "");
});

test("the queue answers invalid parameters with a page: views, cursors, long words, one's own comment @desktop", async ({
  page,
}) => {
  const { moderator, article } = await aQueue(page, 1);
  for (const query of [
    "view=nonsense",
    "after=x",
    "after=99999999999999.999999999999999",
    "article=-1",
    `q=${"a".repeat(1_500)}`,
  ]) {
    expect((await page.goto(`/admin/moderation?${query}`))?.status(), query.slice(0, 40)).toBe(200);
  }
  const { id: memberId } = await findMemberRow(moderator);
  const own = await anArticleWithComments([{ key: "De moi", memberId, status: "pending" }]);
  await page.goto(`/admin/moderation?article=${own.id}`);
  await expect(page.locator(".queue-item")).toContainText("C’est votre commentaire");
  await expect(chosenItem(page)).toHaveCount(1);
  await page.keyboard.press("a");
  await expect(toast(page)).toContainText("C’est votre commentaire");
  expect(await statusesOf([...own.comments.values()])).toEqual(["pending"]);
  expect(article.id).toBeGreaterThan(0);
});

test("the queue passes axe and fits, with panels open @phone", async ({ page }) => {
  const { address, keys } = await aQueue(page, 2, { bodyHtml: "<p>Un <a href='https://x.test'>lien</a>.</p>" });
  await openQueue(page, address);
  await expectReadableAtBothWidths(page);
  const first = page.locator(".queue-item").first();
  await first.getByRole("button", { name: /^Refuser/ }).click();
  await expectReadableAtBothWidths(page);
  await first.getByRole("button", { name: /^Exclure/ }).click();
  await first.getByRole("checkbox", { name: /^Sélectionner/ }).check();
  await expectReadableAtBothWidths(page);
  expect(keys).toHaveLength(2);
});

test("the chosen view is visible, on a phone too @nojs", async ({ page }) => {
  await signIn(page, await aMember("moderator"));
  for (const view of ["review", "spam", "all"]) {
    await page.goto(`/admin/moderation?view=${view}`);
    const tab = page.locator(".queue-tabs [aria-current]");
    await expect(tab).toHaveAttribute("href", view === "review" ? "/admin/moderation" : new RegExp(`view=${view}`));
    await expect(tab).toBeInViewport({ ratio: 1 });
  }
});

test("a panel that opens low on the screen is scrolled into view whole @desktop", async ({ page }) => {
  const { address } = await aQueue(page, 3);
  await openQueue(page, address);
  await page.keyboard.press("j");
  await page.keyboard.press("b");
  await expect(page.locator(".queue-ban").getByRole("button", { name: "Décider" })).toBeInViewport({ ratio: 1 });
});

test("a moderator without scripts sees a long comment's panel on opening it @only-nojs", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const { address, keys } = await aQueue(page, 2, { bodyHtml: "<p>Une ligne.</p>".repeat(30) });
  await page.goto(address);
  await page
    .getByRole("link", { name: /^Refuser/ })
    .first()
    .click();
  await expect(page.locator(".queue-panel").getByRole("button").first()).toBeInViewport();
  expect(keys).toHaveLength(2);
});

test("the views, the filters and the search show the matching items @nojs @desktop", async ({ page }) => {
  const { address, keys, ids, article } = await aQueue(page, 28);
  await page.goto(address);
  await expect(page.locator(".queue-item")).toHaveCount(25);
  const next = page.getByRole("link", { name: "Suite" });
  await next.click();
  await expect(page.locator(".queue-item").last()).toContainText(keys[27] ?? "");
  await page.goto(`${address}&q=${encodeURIComponent(keys[5] ?? "")}`);
  await expect(page.locator(".queue-item")).toHaveCount(1);
  await page.goto(`${address}&order=oldest`);
  await expect(page.locator(".queue-item").first()).toContainText(keys[27] ?? "");
  await page.goto(`/admin/moderation?view=reported&article=${article.id}`);
  await expect(page.getByText("Aucun commentaire ne correspond à ce filtre.")).toBeVisible();
  const rows = await withSiteDatabase((db) =>
    db.select({ id: moderationQueue.commentId }).from(moderationQueue).where(inArray(moderationQueue.commentId, ids)),
  );
  expect(rows).toHaveLength(28);
  expect(
    await withSiteDatabase((db) =>
      db.$count(
        moderationDecisions,
        and(inArray(moderationDecisions.subjectId, ids), eq(moderationDecisions.subject, "comment")),
      ),
    ),
  ).toBe(0);
});

test("a key never decides on a comment off screen: it is scrolled into view first @desktop", async ({ page }) => {
  const { address, keys, ids } = await aQueue(page, 12);
  await openQueue(page, address);
  for (const key of ["a", "s", "x"]) {
    await page.evaluate(() => scrollTo({ top: document.body.scrollHeight, behavior: "instant" }));
    await expect(chosenItem(page)).not.toBeInViewport();
    await page.keyboard.press(key);
    await expect(chosenItem(page)).toBeInViewport();
    await expect(toast(page)).toContainText("n’était pas à l’écran");
  }
  await expect(chosenItem(page)).toContainText(keys[0] ?? "");
  expect(await statusesOf(ids)).toEqual(ids.map(() => "pending"));
  // The rule's panel too.
  await page.keyboard.press("r");
  await page.evaluate(() => scrollTo({ top: document.body.scrollHeight, behavior: "instant" }));
  await page.keyboard.press("1");
  await expect(page.locator(".queue-panel")).toBeInViewport();
  expect((await statusesOf(ids))[0]).toBe("pending");
  await page.keyboard.press("1");
  await expect.poll(async () => (await statusesOf(ids))[0]).toBe("rejected");
});

test("the bulk bar is small, causes no layout shift and never covers the focus", async ({ page }) => {
  // Positions are measured after each key, not during a smooth scroll.
  await page.emulateMedia({ reducedMotion: "reduce" });
  const { address, keys } = await aQueue(page, 10);
  await openQueue(page, address);
  await item(page, keys[0] ?? "")
    .getByRole("checkbox")
    .check();
  const bar = page.locator("#queue-bulk");
  const share = async () => ((await bar.boundingBox())?.height ?? 0) / (page.viewportSize()?.height ?? 1);
  expect(await share()).toBeLessThan(0.14);
  const at = await page.evaluate(() => scrollY);
  await page.keyboard.press("r");
  await expect(page.getByLabel("Décision", { exact: true })).toBeFocused();
  expect(await page.evaluate(() => scrollY)).toBe(at);
  await page.getByLabel("Décision", { exact: true }).selectOption("remove:respect");
  await expect(page.getByRole("button", { name: "Retirer 1 commentaire : Respectez les personnes" })).toBeInViewport();
  expect(await share()).toBeLessThan(0.2);
  await expectAccessible(page);
  await page.locator(".queue-item").first().focus();
  for (let n = 0; n < 40; n += 1) {
    await page.keyboard.press("Tab");
    const [focus, foot, inBar] = await page.evaluate(() => {
      const one = document.activeElement;
      const bulk = document.getElementById("queue-bulk");
      return [
        one?.getBoundingClientRect().bottom ?? 0,
        bulk?.getBoundingClientRect().top ?? 0,
        one === null || one === document.body || bulk?.contains(one) || one.closest(".queue-item") === null,
      ] as const;
    });
    if (!inBar) expect(Math.floor(focus)).toBeLessThanOrEqual(Math.ceil(foot));
  }
});
