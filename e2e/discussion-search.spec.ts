import { expect, expectAccessible, expectNoSidewaysScroll, test } from "./fixtures.ts";
import { anArticleWithComments, commentWithText } from "./test-data.ts";

test("a reader searches a discussion on all of its pages, and opens what is folded @nojs @phone", async ({
  page,
}, testInfo) => {
  const word = `trouvaille${Math.random().toString(36).slice(2, 8).replace(/\d/g, "x")}`;
  const article = await anArticleWithComments([
    { key: "Racine." },
    ...["r1.", "r2."].map((key) => ({ key, parent: { key: "Racine." } })),
    { key: `Repliée, ${word}.`, parent: { key: "Racine." } },
    ...Array.from({ length: 22 }, (_, n) => ({ key: `Fil ${n}.` })),
    { key: `En page deux, ${word}.` },
    { key: `En attente, ${word}.`, status: "pending" as const },
  ]);
  await anArticleWithComments([{ key: `Ailleurs, ${word}.` }]);
  await page.goto(article.path);
  const field = page.locator("#comments").getByRole("searchbox", { name: "Chercher dans cette discussion" });
  await field.fill(word);
  await field.press("Enter");
  await expect(page).toHaveURL(new RegExp(`/search\\?.*discussion=${article.slug}`));
  const hits = page.locator(".hit");
  await expect(hits).toHaveCount(2);
  await expect(page.locator(".hits")).not.toContainText(/En attente|Ailleurs/);
  await expect(page.getByRole("link", { name: /^Dans la discussion de/ })).toBeVisible();
  await expect(page.locator('meta[name="robots"]')).toHaveAttribute("content", /noindex/);
  await expectNoSidewaysScroll(page);
  if (testInfo.project.name !== "no-javascript") await expectAccessible(page);

  await hits.filter({ hasText: "Repliée" }).getByRole("link").first().click();
  await expect(commentWithText(page, "Repliée")).toBeInViewport();
  await page.goBack();
  await hits.filter({ hasText: "En page deux" }).getByRole("link").first().click();
  await expect(page).toHaveURL(/comments\?page=2#comment-/);
  await expect(commentWithText(page, "En page deux")).toBeInViewport();
  await page.goBack();
  await page.getByRole("link", { name: "Chercher sur tout le site" }).click();
  await expect(hits).toHaveCount(3);
});

test("a small discussion has no search field @desktop", async ({ page }) => {
  const { path } = await anArticleWithComments([{ key: "Un avis." }]);
  await page.goto(path);
  await expect(page.locator(".discussion-search")).toHaveCount(0);
});
