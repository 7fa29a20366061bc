import type { QueueUpdate } from "#features/moderation/queue/live/loaders.ts";
import { expect, expectNoSidewaysScroll, test } from "./fixtures.ts";
import {
  aQueue,
  chosenItem,
  decideAs,
  endSessions,
  item,
  openQueue,
  statusesOf,
  toast,
  untilSent,
} from "./moderation-queue.ts";
import { aMember, signIn } from "./test-data.ts";

test("only moderators open the queue and its event stream @desktop", async ({ page }) => {
  expect((await page.goto("/admin/moderation"))?.status()).toBe(401);
  expect((await page.request.get("/admin/moderation/live")).status()).toBe(401);
  await signIn(page, await aMember("editor"));
  expect((await page.goto("/admin/moderation"))?.status()).toBe(403);
  expect((await page.request.get("/admin/moderation/live")).status()).toBe(403);
});

test("a moderator without scripts approves, rejects with a rule, marks as spam, bans and undoes by forms @only-nojs", async ({
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
    .getByRole("link", { name: /^Refuser/ })
    .click();
  await item(page, second).getByRole("button", { name: "Pas de spam" }).click();
  await expect(page.locator("#done")).toContainText("Refusé : Pas de spam");
  await item(page, third).getByRole("button", { name: /^Spam/ }).click();
  await expect(page.locator("#done")).toContainText("Classé comme spam");
  expect(await statusesOf(ids)).toEqual(["visible", "rejected", "spam", "pending", "pending"]);

  await page.locator("#done").getByRole("button", { name: "Annuler" }).click();
  await expect(page.locator("#done")).toContainText("Annulé");
  await expect(item(page, third)).toHaveCount(1);
  // The previous decision, from the moderator's own list.
  await page.getByText("Vos dernières décisions").click();
  await page
    .locator(".queue-recent li", { hasText: "Refusé" })
    .first()
    .getByRole("button", { name: "Annuler" })
    .click();
  await expect(item(page, second)).toHaveCount(1);
  expect(await statusesOf(ids)).toEqual(["visible", "pending", "pending", "pending", "pending"]);

  // Another moderator has decided meanwhile: the page says so, and nothing is lost.
  const other = await aMember("moderator");
  await decideAs(other, ids[3] ?? 0, "spam");
  await item(page, fourth)
    .getByRole("button", { name: /^Approuver/ })
    .click();
  await expect(page.locator("#done")).toContainText(`Quelqu’un a décidé avant vous (${other.name}`);
  await expect(item(page, fourth)).toHaveCount(0);
  expect((await statusesOf(ids))[3]).toBe("spam");

  // Several comments, by checkboxes.
  await page.goto(address);
  for (const key of [second, third]) await item(page, key).getByRole("checkbox").check();
  // Nothing is preselected, and the browser does not submit without a choice.
  const several = page.getByLabel("Décision", { exact: true });
  await expect(several).toHaveValue("");
  await page.getByRole("button", { name: "Appliquer aux commentaires sélectionnés" }).click();
  expect((await statusesOf(ids)).slice(1, 3)).toEqual(["pending", "pending"]);
  await several.selectOption({ label: "Approuver" });
  await page.getByRole("button", { name: "Appliquer aux commentaires sélectionnés" }).click();
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

test("a moderator clears sixty items using only the keyboard, rejects every tenth, and restores the last by one undo @desktop", async ({
  page,
}) => {
  test.setTimeout(180_000);
  const { address, ids } = await aQueue(page, 60);
  await openQueue(page, address);
  const began = Date.now();
  for (let n = 0; n < 60; n += 1) {
    // A moderator sees the selected comment before deciding; this script waits for it too.
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
  await expect(toast(page)).toContainText("Refusé : Pas de spam");
  await page.keyboard.press("u");
  await expect.poll(async () => (await statusesOf(ids)).at(-1)).toBe("pending");
  await expect(toast(page)).toContainText("Annulé");
});

test("each key does what the help says, and nothing while the moderator types @desktop", async ({ page }) => {
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
  // Single-key shortcuts can be turned off, for dictation or accidental keys; Escape still works.
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
  await expect(item(page, keys[1] ?? "")).toContainText("Refusé : Respectez les personnes");
  await expect(toast(page)).toContainText("L’auteur sera prévenu dans 30 s.");
  // Undone after it was stored: the comment has its former state, with the decision shown.
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

  // Featured comments are shown to readers.
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

  // A ban removes all comments; its undo restores each former status.
  const before = await statusesOf(ids);
  await page.keyboard.press("b");
  const form = page.getByRole("form", { name: `Exclure ou suspendre ${author.name}` });
  await expect(form.getByLabel("Exclure définitivement")).toBeFocused();
  // No shortcut decides behind the dialog.
  for (const key of ["s", "j", "x"]) await page.keyboard.press(key);
  await expect(form.getByLabel("Exclure définitivement")).toBeFocused();
  await form.getByLabel("Règle non respectée").selectOption("respect");
  await form.getByLabel(/^Ses commentaires/).selectOption("remove");
  await form.getByRole("button", { name: "Décider", exact: true }).click();
  await expect(toast(page)).toContainText(`Exclu : ${author.name}`);
  await expect.poll(() => statusesOf(ids)).toEqual(ids.map(() => "removed"));
  await page.keyboard.press("u");
  await expect.poll(() => statusesOf(ids)).toEqual(before);

  // Several comments in one decision.
  await untilSent(page);
  await openQueue(page, address);
  for (let n = 0; n < 3; n += 1) {
    await page.keyboard.press("x");
    await page.keyboard.press("j");
  }
  // A key chooses the decision; the button names it and executes it.
  await page.keyboard.press("s");
  const go = page.getByRole("button", { name: "Classer 3 commentaires comme spam" });
  await expect(go).toBeFocused();
  expect((await statusesOf(ids)).filter((status) => status === "spam")).toHaveLength(0);
  await page.keyboard.press("Enter");
  await expect(page.locator(".queue-bulk")).toContainText("3 traités");
  await expect.poll(async () => (await statusesOf(ids)).filter((status) => status === "spam").length).toBe(3);
  await page.keyboard.press("u");
  await expect.poll(() => statusesOf(ids)).toEqual(before);
});

test("a moderator decides by mouse or touch, decides in bulk, sees the result and undoes it", async ({ page }) => {
  const { address, keys, ids } = await aQueue(page, 30);
  await openQueue(page, address);
  await expectNoSidewaysScroll(page);
  await item(page, keys[0] ?? "")
    .getByRole("button", { name: /^Refuser/ })
    .click();
  await item(page, keys[0] ?? "")
    .getByRole("button", { name: "Pas de spam" })
    .click();
  await expect(toast(page)).toContainText("Refusé : Pas de spam");
  await expect.poll(async () => (await statusesOf(ids))[0]).toBe("rejected");
  await toast(page).getByRole("button", { name: "Annuler" }).click();
  await expect.poll(async () => (await statusesOf(ids))[0]).toBe("pending");

  await item(page, keys[2] ?? "")
    .getByRole("checkbox")
    .check();
  await page.getByRole("button", { name: "Tous", exact: true }).click();
  await expect(page.locator(".queue-bulk")).toContainText("30 sélectionnés");
  // Another moderator decides on one of them first.
  await decideAs(await aMember("moderator"), ids[29] ?? 0, "spam");
  const several = page.getByLabel("Décision", { exact: true });
  await expect(several).toHaveValue("");
  await several.selectOption("reject:topic");
  await page.getByRole("button", { name: /^Refuser 30 commentaires : / }).click();
  await expect(page.locator(".queue-bulk")).toContainText("29 traités");
  await expect(page.locator(".queue-bulk")).toContainText("1 ont changé entre-temps");
  expect(await statusesOf(ids)).toEqual(ids.map((_, n) => (n === 29 ? "spam" : "rejected")));
  await page.locator(".queue-bulk").getByRole("button", { name: "Annuler" }).click();
  await expect.poll(() => statusesOf(ids)).toEqual(ids.map((_, n) => (n === 29 ? "spam" : "pending")));
});

test("a second moderator on one item sees who decided what, and decides again on the current state @desktop", async ({
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
  await expect(theirs).toContainText("Refusé");
  expect((await statusesOf(ids))[0]).toBe("rejected");
  // They have read it and disagree.
  await theirs.getByRole("button", { name: /^Rétablir/ }).click();
  await expect.poll(async () => (await statusesOf(ids))[0]).toBe("visible");
  // The first moderator's undo would override the second's decision.
  await page.keyboard.press("u");
  await expect(toast(page)).toContainText(`Quelqu’un a décidé depuis (${second.name}`);
  const refused = item(page, keys[0] ?? "");
  await expect(refused).toContainText("Quelqu’un a décidé depuis");
  await expect(refused.getByRole("button", { name: /^Annuler/ })).toHaveCount(0);
  await expect(refused.getByRole("button", { name: /^Retirer/ })).toBeVisible();
  expect((await statusesOf(ids))[0]).toBe("visible");
  // Shows which comment each moderator is looking at.
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

test("the counts of waiting items are updated in the navigation and beside the views @desktop", async ({ page }) => {
  const { address } = await aQueue(page, 1);
  let review = 1_042;
  await page.route("**/admin/moderation/live?*", async (route) => {
    const response = await route.fetch();
    const heard: QueueUpdate = await response.json();
    await route.fulfill({ response, json: { ...heard, counts: { ...heard.counts, review } } });
  });
  // As on returning to the tab: the page asks immediately.
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

test("a moderator bans a member, whose comments stay pending, and undoes a decision made in the third pane @desktop", async ({
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
  await expect(pane).toContainText("Décision enregistrée.");
  await expect(first.locator(".queue-badge", { hasText: "Averti" })).toBeVisible();
  await page.keyboard.press("u");
  await expect(toast(page)).toContainText(`Annulé : Averti : ${author.name}`);
  await expect(first.locator(".queue-badge", { hasText: "Averti" })).toHaveCount(0);
  await expect(pane).not.toContainText("Décision enregistrée.");
});

test("a moderator whose session ended keeps unsent decisions and undos, and no other member gets them @desktop", async ({
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
  // Another member signs in here: nothing is sent in their name, and their page shows nothing of it.
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
