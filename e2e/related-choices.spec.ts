import { refreshRelated } from "#features/related/mutations.ts";
import { expect, expectAccessible, expectNoSidewaysScroll, test } from "./fixtures.ts";
import { withSiteDatabase } from "./site-database.ts";
import { aMember, anArticleWithComments, signIn } from "./test-data.ts";

const titleOf = ({ slug }: { slug: string }) => `Essai ${slug.slice(6, 14)}`;

test("an editor pins, orders and excludes related articles, and readers see it @nojs", async ({
  page,
  javaScriptEnabled,
}) => {
  test.slow();
  const subject = await anArticleWithComments();
  const [one, other] = [await anArticleWithComments(), await anArticleWithComments()];
  await withSiteDatabase((db) => db.transaction((tx) => refreshRelated(tx, [subject.id, one.id, other.id])));
  await signIn(page, await aMember("editor"));
  const path = `/admin/articles/${subject.id}/related`;
  const shown = page.locator(".order-sections section", { hasText: "Proposés aux lecteurs" }).locator("li");

  for (const article of [one, other]) {
    await page.goto(`${path}?q=${encodeURIComponent(titleOf(article))}`);
    await page
      .getByRole("button", { name: `Épingler « ${titleOf(article)} »`, exact: true })
      .first()
      .click();
    await expect(shown.filter({ hasText: titleOf(article) })).toContainText("Épinglé");
  }
  await page.goto(path);
  await expect(shown.first()).toContainText(titleOf(one));
  await page.getByRole("button", { name: `Monter « ${titleOf(other)} »` }).click();
  await expect(shown.first()).toContainText(titleOf(other));
  await expect(shown.nth(1)).toContainText(titleOf(one));
  if (javaScriptEnabled) await expectAccessible(page);
  await expectNoSidewaysScroll(page);

  const related = page.locator("#related");
  await expect(async () => {
    await page.goto(subject.path);
    await expect(related.locator(".reason").first()).toHaveText("Choisi par la rédaction");
    await expect(related.getByRole("link", { name: titleOf(other) }).first()).toBeVisible();
  }).toPass();

  await page.goto(path);
  await page.getByRole("button", { name: `Exclure « ${titleOf(other)} »` }).click();
  await expect(shown.filter({ hasText: titleOf(other) })).toHaveCount(0);
  await expect(page.getByText("Exclu par la rédaction").or(page.getByText("Ce choix prendra effet"))).toBeVisible();
  await page.getByRole("button", { name: `Ne plus épingler « ${titleOf(one)} »` }).click();
  await page.getByRole("button", { name: `Rétablir « ${titleOf(other)} »` }).click();
  await expect(page.getByText("Épinglé", { exact: true })).toHaveCount(0);
});
