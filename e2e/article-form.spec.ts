import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { eq } from "drizzle-orm";
import { articles } from "#db/schema.ts";
import type { Role } from "#features/members/rules.ts";
import { createDraft, emptyContent } from "#features/newsroom/drafts/mutations.ts";
import { expect, expectAccessible, expectNoSidewaysScroll, test } from "./fixtures.ts";
import { withSiteDatabase } from "./site-database.ts";
import { aMember, anArticleWithComments, findMemberRow, signIn } from "./test-data.ts";

const address = (page: Page) => page.getByRole("textbox", { name: "Adresse", exact: true });
const bodyOf = (page: Page) =>
  page.getByRole("textbox", { name: "Corps de l’article" }).and(page.locator(".ProseMirror"));

/** Creates a draft of a new member. */
async function aDraftOf(role: Extract<Role, "contributor" | "editor">) {
  const member = await aMember(role);
  const { id: memberId } = await findMemberRow(member);
  const { id } = await withSiteDatabase(async (db) => {
    const content = { ...(await emptyContent(db, memberId)), title: `Essai ${randomUUID().slice(0, 8)}` };
    return createDraft(db, { id: memberId, role }, { ...content, bodyHtml: "<p>Un texte.</p>" });
  });
  return { member, id, editorPath: `/admin/articles/${id}` };
}

test("a typed or pasted address becomes a slug on leaving the field and is saved @desktop", async ({ page }) => {
  const { member, editorPath } = await aDraftOf("editor");
  await signIn(page, member);
  await page.goto(editorPath);
  await expect(bodyOf(page)).toBeVisible();
  for (const [typed, slug] of [
    ["L’été à Nîmes !", "l-ete-a-nimes"],
    ["https://ancien.example/articles/D%C3%A9j%C3%A0-VU/?utm_source=x#haut", "deja-vu"],
  ] as const) {
    await address(page).fill(typed);
    await address(page).press("Tab");
    await expect(address(page)).toHaveValue(slug);
  }
  await address(page).fill("🎉");
  await address(page).press("Tab");
  await expect(address(page)).toHaveValue("🎉");
  await expect(address(page)).toHaveAccessibleDescription(/Aucune adresse ne peut être tirée de ce texte/);
  const slug = `essai ${randomUUID()}`;
  await address(page).fill(slug.toUpperCase());
  await address(page).press("Enter");
  await expect(address(page)).toHaveValue(slug.replace(" ", "-"));
  await expect(page.locator(".save-status")).toContainText("Enregistré à");
  await page.reload();
  await expect(address(page)).toHaveValue(slug.replace(" ", "-"));
});

test("without scripts an address is converted on saving, and refused if no slug remains @only-nojs", async ({
  page,
}) => {
  const { member, editorPath } = await aDraftOf("editor");
  await signIn(page, member);
  await page.goto(editorPath);
  await page.getByLabel("Chapeau").fill("Un chapeau.");
  await address(page).fill("🎉");
  await page.getByRole("button", { name: "Enregistrer", exact: true }).click();
  await expect(page.getByText("Aucune adresse ne peut être tirée de ce texte")).toBeVisible();
  await expect(page.getByLabel("Chapeau")).toHaveValue("Un chapeau.");
  await address(page).fill("L’été / à Nîmes !");
  await page.getByRole("button", { name: "Enregistrer", exact: true }).click();
  await expect(address(page)).toHaveValue("l-ete-a-nimes");
});

test("word count and checks stay in view while writing and cover nothing", async ({ page }) => {
  const article = await anArticleWithComments();
  await withSiteDatabase((db) =>
    db
      .update(articles)
      .set({ bodyHtml: "<p>L’été revient enfin ici.</p>".repeat(120) })
      .where(eq(articles.id, article.id)),
  );
  await signIn(page, await aMember("editor"));
  await page.goto(`/admin/articles/${article.id}`);
  await expect(bodyOf(page)).toBeVisible();
  const bar = page.locator(".save-status");
  const length = bar.locator(".draft-stats-words");
  // "Un article d’essai." has three words, each of these lines four.
  await expect(length).toHaveText(/^483 mots · 2 min$/);
  await bodyOf(page).locator("p").last().click();
  await page.keyboard.press("ControlOrMeta+End");
  await page.keyboard.type(" Deux mots.");
  await expect(length).toHaveText(/^485 mots/);
  await expect(length).toBeInViewport({ ratio: 1 });
  await expect(bar).toContainText("Enregistré à");
  const left = bar.getByRole("link", { name: /points à vérifier$/ });
  await expect(left).toBeInViewport({ ratio: 1 });
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  const clearOfBar = async (name: string, top: () => Promise<number>) => {
    const bottom = await bar.evaluate((element) => element.getBoundingClientRect().bottom);
    await expect.poll(top, { message: name }).toBeGreaterThanOrEqual(Math.floor(bottom));
  };
  await left.click();
  const checklist = page.locator("#checklist");
  await expect(checklist).toBeFocused();
  await clearOfBar("the checklist", () => checklist.evaluate((element) => element.getBoundingClientRect().top));
  // The height that remains above a phone's keyboard.
  await page.setViewportSize({ width: page.viewportSize()?.width ?? 390, height: 420 });
  await bodyOf(page).locator("p").last().scrollIntoViewIfNeeded();
  for (const name of ["title", "lead"]) {
    const field = page.locator(`textarea[name=${name}]`);
    await field.focus();
    await clearOfBar(name, () => field.evaluate((element) => element.getBoundingClientRect().top));
  }
  await bodyOf(page).focus();
  await page.keyboard.press("ControlOrMeta+End");
  for (let line = 0; line < 30; line += 1) await page.keyboard.press("ArrowUp");
  const tools = page.locator(".editor-toolbar");
  const caret = () =>
    page.evaluate(() => {
      const at = getSelection()?.getRangeAt(0);
      return at?.getBoundingClientRect().top || at?.startContainer.parentElement?.getBoundingClientRect().top || 0;
    });
  const bottom = await tools.evaluate((element) => element.getBoundingClientRect().bottom);
  await expect.poll(caret).toBeGreaterThanOrEqual(Math.floor(bottom));
});

test("a contributor signs as themselves; an editor chooses bylines @desktop @nojs", async ({ page }) => {
  const { member, id, editorPath } = await aDraftOf("contributor");
  await signIn(page, member);
  await page.goto(editorPath);
  const names = page.locator("#authors");
  await expect(names).toContainText(member.name);
  await expect(names).toContainText("Seule la rédaction peut ajouter ou modifier des signatures.");
  await expect(names.locator("select, input, button")).toHaveCount(0);
  await page.getByLabel("Chapeau").fill("Un chapeau.");
  await page.getByRole("button", { name: "Enregistrer", exact: true }).click();
  await expect
    .poll(() => withSiteDatabase(async (db) => (await db.select().from(articles).where(eq(articles.id, id)))[0]?.lead))
    .toBe("Un chapeau.");
  await page.context().clearCookies();
  await signIn(page, await aMember("editor"));
  await page.goto(editorPath);
  await expect(page.getByLabel("Signature 1")).toHaveValue(/^\d+$/);
  await expect(page.getByLabel("Signature 1").locator("option:checked")).toHaveText(member.name);
});
