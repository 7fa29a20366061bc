import { decide } from "#features/moderation/decisions/decide.ts";
import { expect, expectAccessible, expectFitsLargeText, expectNoSidewaysScroll, test } from "./fixtures.ts";
import { withSiteDatabase } from "./site-database.ts";
import { aMember, anArticleWithComments, commentWithText, findMemberRow, signIn, writeComment } from "./test-data.ts";

test("a notification leads to the comment below what it answers, or says that it is gone @nojs @phone", async ({
  page,
}, testInfo) => {
  const withScripts = testInfo.project.name !== "no-javascript";
  const member = await aMember();
  const own = await findMemberRow(member);
  const other = await findMemberRow(await aMember());
  const threads = Array.from({ length: 22 }, (_, n) => ({ key: `Fil ${n}.` }));
  const article = await anArticleWithComments([...threads, { key: "De moi.", memberId: own.id }]);
  const mine = article.comments.get("De moi.") ?? 0;
  for (const text of ["Première.", "Deuxième.", "Repliée."]) await writeComment(article, other, text, mine);
  await signIn(page, member);
  await page.goto("/notifications");
  await page.locator('a[href$="?context"]').first().click();
  await expect(page).toHaveURL(/\/comments\?page=2#comment-\d+$/);
  await expect(commentWithText(page, "Repliée.")).toBeInViewport();

  await page.goto("/notifications");
  const link = await page.locator('a[href$="?context"]').first().getAttribute("href");
  const id = Number(/\d+/.exec(link ?? "")?.[0]);
  const moderator = await findMemberRow(await aMember("moderator"));
  await withSiteDatabase((db) =>
    decide(db, {
      actor: { id: moderator.id },
      subject: { kind: "comment", id },
      action: "remove",
      reason: "respect" as const,
      note: "",
    }),
  );
  await page.goto(link ?? "");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Ce commentaire n’est plus visible");
  await expect(page.getByText("Commentaire retiré par la modération.")).toBeVisible();
  await expect(page.locator("main")).not.toContainText("Repliée.");
  await expect(page.locator(".comment-context")).toContainText("De moi.");
  await expectNoSidewaysScroll(page);
  if (withScripts) await expectAccessible(page);
  await page.getByRole("link", { name: "Voir dans la discussion" }).click();
  await expect(commentWithText(page, "De moi.")).toBeInViewport();
  // Anyone who opens the mail without being signed in sees the same.
  await page.context().clearCookies();
  await page.goto(link ?? "");
  await expect(page.getByText("Commentaire retiré par la modération.")).toBeVisible();
});

test("the page of a deep comment shows what it answers @nojs @phone", async ({ page }) => {
  const keys = Array.from({ length: 7 }, (_, n) => `n${n}.`);
  const article = await anArticleWithComments(
    keys.map((key, n) => ({ key, ...(n > 0 && { parent: { key: keys[n - 1] ?? "" } }) })),
  );
  await page.goto(`/comments/${article.comments.get("n6.")}?context`);
  await expect(page).toHaveURL(new RegExp(`/comments/${article.comments.get("n6.")}#comment-`));
  const above = page.getByRole("list", { name: "Ce à quoi ce commentaire répond" });
  await expect(above.getByRole("listitem")).toHaveText([/n3\./, /n4\./, /n5\./]);
  await above.getByRole("link", { name: "n3." }).click();
  await expect(commentWithText(page, "n3.")).toBeInViewport();
  await page.setViewportSize({ width: 390, height: 844 });
  await expectFitsLargeText(page);
});
