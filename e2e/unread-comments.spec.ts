import type { Page } from "@playwright/test";
import { expect, expectAccessible, expectNoSidewaysScroll, test } from "./fixtures.ts";
import {
  aMember,
  anArticleWithComments,
  commentWithText,
  findMemberRow,
  type TestArticle,
  waitUntilHydrated,
  writeComment,
} from "./test-data.ts";

const buttons = (page: Page) => page.getByRole("group", { name: "Nouveaux commentaires" });
const next = (page: Page) => buttons(page).getByRole("button", { name: /^Nouveau suivant/ });

/** Stores in the browser that the reader saw the discussion a day ago, up to this comment. */
async function seenYesterday(page: Page, { slug }: TestArticle, id: number, count: number) {
  await page.evaluate(
    (visit) => {
      const at = Date.now() - 86_400_000;
      const seen = { id: visit.id, count: visit.count, at };
      localStorage.setItem("vigie-visits", JSON.stringify([{ article: visit.slug, last: seen, before: seen }]));
    },
    { slug, id, count },
  );
}

/** Opens a page of the discussion as a reader does whose scripts load at the first touch. */
async function open(page: Page, path: string) {
  await page.goto(path);
  await page.locator("#comments-heading").click();
  await waitUntilHydrated(page);
}

test("keys go from one unread comment to the next, into folds, and back @desktop", async ({ page }) => {
  const article = await anArticleWithComments([
    { key: "Racine." },
    ...["r1.", "r2.", "r3."].map((key) => ({ key, parent: { key: "Racine." } })),
  ]);
  const other = await findMemberRow(await aMember());
  const seen = article.comments.get("r3.") ?? 0;
  await writeComment(article, other, "Repliée.", article.comments.get("Racine."));
  await writeComment(article, other, "Nouveau fil.");
  await page.goto("/privacy");
  await seenYesterday(page, article, seen, 4);
  await open(page, article.path);

  await expect(next(page)).toHaveText(/Nouveau suivant\s*2/);
  await expectAccessible(page);
  await page.keyboard.press("n");
  await expect(commentWithText(page, "Repliée.")).toBeFocused();
  await expect(commentWithText(page, "Repliée.")).toBeInViewport();
  await expect(commentWithText(page, "Repliée.")).toHaveAccessibleName(/Nouveau/);
  await expect(next(page)).toHaveText(/1\/2/);
  await expect(page).toHaveURL(/#comment-\d+$/);
  await page.keyboard.press("j");
  await expect(commentWithText(page, "Nouveau fil.")).toBeFocused();
  await page.keyboard.press("n");
  await expect(buttons(page).getByRole("status")).toHaveText("Vous avez tout lu.");
  await page.keyboard.press("p");
  await expect(commentWithText(page, "Repliée.")).toBeFocused();
  await expect(commentWithText(page, "Repliée.").locator(".comment-new")).toHaveAttribute("data-read", "true");

  // The place survives: the address opens the fold again, and what was read stays read.
  await page.reload();
  await expect(commentWithText(page, "Repliée.")).toBeInViewport();
  await page
    .locator("#comments-heading")
    .focus()
    .catch(() => undefined);
  await page.keyboard.press("Tab");
  await waitUntilHydrated(page);
  await expect(next(page)).toHaveText(/1\/2/);
  await expect(commentWithText(page, "Nouveau fil.").locator(".comment-new")).toHaveAttribute("data-read", "true");
});

test("the first key on a page, which loads its scripts, already goes to what is unread @desktop", async ({ page }) => {
  const article = await anArticleWithComments([{ key: "Premier." }]);
  await writeComment(article, await findMemberRow(await aMember()), "Neuf.");
  await page.goto("/privacy");
  await seenYesterday(page, article, article.comments.get("Premier.") ?? 0, 1);
  await page.goto(article.path);
  await page.keyboard.press("n");
  await expect(commentWithText(page, "Neuf.")).toBeFocused();
});

test("keys do nothing while the reader types, and can be turned off @desktop", async ({ page }) => {
  const article = await anArticleWithComments([{ key: "Premier." }]);
  await writeComment(article, await findMemberRow(await aMember()), "Neuf.");
  await page.goto("/privacy");
  await seenYesterday(page, article, article.comments.get("Premier.") ?? 0, 1);
  await open(page, article.path);
  await expect(next(page)).toBeVisible();
  await page.getByLabel("Votre commentaire").fill("");
  await page.getByLabel("Votre commentaire").press("n");
  await expect(page.getByLabel("Votre commentaire")).toHaveValue("n");
  await expect(page.getByLabel("Votre commentaire")).toBeFocused();
  await page.getByLabel("Votre commentaire").blur();

  await page.keyboard.press("?");
  const help = page.getByRole("dialog", { name: "Raccourcis clavier" });
  await expect(help).toBeVisible();
  await expectAccessible(page);
  await help.getByRole("checkbox", { name: "Raccourcis d’une seule touche" }).uncheck();
  await help.getByRole("button", { name: "Fermer" }).click();
  await page.keyboard.press("n");
  await expect(commentWithText(page, "Neuf.")).not.toBeFocused();
  await next(page).click();
  await expect(commentWithText(page, "Neuf.")).toBeFocused();
});

test("the buttons follow what is unread to the next page of threads @phone", async ({ page }) => {
  const threads = Array.from({ length: 22 }, (_, n) => ({ key: `Fil ${n + 1}.` }));
  const article = await anArticleWithComments(threads);
  const other = await findMemberRow(await aMember());
  const seen = article.comments.get("Fil 22.") ?? 0;
  await writeComment(article, other, "Réponse au troisième.", article.comments.get("Fil 3."));
  await writeComment(article, other, "Réponse au dernier.", article.comments.get("Fil 22."));
  await page.goto("/privacy");
  await seenYesterday(page, article, seen, 22);
  await open(page, article.path);
  await expect(next(page)).toHaveText(/Nouveau suivant\s*2/);
  await expectNoSidewaysScroll(page);
  await next(page).click();
  await expect(commentWithText(page, "Réponse au troisième.")).toBeFocused();
  await next(page).click();
  await expect(page).toHaveURL(/\/comments\?page=2#comment-\d+$/);
  await expect(commentWithText(page, "Réponse au dernier.")).toBeInViewport();
  // Any key loads the scripts; a click would move the focus itself.
  await page.keyboard.press("Shift");
  await expect(next(page)).toHaveText(/2\/2/);
  await expect(commentWithText(page, "Réponse au dernier.")).toBeFocused();
  await buttons(page).getByRole("button", { name: "Nouveau précédent" }).click();
  await expect(page).toHaveURL(new RegExp(`${article.path}#comment-\\d+$`));
});

test("waits for what is unread on other pages before saying that all is read @desktop", async ({ page }) => {
  const article = await anArticleWithComments(Array.from({ length: 22 }, (_, n) => ({ key: `Fil ${n + 1}.` })));
  const other = await findMemberRow(await aMember());
  await writeComment(article, other, "Ici.", article.comments.get("Fil 3."));
  await writeComment(article, other, "Ailleurs.", article.comments.get("Fil 22."));
  const { promise: mayAnswer, resolve: answer } = Promise.withResolvers<void>();
  await page.route("**/api/new-comments?*", async (route) => {
    await mayAnswer;
    await route.continue();
  });
  await page.goto("/privacy");
  await seenYesterday(page, article, article.comments.get("Fil 22.") ?? 0, 22);
  await open(page, article.path);
  await page.keyboard.press("n");
  await expect(commentWithText(page, "Ici.")).toBeFocused();
  await page.keyboard.press("n");
  await expect(buttons(page).getByRole("status")).toHaveText("");
  answer();
  await expect(page).toHaveURL(/\/comments\?page=2#comment-\d+$/);
});

test("a first visit has no such buttons @phone", async ({ page }) => {
  const article = await anArticleWithComments([{ key: "Premier." }]);
  await open(page, article.path);
  await expect(page.locator(".comment-new").first()).toBeAttached();
  await expect(buttons(page)).toHaveCount(0);
});
