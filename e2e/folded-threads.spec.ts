import type { Page } from "@playwright/test";
import {
  expect,
  expectAccessible,
  expectFitsLargeText,
  expectNoSidewaysScroll,
  expectReadableAtBothWidths,
  test,
} from "./fixtures.ts";
import {
  aMember,
  anArticleWithComments,
  commentWithText,
  findMemberRow,
  signIn,
  waitUntilHydrated,
  writeComment,
} from "./test-data.ts";
import { findSmallTargets } from "./touch-targets.ts";

/** The line of the thread below a comment of this author. */
const line = (page: Page, name: string) => page.locator("summary", { hasText: `à ${name}` });

const aThread = () =>
  anArticleWithComments([
    { key: "Racine." },
    { key: "Réponse.", parent: { key: "Racine." } },
    { key: "Sous-réponse.", parent: { key: "Réponse." } },
    { key: "Autre réponse.", parent: { key: "Racine." } },
    { key: "Autre fil." },
  ]);

/** Loads the scripts as a reader does. */
async function open(page: Page, path: string) {
  await page.goto(path);
  await page.locator("#comments-heading").click();
  await waitUntilHydrated(page);
}

test("a comment folds with its replies, and shows how many there are @nojs", async ({ page }) => {
  const article = await aThread();
  await page.goto(article.path);
  const text = commentWithText(page, "Racine.").locator(".comment-body");
  await expect(text).toBeVisible();
  await expect(line(page, "Racine.")).toHaveAccessibleName("3 réponses à Racine.");
  await line(page, "Racine.").click();
  await expect(commentWithText(page, "Réponse.").first()).toBeHidden();
  await expect(text).toBeHidden();
  await expect(commentWithText(page, "Racine.").getByText("Racine.").first()).toBeVisible();
  await expect(page.getByText("3 réponses", { exact: false }).first()).toBeVisible();
  await expect(commentWithText(page, "Autre fil.")).toBeVisible();
  await line(page, "Racine.").click();
  await expect(text).toBeVisible();
  await expect(commentWithText(page, "Sous-réponse.")).toBeVisible();
});

test("the icon that folds has a target of 44 px, covers no text, and fits large text @phone", async ({ page }) => {
  const article = await aThread();
  await page.goto(article.path);
  expect(await findSmallTargets(page)).toEqual([]);
  const covered = await page.locator(".thread-fold > summary").evaluateAll((icons) =>
    icons.flatMap((icon) => {
      const own = icon.getBoundingClientRect();
      return [...document.querySelectorAll(".comment-body p, .comment-actions > *, .comment-head > *")].filter(
        (part) => {
          const box = part.getBoundingClientRect();
          const across = Math.min(own.right, box.right) - Math.max(own.left, box.left);
          return box.height > 0 && across > 0 && Math.min(own.bottom, box.bottom) - Math.max(own.top, box.top) > 0;
        },
      );
    }),
  );
  expect(covered).toHaveLength(0);
  await expectFitsLargeText(page);
  await line(page, "Racine.").click();
  expect(await findSmallTargets(page)).toEqual([]);
  await expectNoSidewaysScroll(page);
  await expectReadableAtBothWidths(page);

  // On paper, where nothing can be opened, the thread is whole.
  await page.evaluate(() => document.documentElement.setAttribute("data-print", "comments"));
  await page.emulateMedia({ media: "print" });
  await expect(commentWithText(page, "Racine.").locator(".comment-body")).toBeVisible();
  await expect(commentWithText(page, "Sous-réponse.")).toBeVisible();
  await expect(line(page, "Racine.")).toBeHidden();
});

test("keys fold the comment in view, and its whole thread @desktop", async ({ page }) => {
  const article = await aThread();
  await open(page, article.path);
  await commentWithText(page, "Sous-réponse.").getByRole("link", { name: "Répondre à Sous-réponse." }).focus();
  // Without replies of its own it folds with the comment that it answers.
  await page.keyboard.press("f");
  await expect(line(page, "Réponse.")).toBeFocused();
  await expect(commentWithText(page, "Sous-réponse.")).toBeHidden();
  await expect(commentWithText(page, "Autre réponse.")).toBeVisible();
  await page.keyboard.press("f");
  await expect(commentWithText(page, "Sous-réponse.")).toBeVisible();
  await page.keyboard.press("F");
  await expect(line(page, "Racine.")).toBeFocused();
  await expect(line(page, "Racine.")).toBeInViewport();
  await expect(commentWithText(page, "Autre réponse.")).toBeHidden();
  await page.keyboard.press("Enter");
  await expect(commentWithText(page, "Autre réponse.")).toBeVisible();

  await page.keyboard.press("?");
  const help = page.getByRole("dialog", { name: "Raccourcis clavier" });
  await expect(help).toContainText("Replier ou déplier tout le fil");
  await expect(help).not.toContainText("Nouveau commentaire suivant");
  await expectAccessible(page);
  await help.getByRole("checkbox", { name: "Raccourcis d’une seule touche" }).uncheck();
  await help.getByRole("button", { name: "Fermer" }).click();
  await page.keyboard.press("F");
  await expect(commentWithText(page, "Autre réponse.")).toBeVisible();
});

test("the first key on a page, and a click on the line beside replies, fold too @desktop", async ({ page }) => {
  const article = await aThread();
  await page.goto(`${article.path}#comment-${article.comments.get("Réponse.")}`);
  await page.keyboard.press("f");
  await expect(commentWithText(page, "Sous-réponse.")).toBeHidden();
  await page.reload();
  // A capital letter is two keys, of which the first loads the scripts.
  await page.keyboard.press("Shift+F");
  await expect(line(page, "Racine.")).toBeFocused();
  await expect(commentWithText(page, "Réponse.").first()).toBeHidden();
  await page.reload();
  await page.keyboard.press("Shift+?");
  const help = page.getByRole("dialog", { name: "Raccourcis clavier" });
  await expect(help).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(help).toBeHidden();
  await page.keyboard.press("f");
  await expect(commentWithText(page, "Sous-réponse.")).toBeHidden();
  await line(page, "Réponse.").click();
  await expect(commentWithText(page, "Sous-réponse.")).toBeVisible();
  const beside = page.locator(".replies").first();
  await beside.click({ position: { x: 1, y: 40 } });
  await expect(commentWithText(page, "Autre réponse.")).toBeHidden();
  await expect(line(page, "Racine.")).toBeFocused();
});

test("selecting text from one reply to another folds nothing @desktop", async ({ page }) => {
  const article = await aThread();
  await open(page, article.path);
  await commentWithText(page, "Sous-réponse.").evaluate((reply) =>
    reply.scrollIntoView({ block: "center", behavior: "instant" }),
  );
  const boxOf = (key: string) => commentWithText(page, key).locator(".comment-body p").first().boundingBox();
  const [from, to] = [await boxOf("Réponse."), await boxOf("Autre réponse.")];
  if (!from || !to) throw new Error("The replies are not shown.");
  await page.mouse.move(from.x + 2, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(to.x + 60, to.y + to.height / 2, { steps: 5 });
  await page.mouse.up();
  await expect(commentWithText(page, "Autre réponse.")).toBeVisible();
  expect(await page.evaluate(() => getSelection()?.toString())).toContain("Sous-réponse.");
});

test("the line of a thread shows a name with any signs @nojs @desktop", async ({ page }) => {
  const article = await anArticleWithComments([{ key: "Ma$$" }, { key: "Réponse.", parent: { key: "Ma$$" } }]);
  await page.goto(article.path);
  await expect(page.locator(".thread-fold > summary")).toHaveAccessibleName("1 réponse à Ma$$");
});

test("a folded thread stays folded when new replies arrive, and opens for a reader who follows a link into it @desktop", async ({
  page,
}) => {
  const article = await aThread();
  await signIn(page, await aMember());
  await open(page, article.path);
  await line(page, "Racine.").click();
  const other = await findMemberRow(await aMember());
  await writeComment(article, other, "Fil de plus.");
  const inside = await writeComment(article, other, "Repliée, à l’intérieur.", article.comments.get("Réponse."));
  await page.getByRole("button", { name: "2 nouveaux commentaires" }).click();
  await expect(commentWithText(page, "Fil de plus.")).toBeFocused();
  await expect(line(page, "Racine.")).toContainText("4 réponses");
  await expect(commentWithText(page, "Réponse.").first()).toBeHidden();

  await page.evaluate((id) => location.assign(`#comment-${id}`), inside);
  await expect(commentWithText(page, "Repliée, à l’intérieur.")).toBeInViewport();
  // The comment of a folded line is named by its date.
  await line(page, "Racine.").click();
  await commentWithText(page, "Racine.").locator(".u-url").click();
  await expect(commentWithText(page, "Racine.").locator(".comment-body")).toBeVisible();
});

test("a reply that is being written is kept in a folded thread, which says so", async ({ page }) => {
  const article = await aThread();
  await signIn(page, await aMember());
  await open(page, article.path);
  await commentWithText(page, "Sous-réponse.").getByRole("link", { name: "Répondre à Sous-réponse." }).click();
  await page.getByLabel("Votre réponse").fill("Commencée, f et F compris.");
  await page.getByLabel("Votre réponse").press("f");
  await expect(page.getByLabel("Votre réponse")).toHaveValue("Commencée, f et F compris.f");
  await line(page, "Racine.").click();
  await expect(line(page, "Racine.")).toContainText("votre brouillon est conservé");
  await expect(page.getByLabel("Votre réponse")).toBeHidden();
  await line(page, "Racine.").click();
  await expect(page.getByLabel("Votre réponse")).toHaveValue("Commencée, f et F compris.f");
  await page.getByRole("button", { name: "Annuler" }).click();
  await line(page, "Racine.").click();
  await expect(line(page, "Racine.")).toContainText("votre brouillon est conservé");
});

test("the next unread comment opens the thread that holds it @desktop", async ({ page }) => {
  const article = await aThread();
  const seen = Math.max(...article.comments.values());
  await writeComment(article, await findMemberRow(await aMember()), "Nouvelle.", article.comments.get("Réponse."));
  await page.goto("/privacy");
  await page.evaluate(
    ([slug, id]) => {
      const visit = { id, count: 5, at: Date.now() - 86_400_000 };
      localStorage.setItem("vigie-visits", JSON.stringify([{ article: slug, last: visit, before: visit }]));
    },
    [article.slug, seen] as const,
  );
  await open(page, article.path);
  await line(page, "Racine.").click();
  await expect(line(page, "Racine.")).toContainText("4 réponses à Racine., dont 1 nouvelle");
  await page.keyboard.press("n");
  await expect(commentWithText(page, "Nouvelle.")).toBeFocused();
  await expect(commentWithText(page, "Nouvelle.")).toBeInViewport();
});
