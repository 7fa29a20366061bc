import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { and, eq, inArray, sql } from "drizzle-orm";
import { articles, comments, memberSessions, moderationDecisions, moderationLog, moderationQueue } from "#db/schema.ts";
import type { NewComment } from "#features/comments/mutations.ts";
import { decideInBulk } from "#features/moderation/decisions/bulk-decision.ts";
import { type Decision, decide } from "#features/moderation/decisions/decide.ts";
import type { QueueUpdate } from "#features/moderation/queue/live/loaders.ts";
import { expect, expectAccessible, expectNoSidewaysScroll, expectReadableAtBothWidths, test } from "./fixtures.ts";
import { withSiteDatabase } from "./site-database.ts";
import { aMember, anArticleWithComments, findMemberRow, signIn, type TestMember } from "./test-data.ts";

/** An article with comments that wait, and somebody to decide on them, on the queue's page about that article alone. */
async function aQueue(page: Page, count: number, more: Partial<NewComment> = {}) {
  const moderator = await aMember("moderator");
  const author = await aMember("reader");
  const { id: memberId } = await findMemberRow(author);
  const keys = Array.from({ length: count }, (_, n) => `Avis ${n + 1} ${randomUUID().slice(0, 8)}`);
  const article = await anArticleWithComments(keys.map((key) => ({ key, memberId, status: "pending", ...more })));
  await signIn(page, moderator);
  const address = `/admin/moderation?article=${article.id}`;
  // The newest first.
  const ids = keys.map((key) => article.comments.get(key) ?? 0).toReversed();
  return { moderator, author, article, address, keys: keys.toReversed(), ids };
}

const statusesOf = (ids: number[]) =>
  withSiteDatabase(async (db) => {
    const rows = await db
      .select({ id: comments.id, status: comments.status })
      .from(comments)
      .where(inArray(comments.id, ids));
    const known = new Map(rows.map(({ id, status }) => [id, status]));
    return ids.map((id) => known.get(id));
  });
const item = (page: Page, text: string) => page.locator(".queue-item", { hasText: text });
const toast = (page: Page) => page.locator(".queue-toast");
const chosenItem = (page: Page) => page.locator(".queue-item[data-selected]");

/** On the queue once its script runs: from when on one comment is chosen, and keys are heard. */
async function openQueue(page: Page, address: string) {
  await page.goto(address);
  await expect(chosenItem(page)).toHaveCount(1);
}

/** What the database has may not be answered yet: left now, the page would keep it and ask on its next load whether to send it. */
async function untilSent(page: Page) {
  const kept = () => Object.keys(sessionStorage).filter((name) => name.startsWith("vigie.moderation.outbox"));
  await expect.poll(() => page.evaluate(kept)).toEqual([]);
}

async function endSessions(member: TestMember) {
  const { id } = await findMemberRow(member);
  await withSiteDatabase((db) =>
    db.update(memberSessions).set({ revokedAt: new Date() }).where(eq(memberSessions.memberId, id)),
  );
}

async function decideAs(member: TestMember, id: number, action: "approve" | "reject" | "spam") {
  const { id: actor } = await findMemberRow(member);
  const decision = { actor: { id: actor }, subject: { kind: "comment", id }, action, reason: "respect" } as Decision;
  const decided = await withSiteDatabase((db) => decide(db, decision));
  expect(decided.ok).toBe(true);
}

test("the queue is for moderators: others are refused, and its machine address too @desktop", async ({ page }) => {
  expect((await page.goto("/admin/moderation"))?.status()).toBe(401);
  expect((await page.request.get("/admin/moderation/live")).status()).toBe(401);
  await signIn(page, await aMember("editor"));
  expect((await page.goto("/admin/moderation"))?.status()).toBe(403);
  expect((await page.request.get("/admin/moderation/live")).status()).toBe(403);
});

test("without a script every decision is a form: approve, reject with its rule, spam, a ban, and undo @only-nojs", async ({
  page,
}) => {
  const { address, keys, ids, article } = await aQueue(page, 5);
  await page.goto(address);
  await expect(page.locator(".queue-item")).toHaveCount(5);
  const [first = "", second = "", third = "", fourth = ""] = keys;
  await item(page, first)
    .getByRole("button", { name: /^Approuver/ })
    .click();
  await expect(page.locator("#done")).toContainText("Approuvé");
  await expect(item(page, first)).toHaveCount(0);

  await item(page, second)
    .getByRole("link", { name: /^Rejeter/ })
    .click();
  await item(page, second)
    .getByRole("button", { name: /publicité/ })
    .click();
  await expect(page.locator("#done")).toContainText("Rejeté : Ni publicité");
  await item(page, third).getByRole("button", { name: /^Spam/ }).click();
  await expect(page.locator("#done")).toContainText("Classé comme spam");
  expect(await statusesOf(ids)).toEqual(["visible", "rejected", "spam", "pending", "pending"]);

  await page.locator("#done").getByRole("button", { name: "Annuler" }).click();
  await expect(page.locator("#done")).toContainText("Annulé");
  await expect(item(page, third)).toHaveCount(1);
  // The one before, from the list of one's own.
  await page.getByText("Vos dernières décisions").click();
  await page
    .locator(".queue-recent li", { hasText: "Rejeté" })
    .first()
    .getByRole("button", { name: "Annuler" })
    .click();
  await expect(item(page, second)).toHaveCount(1);
  expect(await statusesOf(ids)).toEqual(["visible", "pending", "pending", "pending", "pending"]);

  // What is on the page was decided by somebody else meanwhile: said beside it, and nothing is lost.
  const other = await aMember("moderator");
  await decideAs(other, ids[3] ?? 0, "spam");
  await item(page, fourth)
    .getByRole("button", { name: /^Approuver/ })
    .click();
  await expect(page.locator("#done")).toContainText(`Quelqu’un a décidé avant vous (${other.name}`);
  await expect(item(page, fourth)).toHaveCount(0);
  expect((await statusesOf(ids))[3]).toBe("spam");

  // Several at once, by ticking.
  await page.goto(address);
  for (const key of [second, third]) await item(page, key).getByRole("checkbox").check();
  // Nothing is chosen at first, and the browser sends nothing without a choice.
  const several = page.getByLabel("Décision", { exact: true });
  await expect(several).toHaveValue("");
  await page.getByRole("button", { name: "Appliquer aux commentaires cochés" }).click();
  expect((await statusesOf(ids)).slice(1, 3)).toEqual(["pending", "pending"]);
  await several.selectOption({ label: "Approuver" });
  await page.getByRole("button", { name: "Appliquer aux commentaires cochés" }).click();
  await expect(page.locator("#done")).toContainText("Approuvé");
  expect((await statusesOf(ids)).slice(0, 3)).toEqual(["visible", "visible", "visible"]);

  await page.goto(`${address}&view=all`);
  await item(page, first)
    .getByRole("button", { name: /^Mettre en avant/ })
    .click();
  await expect(item(page, first)).toContainText("Mis en avant");
  await item(page, first)
    .getByRole("link", { name: /^Exclure/ })
    .click();
  await item(page, first).getByLabel("Règle non respectée").selectOption("spam");
  await item(page, first)
    .getByLabel(/^Ses commentaires/)
    .selectOption("remove");
  await item(page, first).getByRole("button", { name: "Décider", exact: true }).click();
  await expect(page.locator("#done")).toContainText("Exclu");
  expect(await statusesOf(ids)).toEqual(["removed", "removed", "removed", "spam", "removed"]);
  await page.locator("#done").getByRole("button", { name: "Annuler" }).click();
  expect(await statusesOf(ids)).toEqual(["visible", "visible", "visible", "spam", "pending"]);
  expect(article.id).toBeGreaterThan(0);
});

test("sixty items are cleared by keyboard alone, every tenth rejected, and one undo brings the last back @desktop", async ({
  page,
}) => {
  test.setTimeout(180_000);
  const { address, ids } = await aQueue(page, 60);
  await openQueue(page, address);
  const began = Date.now();
  for (let n = 0; n < 60; n += 1) {
    // A person sees what is chosen before deciding: so does this.
    await expect(page.locator(".queue-item[data-selected]:not([data-decided])")).toHaveCount(1);
    if (n % 10 === 9) {
      await page.keyboard.press("r");
      await expect(page.locator(".queue-panel")).toBeVisible();
      await page.keyboard.press("5");
    } else await page.keyboard.press("a");
  }
  const seconds = (Date.now() - began) / 1_000;
  await expect
    .poll(async () => (await statusesOf(ids)).filter((status) => status === "pending").length, { timeout: 60_000 })
    .toBe(0);
  const stored = (Date.now() - began) / 1_000;
  const statuses = await statusesOf(ids);
  expect(statuses.filter((status) => status === "visible")).toHaveLength(54);
  expect(statuses.filter((status) => status === "rejected")).toHaveLength(6);
  console.log(
    `60 items in ${seconds.toFixed(1)} s by keyboard: ${Math.round((60 * 60) / seconds)} a minute, all stored after ${stored.toFixed(1)} s`,
  );
  await expect(toast(page)).toContainText("Rejeté : Ni publicité");
  await page.keyboard.press("u");
  await expect.poll(async () => (await statusesOf(ids)).at(-1)).toBe("pending");
  await expect(toast(page)).toContainText("Annulé");
});

test("each key does what the help says, and none while one types @desktop", async ({ page }) => {
  const { address, keys, ids, author } = await aQueue(page, 6);
  await openQueue(page, address);
  const chosen = chosenItem(page);
  await expect(chosen).toContainText(keys[0] ?? "");
  await page.keyboard.press("j");
  await expect(chosen).toContainText(keys[1] ?? "");
  await expect(chosen).toBeFocused();
  await page.keyboard.press("k");
  await expect(chosen).toContainText(keys[0] ?? "");

  await page.keyboard.press("?");
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.keyboard.press("a");
  // Whoever dictates, or has keys go off too easily, turns them off; Escape is none of them.
  await page.getByLabel("Raccourcis d’une seule touche").uncheck();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  for (const key of ["a", "s", "j", "?"]) await page.keyboard.press(key);
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(chosen).toContainText(keys[0] ?? "");
  await page.getByRole("button", { name: "Raccourcis clavier" }).click();
  await page.getByLabel("Raccourcis d’une seule touche").check();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();

  await page.keyboard.press("/");
  await expect(page.getByLabel("Chercher dans les textes")).toBeFocused();
  await page.keyboard.type("asrb");
  await page.keyboard.press("Escape");
  expect(await statusesOf(ids)).toEqual(ids.map(() => "pending"));

  await page.keyboard.press("s");
  await expect(item(page, keys[0] ?? "")).toContainText("Classé comme spam");
  await expect(chosen).toContainText(keys[1] ?? "");
  await page.keyboard.press("r");
  await expect(page.getByRole("button", { name: /Respectez les personnes/ })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.locator(".queue-panel")).toHaveCount(0);
  await expect(chosen).toBeFocused();
  await page.keyboard.press("r");
  await page.keyboard.press("1");
  await expect(item(page, keys[1] ?? "")).toContainText("Rejeté : Respectez les personnes");
  await expect(toast(page)).toContainText("L’auteur sera prévenu dans 30 s.");
  // Undone once it is stored, it is back as what it was, with what was decided.
  await untilSent(page);
  expect((await statusesOf(ids)).slice(0, 2)).toEqual(["spam", "rejected"]);
  for (const key of [keys[1] ?? "", keys[0] ?? ""]) {
    await page.keyboard.press("u");
    await expect(chosen).toContainText(key);
    await expect(chosen).not.toHaveAttribute("data-decided");
    await expect(chosen.locator(".queue-history")).toContainText("annulé");
    await expect(chosen.locator(".queue-badge-pending")).toBeVisible();
    await expect(chosen.getByRole("button", { name: /^Approuver/ })).toBeVisible();
  }
  expect(await statusesOf(ids)).toEqual(ids.map(() => "pending"));

  // Featured where readers see it.
  await untilSent(page);
  await openQueue(page, `${address}&view=all`);
  await page.keyboard.press("a");
  await expect.poll(async () => (await statusesOf(ids))[0]).toBe("visible");
  await untilSent(page);
  await openQueue(page, `${address}&view=all`);
  await page.keyboard.press("f");
  await expect(chosen).toContainText("Mis en avant");
  await page.keyboard.press("f");
  await expect(toast(page)).toContainText("N’est plus mis en avant");
  const popup = page.waitForEvent("popup");
  await page.keyboard.press("o");
  await expect(await popup).toHaveURL(new RegExp(`#comment-${ids[0]}$`));
  await (await popup).close();

  // The ban takes all comments along; its undo brings back exactly what was.
  const before = await statusesOf(ids);
  await page.keyboard.press("b");
  const form = page.getByRole("form", { name: `Exclure ou suspendre ${author.name}` });
  await expect(form.getByLabel("Exclure pour toujours")).toBeFocused();
  // No letter decides behind its back.
  for (const key of ["s", "j", "x"]) await page.keyboard.press(key);
  await expect(form.getByLabel("Exclure pour toujours")).toBeFocused();
  await form.getByLabel("Règle non respectée").selectOption("respect");
  await form.getByLabel(/^Ses commentaires/).selectOption("remove");
  await form.getByRole("button", { name: "Décider", exact: true }).click();
  await expect(toast(page)).toContainText(`Exclu : ${author.name}`);
  await expect.poll(() => statusesOf(ids)).toEqual(ids.map(() => "removed"));
  await page.keyboard.press("u");
  await expect.poll(() => statusesOf(ids)).toEqual(before);

  // Several at once.
  await untilSent(page);
  await openQueue(page, address);
  for (let n = 0; n < 3; n += 1) {
    await page.keyboard.press("x");
    await page.keyboard.press("j");
  }
  // A key chooses what is done with them; the button says it, and does it.
  await page.keyboard.press("s");
  const go = page.getByRole("button", { name: "Classer 3 commentaires comme spam" });
  await expect(go).toBeFocused();
  expect((await statusesOf(ids)).filter((status) => status === "spam")).toHaveLength(0);
  await page.keyboard.press("Enter");
  await expect(page.locator(".queue-bulk")).toContainText("3 décidés");
  await expect.poll(async () => (await statusesOf(ids)).filter((status) => status === "spam").length).toBe(3);
  await page.keyboard.press("u");
  await expect.poll(() => statusesOf(ids)).toEqual(before);
});

test("by mouse or finger: buttons, a bulk of all, its report and its one undo", async ({ page }) => {
  const { address, keys, ids } = await aQueue(page, 30);
  await openQueue(page, address);
  await expectNoSidewaysScroll(page);
  await item(page, keys[0] ?? "")
    .getByRole("button", { name: /^Rejeter/ })
    .click();
  await item(page, keys[0] ?? "")
    .getByRole("button", { name: /publicité/ })
    .click();
  await expect(toast(page)).toContainText("Rejeté : Ni publicité");
  await expect.poll(async () => (await statusesOf(ids))[0]).toBe("rejected");
  await toast(page).getByRole("button", { name: "Annuler" }).click();
  await expect.poll(async () => (await statusesOf(ids))[0]).toBe("pending");

  await item(page, keys[2] ?? "")
    .getByRole("checkbox")
    .check();
  await page.getByRole("button", { name: "Tous", exact: true }).click();
  await expect(page.locator(".queue-bulk")).toContainText("30 sélectionnés");
  // Somebody else is faster with one.
  await decideAs(await aMember("moderator"), ids[29] ?? 0, "spam");
  const several = page.getByLabel("Décision", { exact: true });
  await expect(several).toHaveValue("");
  await several.selectOption("reject:topic");
  await page.getByRole("button", { name: /^Rejeter 30 commentaires : / }).click();
  await expect(page.locator(".queue-bulk")).toContainText("29 décidés");
  await expect(page.locator(".queue-bulk")).toContainText("1 ont changé entre-temps");
  expect(await statusesOf(ids)).toEqual(ids.map((_, n) => (n === 29 ? "spam" : "rejected")));
  await page.locator(".queue-bulk").getByRole("button", { name: "Annuler" }).click();
  await expect.poll(() => statusesOf(ids)).toEqual(ids.map((_, n) => (n === 29 ? "spam" : "pending")));
});

test("of two moderators on one item the second is told who decided what, and decides again on what is true @desktop", async ({
  page,
  browser,
  baseURL,
}) => {
  const { address, keys, ids } = await aQueue(page, 3);
  const second = await aMember("moderator");
  const context = await browser.newContext({ baseURL });
  const other = await context.newPage();
  await signIn(other, second);
  await openQueue(page, address);
  await openQueue(other, address);
  await page.keyboard.press("r");
  await page.keyboard.press("5");
  await expect.poll(async () => (await statusesOf(ids))[0]).toBe("rejected");
  await other.keyboard.press("a");
  const theirs = item(other, keys[0] ?? "");
  await expect(theirs).toContainText("Quelqu’un a décidé avant vous");
  await expect(theirs).toContainText("Rejeté");
  expect((await statusesOf(ids))[0]).toBe("rejected");
  // They have read it, and disagree.
  await theirs.getByRole("button", { name: /^Rétablir/ }).click();
  await expect.poll(async () => (await statusesOf(ids))[0]).toBe("visible");
  // The first one's undo would go over the other's head.
  await page.keyboard.press("u");
  await expect(toast(page)).toContainText(`Quelqu’un a décidé depuis (${second.name}`);
  const refused = item(page, keys[0] ?? "");
  await expect(refused).toContainText("Quelqu’un a décidé depuis");
  await expect(refused.getByRole("button", { name: /^Annuler/ })).toHaveCount(0);
  await expect(refused.getByRole("button", { name: /^Retirer/ })).toBeVisible();
  expect((await statusesOf(ids))[0]).toBe("visible");
  // Who looks at what.
  await other.keyboard.press("j");
  await expect(
    item(page, keys[2] ?? "")
      .or(item(page, keys[1] ?? ""))
      .filter({ hasText: `${second.name} regarde` }),
  ).toHaveCount(1, {
    timeout: 60_000,
  });
  await context.close();
});

test("what waits is counted anew in the navigation as beside the views @desktop", async ({ page }) => {
  const { address } = await aQueue(page, 1);
  let review = 1_042;
  await page.route("**/admin/moderation/live?*", async (route) => {
    const response = await route.fetch();
    const heard: QueueUpdate = await response.json();
    await route.fulfill({ response, json: { ...heard, counts: { ...heard.counts, review } } });
  });
  // As when somebody comes back to the tab: asked at once.
  const ask = () => page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await openQueue(page, address);
  const inPlaces = page.locator('.admin-nav [data-waiting="queue"]');
  await ask();
  await expect(inPlaces).toHaveText("999+");
  await expect(page.locator('[data-count="review"]')).toHaveText("999+");
  review = 0;
  await ask();
  await expect(inPlaces).toBeHidden();
});

test("who is banned without their comments leaves them waiting, and an undo takes back what the third pane decided @desktop", async ({
  page,
}) => {
  const { address, keys, ids, author } = await aQueue(page, 2);
  await openQueue(page, address);
  const first = item(page, keys[0] ?? "");
  await page.keyboard.press("b");
  const form = page.getByRole("form", { name: `Exclure ou suspendre ${author.name}` });
  await form.getByLabel("Règle non respectée").selectOption("respect");
  await form.getByRole("button", { name: "Décider", exact: true }).click();
  await expect(first.locator(".queue-badge", { hasText: "Exclu" })).toBeVisible();
  await expect(page.locator(".queue-item[data-decided]")).toHaveCount(0);
  expect(await statusesOf(ids)).toEqual(["pending", "pending"]);
  await page.keyboard.press("u");
  await expect(first.locator(".queue-badge", { hasText: "Exclu" })).toHaveCount(0);

  const pane = page.locator(".queue-author-pane");
  const warning = pane.locator(".member-action", { hasText: "Avertir…" });
  await warning.getByText("Avertir…").click();
  await warning.getByLabel("Règle non respectée").selectOption("respect");
  await warning.getByRole("button", { name: "Avertir", exact: true }).click();
  await expect(pane).toContainText("C’est décidé.");
  await expect(first.locator(".queue-badge", { hasText: "Averti" })).toBeVisible();
  await page.keyboard.press("u");
  await expect(toast(page)).toContainText(`Annulé : Averti : ${author.name}`);
  await expect(first.locator(".queue-badge", { hasText: "Averti" })).toHaveCount(0);
  await expect(pane).not.toContainText("C’est décidé.");
});

test("a session that ended keeps what was decided, also what was undone, for nobody but who decided it @desktop", async ({
  page,
}) => {
  const { moderator, address, ids } = await aQueue(page, 3);
  await openQueue(page, address);
  await page.keyboard.press("a");
  await untilSent(page);
  await endSessions(moderator);
  await page.keyboard.press("u");
  const lost = page.locator(".queue-unsent");
  await expect(lost).toContainText("Votre session a pris fin");
  await page.keyboard.press("j");
  await page.keyboard.press("s");
  await expect(lost).toContainText("En attente d’envoi : 2.");
  // Somebody else signs in here: nothing is sent in their name, and their own page finds nothing.
  await signIn(page, await aMember("moderator"));
  await page.getByRole("button", { name: "Envoyer" }).click();
  await expect(lost).toContainText("Un autre compte est connecté");
  await openQueue(page, address);
  await expect(lost).toHaveCount(0);
  expect(await statusesOf(ids)).toEqual(["visible", "pending", "pending"]);
  await signIn(page, moderator);
  await openQueue(page, address);
  await expect(lost).toContainText("En attente d’envoi : 2.");
  await page.getByRole("button", { name: "Envoyer" }).click();
  await expect.poll(() => statusesOf(ids)).toEqual(["pending", "spam", "pending"]);
  await expect(lost).toHaveCount(0);
});

test("an article's thread is closed, and opened again, above its comments @nojs @desktop", async ({ page }) => {
  const { address, article } = await aQueue(page, 1);
  const thread = page.locator(".queue-thread");
  await page.goto(address);
  await expect(thread).toContainText("Fil ouvert");
  await thread.getByRole("button", { name: "Fermer le fil" }).click();
  await expect(thread).toContainText("Fil fermé : personne n’y écrit plus.");
  await expect(thread).toContainText("Fil fermé par Ada");
  const logged = await withSiteDatabase((db) =>
    db.select({ action: moderationLog.action }).from(moderationLog).where(eq(moderationLog.articleId, article.id)),
  );
  expect(logged).toEqual([{ action: "close" }]);
  // Where a script runs the page says what was done at its foot, else above.
  await page.locator("#done, .queue-toast").getByRole("button", { name: "Annuler" }).click();
  await expect(thread).toContainText("Fil ouvert");
  await expect(thread.getByRole("button", { name: "Ouvrir le fil" })).toHaveCount(0);
  await expectNoSidewaysScroll(page);
});

test("a comment's own page leads moderators to it in the queue @desktop @nojs", async ({ page }) => {
  const { keys, ids } = await aQueue(page, 2);
  await page.goto(`/comments/${ids[1]}`);
  await page.getByRole("link", { name: "Modérer" }).click();
  await expect(page.locator(".queue-item")).toHaveCount(1);
  await expect(page.locator(".queue-item")).toContainText(keys[1] ?? "");
});

test("what is asked wrongly is a page all the same: views, cursors, long words, one's own comment @desktop", async ({
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
  await first.getByRole("button", { name: /^Rejeter/ }).click();
  await expectReadableAtBothWidths(page);
  await first.getByRole("button", { name: /^Exclure/ }).click();
  await first.getByRole("checkbox").check();
  await expectReadableAtBothWidths(page);
  expect(keys).toHaveLength(2);
});

test("the chosen view is seen, on a phone too @nojs", async ({ page }) => {
  await signIn(page, await aMember("moderator"));
  for (const view of ["review", "spam", "all"]) {
    await page.goto(`/admin/moderation?view=${view}`);
    const tab = page.locator(".queue-tabs [aria-current]");
    await expect(tab).toHaveAttribute("href", view === "review" ? "/admin/moderation" : new RegExp(`view=${view}`));
    await expect(tab).toBeInViewport({ ratio: 1 });
  }
});

test("a panel that opens low on the screen is seen whole @desktop", async ({ page }) => {
  const { address } = await aQueue(page, 3);
  await openQueue(page, address);
  await page.keyboard.press("j");
  await page.keyboard.press("b");
  await expect(page.locator(".queue-ban").getByRole("button", { name: "Décider" })).toBeInViewport({ ratio: 1 });
});

test("without a script a long comment's panel is seen once it is asked for @only-nojs", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const { address, keys } = await aQueue(page, 2, { bodyHtml: "<p>Une ligne.</p>".repeat(30) });
  await page.goto(address);
  await page
    .getByRole("link", { name: /^Rejeter/ })
    .first()
    .click();
  await expect(page.locator(".queue-panel").getByRole("button").first()).toBeInViewport();
  expect(keys).toHaveLength(2);
});

test("the views, the filters and the search show what they say @nojs @desktop", async ({ page }) => {
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

/** A decision from ten minutes ago, of which the author has been mailed: as if it had been taken then. */
async function aDecisionOfBefore(moderator: TestMember, id: number, action: "approve" | "remove") {
  const { id: actorId } = await findMemberRow(moderator);
  return withSiteDatabase(async (db) => {
    const createdAt = new Date(Date.now() - 600_000);
    const [comment] = await db.select().from(comments).where(eq(comments.id, id));
    const to = action === "approve" ? "visible" : "removed";
    const [decision] = await db
      .insert(moderationDecisions)
      .values({
        subject: "comment",
        subjectId: id,
        articleId: comment?.articleId,
        memberId: comment?.memberId,
        actorId,
        action,
        reason: action === "remove" ? "respect" : null,
        createdAt,
        before: { status: comment?.status ?? "pending" },
        after: { status: to },
      })
      .returning({ id: moderationDecisions.id });
    await db.update(comments).set({ status: to, version: 1 }).where(eq(comments.id, id));
    if (comment && to === "visible")
      await db
        .update(articles)
        .set({ commentCount: sql`${articles.commentCount} + 1` })
        .where(eq(articles.id, comment.articleId));
    return decision?.id ?? 0;
  });
}
const question = (page: Page) => page.getByRole("dialog", { name: "Annuler cette décision" });

test("on a page just opened, u asks before it undoes an earlier decision, with the focus on the answer that changes nothing @desktop", async ({
  page,
}) => {
  const { moderator, address, keys, ids } = await aQueue(page, 8);
  const { id: actor } = await findMemberRow(moderator);
  await aDecisionOfBefore(moderator, ids[7] ?? 0, "approve");
  await withSiteDatabase((db) =>
    decideInBulk(db, {
      actor: { id: actor },
      action: "spam",
      items: ids.slice(2, 7).map((id) => ({ id, version: 0 })),
    }),
  );
  const before = await statusesOf(ids);
  await openQueue(page, address);
  await page.keyboard.press("u");
  await expect(question(page)).toContainText("Classé comme spam (Ni publicité ni bruit)");
  await expect(question(page)).toContainText("5 commentaires seront de nouveau en attente.");
  // The mail of that decision leaves after half a minute, which a slow machine may take to open the page.
  await expect(question(page)).toContainText(/Aucun membre ne recevra de courriel|par courriel/);
  await expect(question(page).getByRole("button", { name: "Garder la décision" })).toBeFocused();
  await expectAccessible(page);
  // No key reaches the list behind it, however often it is pressed.
  for (const key of ["u", "a", "s"]) await page.keyboard.press(key);
  await page.keyboard.press("Enter");
  await expect(question(page)).toHaveCount(0);
  expect(await statusesOf(ids)).toEqual(before);
  // What is decided here goes at once; the next one is from before again.
  await page.keyboard.press("a");
  await expect.poll(async () => (await statusesOf(ids))[0]).toBe("visible");
  await untilSent(page);
  await page.keyboard.press("u");
  await expect.poll(async () => (await statusesOf(ids))[0]).toBe("pending");
  await expect(question(page)).toHaveCount(0);
  await page.keyboard.press("u");
  await expect(question(page)).toContainText("5 commentaires");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect.poll(() => statusesOf(ids)).toEqual(ids.map((_, n) => (n === 7 ? "visible" : "pending")));
  await untilSent(page);
  // A reload is another view of the page: what was decided there asks here.
  await page.keyboard.press("a");
  await expect.poll(async () => (await statusesOf(ids))[0]).toBe("visible");
  await untilSent(page);
  await openQueue(page, address);
  await page.keyboard.press("u");
  await expect(question(page)).toContainText("1 commentaire ne sera plus public.");
  // Somebody else decides on it while the question is read: said, and nothing undone below them.
  const other = await aMember("moderator");
  await decideAs(other, ids[0] ?? 0, "spam");
  await question(page).getByRole("button", { name: "Annuler la décision" }).click();
  await expect(toast(page)).toContainText(`Quelqu’un a décidé depuis (${other.name}`);
  expect((await statusesOf(ids))[0]).toBe("spam");
  expect(keys).toHaveLength(8);
});

test("an earlier decision asks for confirmation in the list of last decisions too, and says why it cannot be undone @desktop", async ({
  page,
}) => {
  const { moderator, address, ids } = await aQueue(page, 2);
  await aDecisionOfBefore(moderator, ids[1] ?? 0, "remove");
  await openQueue(page, address);
  await page.getByText("Vos dernières décisions").click();
  const undo = page.locator(".queue-recent li", { hasText: "Retiré" }).getByRole("button", { name: "Annuler" });
  await undo.click();
  await expect(question(page)).toContainText("1 commentaire sera de nouveau en attente.");
  await expectNoSidewaysScroll(page);
  await page.keyboard.press("Escape");
  await expect(question(page)).toHaveCount(0);
  await expect(undo).toBeFocused();
  // The session ends while one reads.
  await endSessions(moderator);
  await undo.click();
  await expect(question(page)).toContainText("session");
  await expect(question(page).getByRole("button")).toHaveCount(1);
  await page.keyboard.press("Enter");
  expect((await statusesOf(ids))[1]).toBe("removed");
  await signIn(page, moderator);
  const other = await aMember("moderator");
  await decideAs(other, ids[1] ?? 0, "approve");
  await undo.click();
  await expect(question(page)).toContainText(`Quelqu’un a décidé depuis (${other.name}`);
  await question(page).getByRole("button", { name: "Fermer" }).click();
  await expect(undo).toHaveCount(0);
});

test("without scripts undoing an earlier decision leads to a confirmation page, from every page with its button @only-nojs", async ({
  page,
}) => {
  const { moderator, author, address, ids } = await aQueue(page, 2);
  const decision = await aDecisionOfBefore(moderator, ids[1] ?? 0, "approve");
  // As after a reload of the page that said what was done, or in another tab.
  await page.goto(`${address}&done=${decision}`);
  await page.locator("#done").getByRole("button", { name: "Annuler" }).click();
  await expect(question(page)).toContainText("1 commentaire ne sera plus public.");
  await expect(question(page)).toBeInViewport({ ratio: 1 });
  const keep = question(page).getByRole("link", { name: "Garder la décision" });
  await expect(keep).toBeFocused();
  await keep.press("Enter");
  await expect(question(page)).toHaveCount(0);
  expect((await statusesOf(ids))[1]).toBe("visible");
  // The record of a member names a decision in its address too, whatever it is about.
  const { id: memberId } = await findMemberRow(author);
  await page.goto(`/admin/moderation/members/${memberId}?done=${decision}`);
  await page.locator(".decision-feedback").getByRole("button", { name: "Annuler" }).click();
  await expect(question(page)).toContainText("1 commentaire ne sera plus public.");
  expect((await statusesOf(ids))[1]).toBe("visible");
  await question(page).getByRole("button", { name: "Annuler la décision" }).click();
  await expect(page).toHaveURL(new RegExp(`/members/${memberId}`));
  expect((await statusesOf(ids))[1]).toBe("pending");
  // Sent twice: said, and nothing else is undone.
  await page.goto(`${address}&undo=${decision}`);
  await expect(question(page)).toContainText("Il n’y a rien à annuler.");
  await expect(question(page).getByRole("button")).toHaveCount(0);
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
  // The panel of a rule as well.
  await page.keyboard.press("r");
  await page.evaluate(() => scrollTo({ top: document.body.scrollHeight, behavior: "instant" }));
  await page.keyboard.press("1");
  await expect(page.locator(".queue-panel")).toBeInViewport();
  expect((await statusesOf(ids))[0]).toBe("pending");
  await page.keyboard.press("1");
  await expect.poll(async () => (await statusesOf(ids))[0]).toBe("rejected");
});

test("the bulk bar is small, moves nothing and never covers the focus", async ({ page }) => {
  // The places are measured after each key, not during a smooth scroll.
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
