import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { eq } from "drizzle-orm";
import PostalMime from "postal-mime";
import { newsletterIssues, newsletterTopics } from "#db/schema.ts";
import { composeDigest } from "#features/newsletter/issues/compose.ts";
import { parsePeriod } from "#features/newsletter/issues/period.ts";
import { issueEditorPath } from "#features/newsletter/issues/rules.ts";
import { expect, expectAccessible, expectNoSidewaysScroll, test } from "./fixtures.ts";
import { findMailTo } from "./mailbox.ts";
import { withSiteDatabase } from "./site-database.ts";
import { aMember, anArticleWithComments, signIn, waitUntilHydrated } from "./test-data.ts";

/** A topic of its own, with a draft of what was published in February 2001, when `anArticleWithComments` publishes. */
async function aDraft(): Promise<{ topicId: number; path: string; subject: string }> {
  const slug = randomUUID();
  return withSiteDatabase(async (db) => {
    const [row] = await db
      .insert(newsletterTopics)
      .values({ slug, name: `Thème ${slug.slice(0, 8)}`, position: 99 })
      .returning({ id: newsletterTopics.id });
    const topicId = row?.id ?? 0;
    const period = parsePeriod("2001-02", "Europe/Paris");
    const composed = period && (await composeDigest(db, { period, topicId }));
    if (!composed?.ok) throw new Error("The draft was not composed.");
    const [issue] = await db
      .select({ subject: newsletterIssues.subject })
      .from(newsletterIssues)
      .where(eq(newsletterIssues.id, composed.value.id));
    return { topicId, path: issueEditorPath(composed.value.id), subject: issue?.subject ?? "" };
  });
}

async function deleteDraft({ topicId }: { topicId: number }): Promise<void> {
  await withSiteDatabase(async (db) => {
    await db.delete(newsletterIssues).where(eq(newsletterIssues.topicId, topicId));
    await db.delete(newsletterTopics).where(eq(newsletterTopics.id, topicId));
  });
}

/** Whether a closed tab would ask first. */
const asksBeforeLeaving = (page: Page) =>
  page.evaluate(() => !dispatchEvent(new Event("beforeunload", { cancelable: true })));

const titleOf = ({ slug }: { slug: string }) => `Essai ${slug.slice(6, 14)}`;

test("an editor composes the month: orders, drops, adds, introduces, previews, tests and schedules it", async ({
  page,
}) => {
  test.slow();
  const articles = [await anArticleWithComments(), await anArticleWithComments(), await anArticleWithComments()];
  const draft = await aDraft();
  const editor = await aMember("editor");
  await signIn(page, editor);
  try {
    await page.goto("/admin/newsletter");
    await page.getByRole("button", { name: "Préparer" }).click();
    await expect(page.getByText(/Brouillon prêt|existait déjà|Aucun article n’a été publié/)).toBeVisible();
    await page.goto("/admin/newsletter");
    await page.locator(`a[href="${draft.path}"]`).click();
    const items = page.locator(".issue-items > li");
    const second = (await items.nth(1).locator(".admin-list-title").textContent()) ?? "";

    // What was typed stays while the list is changed.
    await page.getByLabel("Objet").fill("L’essentiel du mois");
    await page.getByLabel("Introduction").fill("Un mois *chargé*.");
    expect(await asksBeforeLeaving(page)).toBe(true);
    await page.getByRole("button", { name: `Monter « ${second} »` }).click();
    await expect(items.first()).toContainText(second);
    await expect(page.getByLabel("Objet")).toHaveValue("L’essentiel du mois");
    await expect.poll(() => asksBeforeLeaving(page)).toBe(false);
    await page.getByRole("button", { name: `Retirer « ${second} » du numéro` }).click();
    await expect(page.locator(".issue-items")).not.toContainText(second);
    await expect(page.locator("#issue-articles")).toBeFocused();

    const [wanted] = articles;
    if (!wanted) throw new Error("No article.");
    const title = titleOf(wanted);
    await page.getByLabel("Ajouter un article publié").fill(title);
    await page.getByRole("button", { name: "Chercher" }).click();
    const add = page.getByRole("button", { name: `Ajouter « ${title} » au numéro` });
    const included = page.locator(".issue-items").getByRole("link", { name: title });
    await expect(add.or(included).first()).toBeVisible();
    if (!(await included.isVisible())) await add.click();
    await expect(page.locator(".issue-items")).toContainText(title);
    await expect(page.getByLabel("Introduction")).toHaveValue("Un mois *chargé*.");
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);

    const address = new URL(page.url()).pathname;
    await page.getByLabel("Accroche").fill("Avec la touche Entrée");
    await page.getByLabel("Accroche").press("Enter");
    await expect(page.getByText("Enregistré.")).toBeVisible();
    await expect(page.getByLabel("Accroche")).toBeFocused();
    await page.getByLabel("Accroche").fill("Pas encore enregistrée");
    await page.getByRole("button", { name: "Aperçu" }).click();
    await page.waitForURL(`**${address}/preview`);
    await page.goto(address);
    await expect(page.getByLabel("Accroche")).toHaveValue("Pas encore enregistrée");
    await page.goto(`${address}/preview?scheme=dark&width=phone`);
    const mail = page.frameLocator("iframe");
    await expect(mail.getByText("Bonjour,")).toBeVisible();
    await expect(mail.locator("body")).toHaveCSS("background-color", "rgb(17, 20, 26)");
    await expectNoSidewaysScroll(page);
    await expect(page.getByRole("definition").first()).toHaveText("L’essentiel du mois");
    await page.getByRole("list", { name: "Affichage" }).getByRole("link", { name: "Texte seul" }).click();
    await expect(mail.getByText(/^Vigie – février 2001\s+Bonjour,/)).toBeVisible();
    await expect(page.getByRole("list", { name: "Largeur" }).getByRole("link", { name: "Téléphone" })).toHaveAttribute(
      "aria-current",
      "true",
    );

    await page.goto(address);
    await page.getByRole("button", { name: "M’envoyer un test" }).click();
    await expect(page.getByText(`Test envoyé à ${editor.email}.`)).toBeInViewport();
    const received = await PostalMime.parse(await findMailTo(editor.email, /\[Test\]|=\?UTF-8/));
    expect(received.to?.[0]?.address).toBe(editor.email);

    await page.getByLabel("Envoyer plus tard").fill("2099-03-29T02:30");
    await page.getByRole("button", { name: "Programmer", exact: true }).click();
    await expect(page.locator("#publishAt-error")).toBeVisible();
    await expect(page.getByLabel("Envoyer plus tard")).toBeFocused();
    const next = new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10);
    await page.getByLabel("Envoyer plus tard").fill(`${next}T07:30`);
    await page.getByRole("button", { name: "Programmer", exact: true }).click();
    await expect(page.getByText(/^Partira /)).toBeVisible();
    await page.getByRole("button", { name: "Déprogrammer" }).click();
    await expect(page.getByText("c’est de nouveau un brouillon")).toBeVisible();
  } finally {
    await deleteDraft(draft);
  }
});

test("an editor moves an article to the top and step by step, and its button stays in place @desktop @nojs", async ({
  page,
  javaScriptEnabled,
}) => {
  for (let n = 0; n < 3; n += 1) await anArticleWithComments();
  const draft = await aDraft();
  await signIn(page, await aMember("editor"));
  try {
    await page.goto(draft.path);
    const items = page.locator(".issue-items > li");
    const count = await items.count();
    expect(count).toBeGreaterThan(2);
    const title = (await items.last().locator(".admin-list-title").textContent()) ?? "";
    const status = (place: number) => page.getByText(`« ${title} » : place ${place} sur ${count}.`);
    const up = page.getByRole("button", { name: `Monter « ${title} »` });
    await up.scrollIntoViewIfNeeded();
    const before = await up.boundingBox();
    await up.click();
    await expect(status(count - 1)).toBeVisible();
    await expect(up).toBeFocused();
    if (javaScriptEnabled !== false) {
      const after = await up.boundingBox();
      expect(Math.abs((after?.y ?? 0) - (before?.y ?? 0))).toBeLessThan(2);
    }
    await page.getByRole("button", { name: `Placer « ${title} » en tête` }).click();
    await expect(status(1)).toBeVisible();
    await expect(items.first()).toContainText(title);
    await expect(page.getByRole("button", { name: `Placer « ${title} » en tête` })).toBeFocused();
  } finally {
    await deleteDraft(draft);
  }
});

test("a paste from a word processor keeps its formatting in the introduction @desktop", async ({ page }) => {
  await anArticleWithComments();
  const draft = await aDraft();
  await signIn(page, await aMember("editor"));
  try {
    await page.goto(draft.path);
    const introduction = page.getByLabel("Introduction");
    await introduction.fill("Avant.");
    await waitUntilHydrated(page);
    const paste = (html: string) =>
      introduction.evaluate((area, data) => {
        const clipboard = new DataTransfer();
        clipboard.setData("text/html", data);
        clipboard.setData("text/plain", "sans mise en forme");
        const event = new ClipboardEvent("paste", { clipboardData: clipboard, bubbles: true, cancelable: true });
        return area.dispatchEvent(event);
      }, html);
    await introduction.press("End");
    expect(await paste('<p> Un <b>mois</b> <a href="https://exemple.fr/">chargé</a></p>')).toBe(false);
    await expect(introduction).toHaveValue("Avant.Un **mois** [chargé](https://exemple.fr/)");
    await introduction.press("ControlOrMeta+z");
    await expect(introduction).toHaveValue("Avant.");
    // Without formatting: the browser pastes it.
    await introduction.dispatchEvent("keydown", { code: "KeyV", ctrlKey: true, shiftKey: true, bubbles: true });
    expect(await paste("<p><b>gras</b></p>")).toBe(true);
  } finally {
    await deleteDraft(draft);
  }
});

test("of two editors, the second one keeps what they typed and sees what the first one saved; without scripts too @nojs", async ({
  page,
  browser,
  baseURL,
}) => {
  await anArticleWithComments();
  const draft = await aDraft();
  await signIn(page, await aMember("editor"));
  const other = await browser.newContext({ baseURL: baseURL ?? "" });
  const beside = await other.newPage();
  try {
    await page.goto(draft.path);
    await expect(page.getByLabel("Objet")).toBeVisible();
    await signIn(beside, await aMember("editor"));
    await beside.goto(new URL(page.url()).pathname);
    await beside.getByLabel("Objet").fill("Celui de l’autre");
    await beside.getByLabel("Introduction").fill("Le mot de l’autre");
    await beside.getByRole("button", { name: "Enregistrer" }).click();
    await expect(beside.getByText("Enregistré.")).toBeVisible();

    await page.getByLabel("Objet").fill("Le mien");
    await page.getByRole("button", { name: "Enregistrer" }).click();
    await expect(page.getByText("a été modifié entre-temps")).toBeVisible();
    await expect(page.getByLabel("Objet")).toHaveValue("Le mien");
    await expect(page.locator(".issue-stored").first()).toContainText("Celui de l’autre");
    await expect(page.getByLabel("Introduction")).toHaveValue("Le mot de l’autre");
    await page.getByRole("button", { name: "Enregistrer" }).click();
    await expect(page.getByText("Enregistré.")).toBeVisible();
    await expect(page.getByLabel("Objet")).toHaveValue("Le mien");
  } finally {
    await other.close();
    await deleteDraft(draft);
  }
});
