import { homeCacheTag } from "#db/cache-tags/home.ts";
import { invalidateTags } from "#db/invalidation.ts";
import { homePins } from "#db/schema.ts";
import { setArticleStatus } from "#features/articles/mutations.ts";
import { expect, expectAccessible, expectNoSidewaysScroll, test } from "./fixtures.ts";
import { withSiteDatabase } from "./site-database.ts";
import { aMember, anArticleWithComments, signIn } from "./test-data.ts";

const titleOf = ({ slug }: { slug: string }) => `Essai ${slug.slice(6, 14)}`;

// Alone: the home page is shared.
test("an editor orders the top of the home page by button, keyboard and dragging; a withdrawn article disappears automatically @alone", async ({
  page,
  browser,
  baseURL,
}) => {
  test.slow();
  const [one, other] = [await anArticleWithComments(), await anArticleWithComments()];
  await signIn(page, await aMember("editor"));
  const second = await browser.newContext({ baseURL: baseURL ?? "", javaScriptEnabled: false });
  const beside = await second.newPage();
  await signIn(beside, await aMember("editor"));
  const reader = await (await browser.newContext({ baseURL: baseURL ?? "" })).newPage();
  const lead = async () => {
    await reader.goto("/");
    return reader.locator(".lead-article h2").textContent();
  };
  const chosen = page.locator(".order-list > li");
  try {
    const before = await lead();
    for (const article of [one, other]) {
      await page.goto(`/admin/home?q=${encodeURIComponent(titleOf(article))}`);
      await page.getByRole("button", { name: `Mettre à la une : ${titleOf(article)}` }).click();
      await expect(chosen.first()).toContainText(titleOf(article));
    }
    // The pages are invalidated after the response.
    await expect.poll(lead).toBe(titleOf(other));
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);

    // Without a script, from a page with an older order.
    await beside.goto("/admin/home");
    const up = page.getByRole("button", { name: `Monter « ${titleOf(one)} »` });
    await up.focus();
    await page.keyboard.press("Enter");
    await expect(chosen.first()).toContainText(titleOf(one));
    await expect(up).toBeFocused();
    await expect.poll(lead).toBe(titleOf(one));
    await beside.getByRole("button", { name: `Retirer « ${titleOf(one)} » de la une` }).click();
    await expect(beside.getByText(/a été modifiée entre-temps/)).toBeVisible();
    await beside.getByRole("button", { name: `Descendre « ${titleOf(one)} »` }).click();
    await expect(beside.locator(".order-list > li").first()).toContainText(titleOf(other));

    await page.reload();
    await chosen.nth(1).dragTo(chosen.first(), { targetPosition: { x: 20, y: 5 } });
    await expect(chosen.first()).toContainText(titleOf(one));
    await expect(page.getByText("C’est fait")).toBeVisible();
    await expect.poll(lead).toBe(titleOf(one));

    await withSiteDatabase(async (db) => setArticleStatus(db, [one.id, other.id], "withdrawn"));
    await expect.poll(lead).toBe(before);
    await page.reload();
    await expect(chosen).toHaveCount(0);
  } finally {
    await withSiteDatabase(async (db) => {
      await db.delete(homePins);
      await invalidateTags(db, [homeCacheTag]);
    });
    await second.close();
    await reader.context().close();
  }
});
