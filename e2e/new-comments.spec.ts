import type { Page } from "@playwright/test";
import { decide } from "#features/moderation/decisions/decide.ts";
import { muteMember } from "#features/mutes/mutations.ts";
import { expect, expectAccessible, expectNoSidewaysScroll, test } from "./fixtures.ts";
import { withSiteDatabase } from "./site-database.ts";
import {
  aMember,
  anArticleWithComments,
  commentWithText,
  findMemberRow,
  signIn,
  type TestArticle,
  waitUntilHydrated,
  writeComment,
} from "./test-data.ts";

const aside = (page: Page) => page.getByRole("complementary", { name: "Autour de la discussion" });
const mark = (page: Page, key: string) => commentWithText(page, key).locator(".comment-new");

/** Opens the discussion and scrolls to its comments, as a reader does. */
async function read(page: Page, path: string) {
  await page.goto(path);
  await page.locator("#comments-heading").click();
  await waitUntilHydrated(page);
  await scrollToComments(page);
}

const scrollToComments = (page: Page) =>
  page.locator("ol.threads").evaluate((list) => list.scrollIntoView({ block: "start" }));

/** Waits until the browser has stored that the reader saw this comment of the discussion. */
async function waitUntilSeen(page: Page, { slug }: TestArticle, comment: number) {
  await expect
    .poll(() =>
      page.evaluate((article) => {
        const stored: unknown = JSON.parse(localStorage.getItem("vigie-visits") ?? "[]");
        if (!Array.isArray(stored)) return 0;
        return stored.find((visit) => visit.article === article)?.last.id ?? 0;
      }, slug),
    )
    .toBeGreaterThanOrEqual(comment);
}

/** Leaves the discussion, and moves the visits that the browser has stored a day back. */
async function letADayPass(page: Page) {
  await page.goto("/privacy");
  await page.evaluate(() => {
    const day = 86_400_000;
    const stored: { last: { at: number }; before: { at: number } }[] = JSON.parse(
      localStorage.getItem("vigie-visits") ?? "[]",
    );
    for (const { last, before } of stored) {
      last.at -= day;
      before.at -= day;
    }
    localStorage.setItem("vigie-visits", JSON.stringify(stored));
  });
}

const folded = (...texts: string[]) => texts.map((key) => ({ key, parent: { key: "Racine." } }));

test("the second visit marks what is new, says since when, and leads to the first one @phone", async ({ page }) => {
  const article = await anArticleWithComments([{ key: "Racine." }, ...folded("r1.", "r2.", "r3.", "r4.")]);
  const other = await findMemberRow(await aMember());
  await read(page, article.path);
  await expect(aside(page)).toContainText("Dernier commentaire");
  await expect(page.locator(".comment-new[data-new]")).toHaveCount(0);
  await waitUntilSeen(page, article, article.comments.get("r4.") ?? 0);

  const root = article.comments.get("Racine.");
  await writeComment(article, other, "Nouvelle réponse.", root);
  await writeComment(article, other, "Nouveau fil.");
  await letADayPass(page);
  await page.goto(article.path);
  await page.locator("#comments-heading").click();
  await expect(aside(page)).toContainText("2 nouveaux depuis votre visite, hier à");
  await expect(mark(page, "Nouveau fil.")).toBeVisible();
  await expect(mark(page, "r1.")).toBeHidden();
  await expect(page.locator(".replies-fold > summary")).toHaveText(/3 réponses repliées, dont 1 nouvelle/);
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);

  await aside(page).getByRole("link", { name: "Aller au premier" }).click();
  await expect(commentWithText(page, "Nouvelle réponse.")).toBeInViewport();
  await expect(mark(page, "Nouvelle réponse.")).toBeVisible();

  // The marks stay while the reader moves around, and are gone at the next visit.
  await scrollToComments(page);
  await waitUntilSeen(page, article, (article.comments.get("r4.") ?? 0) + 2);
  await page.reload();
  await page.locator("#comments-heading").click();
  await expect(mark(page, "Nouveau fil.")).toBeVisible();
  await letADayPass(page);
  await page.goto(article.path);
  await page.locator("#comments-heading").click();
  await expect(aside(page)).toContainText("Rien de nouveau depuis votre visite, hier à");
  await expect(page.locator(".comment-new[data-new]")).toHaveCount(0);
});

test("one's own comments and those of muted members are not new @desktop", async ({ page }) => {
  const article = await anArticleWithComments([{ key: "Premier avis." }]);
  const [member, muted, other] = [await aMember(), await aMember(), await aMember()];
  await signIn(page, member);
  await read(page, article.path);
  await waitUntilSeen(page, article, article.comments.get("Premier avis.") ?? 0);
  await writeComment(article, await findMemberRow(member), "De moi.");
  const [viewer, mutedRow] = [await findMemberRow(member), await findMemberRow(muted)];
  await writeComment(article, mutedRow, "D’un membre masqué.");
  await withSiteDatabase((db) => muteMember(db, viewer.id, mutedRow.handle));
  await writeComment(article, await findMemberRow(other), "D’un autre.");
  await read(page, article.path);
  await expect(mark(page, "D’un autre.")).toBeVisible();
  await expect(mark(page, "De moi.")).toBeHidden();
  await expect(page.locator(".comment-new[data-new]")).toHaveCount(1);
  await expect(aside(page)).toContainText("1 nouveau commentaire depuis votre visite");
});

test("replies after the second are folded, and an address opens the fold @nojs @phone", async ({ page }) => {
  const article = await anArticleWithComments([{ key: "Racine." }, ...folded("r1.", "r2.", "r3.", "r4.")]);
  await page.goto(article.path);
  await expect(commentWithText(page, "r2.")).toBeVisible();
  await expect(commentWithText(page, "r3.")).toBeHidden();
  const summary = page.locator(".replies-fold > summary");
  await expect(summary).toHaveText(/2 réponses repliées/);
  await summary.click();
  await expect(commentWithText(page, "r4.")).toBeVisible();
  await expect(summary).toContainText("Replier 2 réponses");
  await summary.click();
  await expect(commentWithText(page, "r4.")).toBeHidden();

  await page.goto("/");
  await page.goto(`${article.path}#comment-${article.comments.get("r4.")}`);
  await expect(commentWithText(page, "r4.")).toBeInViewport();
  // The address of a comment leads there too.
  await page.goto(`/comments/${article.comments.get("r3.")}`);
  await expect(commentWithText(page, "r3.")).toBeInViewport();
});

test("a reply that one has begun or posted stays in view when it comes into a fold @desktop", async ({ page }) => {
  const article = await anArticleWithComments([{ key: "Racine." }, ...folded("r1.", "r2.", "r3.")]);
  await signIn(page, await aMember());
  await page.goto(article.path);
  await page.locator(".replies-fold > summary").click();
  await waitUntilHydrated(page);
  await commentWithText(page, "r3.").getByRole("link", { name: "Répondre à r3." }).click();
  await page.keyboard.type("Commencé dans le pli.");
  await page.reload();
  await expect(page.getByLabel("Votre réponse")).toHaveValue("Commencé dans le pli.");
  await expect(page.getByLabel("Votre réponse")).toBeVisible();
  await page.getByRole("button", { name: "Annuler" }).click();

  await commentWithText(page, "Racine.").getByRole("link", { name: "Répondre à Racine." }).click();
  await page.keyboard.type("Postée à la fin.");
  await page.getByRole("button", { name: "Publier la réponse" }).click();
  await expect(commentWithText(page, "Postée à la fin.")).toBeVisible();
  await writeComment(article, await findMemberRow(await aMember()), "D’un autre encore.");
  await page.getByRole("button", { name: "1 nouveau commentaire" }).click();
  await expect(commentWithText(page, "D’un autre encore.")).toBeVisible();
  await expect(commentWithText(page, "Postée à la fin.")).toBeVisible();
});

test("the form of a new thread is one line until it is used, and whole without scripts @nojs @phone", async ({
  page,
}, testInfo) => {
  const article = await anArticleWithComments([{ key: "Un avis." }]);
  await page.goto(article.path);
  const send = page.getByRole("button", { name: "Publier le commentaire" });
  if (testInfo.project.name === "no-javascript") return expect(send).toBeVisible();
  await expect(send).toBeHidden();
  await page.getByLabel("Votre commentaire").focus();
  await expect(send).toBeVisible();
  // The scripts that the focus loads note the use.
  await expect(page.locator(".thread-form .comment-form")).not.toHaveAttribute("data-line");
  // It stays open: closing it would move what the reader presses next.
  await page.getByLabel("Votre commentaire").blur();
  await expect(send).toBeVisible();
});

test("picked comments are quoted above the threads, and marked; a removed one is not @nojs @phone", async ({
  page,
}, testInfo) => {
  const article = await anArticleWithComments([
    { key: "A", bodyHtml: "<p>Testez un mardi ordinaire, pas le jour où tout brûle. Puis dormez.</p>" },
    { key: "B", bodyHtml: "<blockquote><p>Une citation.</p></blockquote><p>Je ne suis pas d’accord avec cela.</p>" },
    { key: "C" },
  ]);
  const actor = { id: (await findMemberRow(await aMember("moderator"))).id };
  const decideOn = (key: string, action: "feature" | "remove") =>
    withSiteDatabase((db) =>
      decide(db, {
        actor,
        subject: { kind: "comment", id: article.comments.get(key) ?? 0 },
        action,
        ...(action === "remove" && { reason: "respect" as const }),
        note: "",
      }),
    );
  await page.goto(article.path);
  await expect(page.locator(".picked-comments")).toHaveCount(0);
  for (const key of ["A", "B", "C"]) expect((await decideOn(key, "feature")).ok).toBe(true);
  expect((await decideOn("C", "remove")).ok).toBe(true);
  const picks = page.getByRole("region", { name: "Choisis par la rédaction" });
  // The site hears of decisions of another process a moment later.
  await expect(async () => {
    await page.reload();
    await expect(picks.getByRole("listitem")).toHaveCount(2, { timeout: 1_000 });
  }).toPass();
  await expect(picks).toContainText(/«\s?Testez un mardi ordinaire, pas le jour où tout brûle\.\s?»/);
  await expect(picks).not.toContainText("Puis dormez");
  await expect(picks).not.toContainText("Une citation");
  await picks.getByRole("link", { name: "Voir le commentaire d’A" }).click();
  await expect(page).toHaveURL(new RegExp(`#comment-${article.comments.get("A")}$`));
  await expect(page.locator(`#comment-${article.comments.get("A")}`)).toContainText("Choisi par la rédaction");
  if (testInfo.project.name !== "no-javascript") await expectAccessible(page);
});

test("badges name the article's author and the staff @nojs @desktop", async ({ page }) => {
  const [staff, reader] = [await findMemberRow(await aMember("editor")), await findMemberRow(await aMember("reader"))];
  const { path } = await anArticleWithComments([
    { key: "De la rédaction.", memberId: staff.id },
    { key: "D’un lecteur.", memberId: reader.id },
  ]);
  await page.goto(path);
  await expect(commentWithText(page, "De la rédaction.").locator(".badge")).toHaveText("Rédaction");
  await expect(commentWithText(page, "D’un lecteur.").locator(".badge")).toHaveCount(0);
});

test("nothing moves when the marks arrive @phone", async ({ page }) => {
  const article = await anArticleWithComments([{ key: "Racine." }, ...folded("r1.", "r2.", "r3.", "r4.")]);
  await read(page, article.path);
  await waitUntilSeen(page, article, article.comments.get("r4.") ?? 0);
  await writeComment(article, await findMemberRow(await aMember()), "Nouveau fil.");
  await letADayPass(page);
  await page.goto(`${article.path}#comments`);
  await page.evaluate(() => {
    const shifts: number[] = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if ("value" in entry) shifts.push(Number(entry.value));
    }).observe({ type: "layout-shift" });
    Object.assign(globalThis, { shifts });
    dispatchEvent(new Event("pointerdown"));
  });
  await expect(aside(page)).toContainText("1 nouveau commentaire depuis votre visite");
  expect(await page.evaluate(() => Reflect.get(globalThis, "shifts"))).toEqual([]);
});
