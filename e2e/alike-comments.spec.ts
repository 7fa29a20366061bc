import { randomUUID } from "node:crypto";
import { saveScreening } from "#features/screening/mutations.ts";
import { harmlessComment } from "#features/screening/screening-fixtures.ts";
import { presets } from "#features/settings/schema.ts";
import { expect, expectReadableAtBothWidths, test } from "./fixtures.ts";
import { aQueue, chosenItem, item, openQueue, statusesOf, toast } from "./moderation-queue.ts";
import { withSiteDatabase } from "./site-database.ts";

/** Four waiting comments, of which the first three have nearly the same text, as their fingerprints say. */
async function aWave(page: Parameters<typeof aQueue>[0]) {
  const queue = await aQueue(page, 4);
  const about = randomUUID();
  await withSiteDatabase(async (db) => {
    for (const [n, id] of queue.ids.entries()) {
      const text = n < 3 ? `Gagnez vite ${about} par jour depuis chez vous en trois clics` : `Merci ${randomUUID()}`;
      const screened = { ...harmlessComment, source: text, text };
      await saveScreening(db, { id, edited: false }, screened, { verdicts: [], settings: presets, now: new Date() });
    }
  });
  return { ...queue, wave: queue.ids.slice(0, 3), apart: queue.ids.slice(3) };
}

test("a moderator decides on alike comments together, and undoes it as one", async ({ page }) => {
  const { address, keys, wave, apart } = await aWave(page);
  await openQueue(page, address);
  const first = item(page, keys[0] ?? "");
  await expect(first).toContainText("2 commentaires semblables attendent aussi");
  await expect(item(page, keys[3] ?? "")).not.toContainText("semblable");
  await expectReadableAtBothWidths(page);
  await first.getByRole("button", { name: /ceux qui lui ressemblent/ }).click();
  const bar = page.locator(".queue-bulk");
  await expect(bar).toContainText("3 sélectionnés");
  await expect(bar.getByRole("combobox")).toBeFocused();
  await bar.getByRole("combobox").selectOption({ label: "Spam" });
  await bar.getByRole("button", { name: /3 commentaires/ }).click();
  await expect(bar).toContainText("3 traités");
  expect(await statusesOf([...wave, ...apart])).toEqual(["spam", "spam", "spam", "pending"]);
  await bar.getByRole("button", { name: "Annuler" }).click();
  await expect.poll(() => statusesOf(wave)).toEqual(["pending", "pending", "pending"]);
});

test("the key e selects alike comments, and says if there are none @desktop", async ({ page }) => {
  const { address } = await aWave(page);
  await openQueue(page, address);
  await page.keyboard.press("e");
  await expect(page.locator(".queue-bulk")).toContainText("3 sélectionnés");
  // The next key chooses the decision, and the message of an earlier one covers nothing of the bar.
  await page.keyboard.press("s");
  const go = page.getByRole("button", { name: "Classer 3 commentaires comme spam" });
  await expect(go).toBeFocused();
  const [bar, message] = [await page.locator(".queue-bulk").boundingBox(), await toast(page).boundingBox()];
  expect(message?.height).toBeGreaterThan(0);
  expect((message?.y ?? 0) + (message?.height ?? 0)).toBeLessThanOrEqual(bar?.y ?? 0);
  await page.locator(".queue-bulk").getByRole("button", { name: "Aucun" }).click();
  for (const _ of ["j", "j", "j"]) await page.keyboard.press("j");
  await expect(chosenItem(page)).not.toContainText("semblable");
  await page.keyboard.press("e");
  await expect(toast(page)).toContainText("Aucun commentaire semblable n’attend.");
});

test("without scripts a link lists alike comments, to be ticked @only-nojs", async ({ page }) => {
  const { address, keys, wave, apart } = await aWave(page);
  await page.goto(address);
  await item(page, keys[1] ?? "")
    .getByRole("link", { name: "2 commentaires semblables attendent aussi" })
    .click();
  await expect(page.locator(".queue-item")).toHaveCount(3);
  await expect(page.locator(".queue-filters")).toContainText("Commentaires semblables");
  for (const box of await page.locator(".queue-tick input").all()) await box.check();
  await page.locator("#queue-bulk-act").selectOption({ label: "Spam" });
  await page.locator("#queue-bulk-go").click();
  await expect(page.locator("#done")).toContainText("Classé comme spam");
  expect(await statusesOf([...wave, ...apart])).toEqual(["spam", "spam", "spam", "pending"]);
});
