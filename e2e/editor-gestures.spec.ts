import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { eq } from "drizzle-orm";
import { articleDrafts } from "#db/schema.ts";
import { upsertArticle } from "#features/articles/mutations.ts";
import { expect, expectAccessible, test } from "./fixtures.ts";
import { withSiteDatabase } from "./site-database.ts";
import { aMember, anArticleWithComments, signIn } from "./test-data.ts";

const bodyOf = (page: Page) => page.locator(".editor-mount .ProseMirror");
const press = async (page: Page, ...keys: string[]) => {
  for (const key of keys) await page.keyboard.press(key);
};

/** The stored body of the draft. */
const bodyAtWork = (id: number) =>
  withSiteDatabase(async (db) => {
    const [draft] = await db.select().from(articleDrafts).where(eq(articleDrafts.articleId, id));
    return draft?.content?.bodyHtml;
  });

/** Opens an article with this body in the editor, with the cursor at its beginning. */
async function openBody(page: Page, bodyHtml: string): Promise<number> {
  const slug = `essai-${randomUUID()}`;
  const { id } = await withSiteDatabase((db) =>
    upsertArticle(db, {
      slug,
      title: `Essai ${slug.slice(6, 14)}`,
      status: "published",
      lead: "Un article d’essai.",
      bodyHtml,
      publishedAt: new Date("2001-02-03T04:05:06Z"),
    }),
  );
  await signIn(page, await aMember("editor"));
  await page.goto(`/admin/articles/${id}`);
  await expect(bodyOf(page)).toBeVisible();
  await bodyOf(page).focus();
  await press(page, "Control+Home");
  return id;
}

/** Types text as an input method or a dead key does. */
async function compose(page: Page, steps: string[], result: string) {
  const client = await page.context().newCDPSession(page);
  for (const text of steps) {
    await client.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
  }
  await client.send("Input.insertText", { text: result });
  await client.detach();
}

const card = (id: number, title: string) => `<p data-card="${id}"><a href="/articles/x">${title}</a></p>`;

test("Enter after / and a word inserts what the word finds, however fast it was typed @desktop", async ({ page }) => {
  const id = await openBody(page, "<p>Une phrase.</p>");
  await press(page, "End", "Enter");
  await page.keyboard.type("/");
  await expect(page.getByRole("listbox", { name: "Insérer" })).toBeVisible();
  // In one go, as fast as the browser takes them: the menu is drawn after the text.
  await Promise.all([..."cit", "Enter"].map((key) => page.keyboard.press(key)));
  await page.keyboard.type("Un mot.");
  await expect.poll(() => bodyAtWork(id)).toBe("<p>Une phrase.</p>\n<blockquote><p>Un mot.</p></blockquote>");
});

test("a footnote keeps fast typing, compositions and undo, using only the keyboard @desktop", async ({ page }) => {
  const id = await openBody(page, "<p>Une phrase.</p>");
  await press(page, "End", "ArrowLeft", "Alt+F10");
  const note = page.getByRole("button", { name: "Note de bas de page" });
  for (let step = 0; step < 20 && !(await note.evaluate((one) => one === document.activeElement)); step += 1) {
    await press(page, "ArrowRight");
  }
  await press(page, "Enter");
  await page.keyboard.type("Voir la page ", { delay: 0 });
  await compose(page, ["^", "ê"], "être");
  await page.keyboard.type(" 12");
  await press(page, "ArrowRight");
  await page.keyboard.type(" et la suite");
  const stored = '<p>Une phrase<small data-note="">Voir la page être 12</small> et la suite.</p>';
  await expect.poll(() => bodyAtWork(id)).toBe(stored);
  // A click after a footnote moves the cursor into the sentence.
  await bodyOf(page).locator("small").click();
  await press(page, "End");
  await page.keyboard.type(" Fin.");
  await expect.poll(() => bodyAtWork(id)).toContain("et la suite. Fin.</p>");
  for (let step = 0; step < 12 && (await bodyOf(page).locator("small").count()) > 0; step += 1) {
    await press(page, "Control+z");
  }
  await expect(bodyOf(page).locator("p").first()).toHaveText("Une phrase.");
});

test("using only the keyboard, typing beside cards, figures, tables and rules never replaces them @desktop", async ({
  page,
}) => {
  const other = await anArticleWithComments();
  const first = card(other.id, "Premier");
  const second = card(other.id, "Second");
  const id = await openBody(page, `${first}\n${second}\n<hr>\n<p>Fin.</p>`);
  const body = bodyOf(page);
  await press(page, "ArrowUp", "ArrowUp", "ArrowUp");
  await page.keyboard.type("Au début.");
  await expect.poll(() => bodyAtWork(id)).toMatch(/^<p>Au début.<\/p>\n<p data-card/);
  await press(page, "ArrowDown");
  await expect(body.locator("[data-card].ProseMirror-selectednode")).toHaveText("Premier");
  await page.keyboard.type("Après");
  await page.keyboard.type(" le premier.");
  await expect.poll(() => bodyAtWork(id)).toContain(`</p>\n<p>Après le premier.</p>\n<p data-card`);
  await press(page, "ArrowDown");
  await expect(body.locator("[data-card].ProseMirror-selectednode")).toHaveText("Second");
  await compose(page, ["´", "é"], "été");
  await expect.poll(() => bodyAtWork(id)).toContain("Second</a></p>\n<p>été</p>\n<hr>");
  await press(page, "Control+End", "Home");
  // Without waiting until the browser reports the new cursor position.
  await press(page, "Backspace");
  await expect(body.locator("hr.ProseMirror-selectednode")).toHaveCount(1);
  await press(page, "Enter");
  await page.keyboard.type("Sous le filet.");
  await expect.poll(() => bodyAtWork(id)).toContain("<hr>\n<p>Sous le filet.</p>\n<p>Fin.</p>");
  await press(page, "ArrowUp", "Delete");
  await page.keyboard.type("!");
  await expect.poll(() => bodyAtWork(id)).toContain("<p>été</p>\n<p>!Sous le filet.</p>");
  await expect(body.locator("[data-card]")).toHaveText(["Premier", "Second"]);
});

test("a key pressed right after a cursor movement never deletes a card immediately @desktop", async ({ page }) => {
  const other = await anArticleWithComments();
  const id = await openBody(page, `<p>Un.</p>\n${card(other.id, "Premier")}\n<p>Fin.</p>`);
  const chosen = bodyOf(page).locator("[data-card].ProseMirror-selectednode");
  for (const keys of [
    ["Control+Home", "End", "Delete"],
    ["Control+End", "ArrowUp", "End", "Home", "Backspace"],
    ["Control+End", "ArrowUp", "End", "ArrowLeft", "ArrowLeft", "ArrowLeft", "ArrowLeft", "Backspace"],
  ]) {
    await press(page, ...keys);
    await expect(chosen).toHaveText("Premier");
  }
  await press(page, "Enter");
  await page.keyboard.type("Sous la carte.");
  await expect
    .poll(() => bodyAtWork(id))
    .toMatch(/^<p>Un\.<\/p>\n<p data-card.+<\/p>\n<p>Sous la carte\.<\/p>\n<p>Fin\.<\/p>$/);
});

test("a tool inserts its block after the selected one, and typing continues after it immediately @desktop", async ({
  page,
}) => {
  const other = await anArticleWithComments();
  const id = await openBody(page, `${card(other.id, "Premier")}\n<p>Fin.</p>`);
  await bodyOf(page).locator("[data-card]").click();
  await page.getByRole("button", { name: "Filet" }).click();
  await page.keyboard.type("Suite");
  await expect.poll(() => bodyAtWork(id)).toContain("Premier</a></p>\n<hr>\n<p>SuiteFin.</p>");
  await press(page, "Alt+F10");
  await page.getByRole("button", { name: "Tableau", exact: true }).focus();
  await press(page, "Enter");
  await page.keyboard.type("Cellule");
  await expect(bodyOf(page).locator("th").first()).toHaveText("Cellule");
});

/** Copies a text from elsewhere and pastes it here by keyboard. */
async function paste(page: Page, text: string, keys = "Control+v") {
  await page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
  await bodyOf(page).focus();
  await page.keyboard.press(keys);
}

test("an address pasted over words or within a line becomes a link, on its own line an embed or a card; one undo restores it @desktop", async ({
  page,
  context,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const other = await anArticleWithComments();
  const id = await openBody(page, "<p>Lire la suite.</p>");
  const body = bodyOf(page);
  await press(page, "End", "ArrowLeft", "Control+Shift+ArrowLeft");
  await paste(page, "https://exemple.fr/a_(b)?utm_source=lettre");
  await expect(body.locator('a[href="https://exemple.fr/a_(b)?utm_source=lettre"]')).toHaveText("suite");
  await press(page, "Control+z");
  await expect(body.locator("a")).toHaveCount(0);
  await expect(body).toHaveText("Lire la suite.");

  const link = `${new URL(page.url()).origin}${other.path}?utm_source=lettre#comments`;
  await press(page, "Control+End");
  await page.keyboard.type(" Voir ");
  await paste(page, link);
  await expect(body.locator(`a[href="${other.path}?utm_source=lettre#comments"]`)).toHaveText(link);
  await page.keyboard.type(" ici.");
  await press(page, "Enter");
  await paste(page, link);
  await expect(body.locator("[data-card]")).toHaveText(/^Essai /);
  await press(page, "Control+z");
  await expect(body.locator("[data-card]")).toHaveCount(0);
  await expect(body.locator("p").last()).toHaveText(link);
  await press(page, "Control+y");
  await expect(body.locator("[data-card]")).toHaveCount(1);
  await page.keyboard.type("Un film :");
  await press(page, "Enter");
  await paste(page, "https://youtu.be/dQw4w9WgXcQ?si=abc&t=30");
  await page.keyboard.type("Fin.");
  const stored = `</p>\n<p data-card="${other.id}"><a href="${other.path}">Essai ${other.slug.slice(6, 14)}</a></p>\n<p>Un film :</p>\n<p data-embed=""><a href="https://youtu.be/dQw4w9WgXcQ?si=abc&amp;t=30">`;
  await expect.poll(() => bodyAtWork(id)).toContain(stored);
  await expect.poll(() => bodyAtWork(id)).toMatch(/<p>Fin.<\/p>$/);
  await paste(page, "javascript:alert(1)");
  await expect(body.locator("p").last()).toHaveText("Fin.javascript:alert(1)");
  await expect(body.locator("p").last().locator("a")).toHaveCount(0);
});

test("an address whose page cannot be fetched stays a link, offline too @desktop", async ({ browser, baseURL }) => {
  // A separate context: the watched one fails on the request that this test lets fail.
  const context = await browser.newContext({ baseURL, permissions: ["clipboard-read", "clipboard-write"] });
  const page = await context.newPage();
  await openBody(page, "<p>Un texte.</p>");
  await press(page, "Control+End", "Enter");
  const asked = page.waitForRequest("**/admin/articles/address");
  await context.setOffline(true);
  await paste(page, "https://exemple.fr/page.");
  await asked;
  await expect(bodyOf(page).locator("p").last().locator("a")).toHaveText("https://exemple.fr/page");
  await page.keyboard.type(" Suite");
  await expect(bodyOf(page).locator("p").last()).toHaveText("https://exemple.fr/page. Suite");
  await context.close();
});

test("pasted Markdown is converted, prose is not, and Shift pastes plain text @desktop", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const id = await openBody(page, "<p>Un texte.</p>");
  const body = bodyOf(page);
  const markdown =
    "## Titre\n\nUn **mot**[^1] et [un lien](https://exemple.fr/).\n\n- un\n- deux\n\n[^1]: Une *note*.\n";
  await press(page, "Control+End", "Enter");
  await paste(page, markdown);
  await expect(body.locator("h2")).toHaveText("Titre");
  await page.keyboard.type(" trois");
  await expect
    .poll(() => bodyAtWork(id))
    .toBe(
      "<p>Un texte.</p>\n<h2>Titre</h2>\n" +
        '<p>Un <strong>mot</strong><small data-note="">Une <em>note</em>.</small> et <a href="https://exemple.fr/">un lien</a>.</p>\n' +
        "<ul><li>un</li><li>deux trois</li></ul>",
    );
  await press(page, "Control+z", "Control+z");
  await expect(body.locator("h2")).toHaveCount(0);
  await expect(body).toContainText("## Titre");
  await press(page, "Control+z");
  await expect(body).toHaveText("Un texte.");
  await paste(page, markdown, "Control+Shift+v");
  await expect(body).toContainText("## TitreUn **mot**");
  await press(page, "Control+z");
  await paste(page, " Le prix* est hors taxes. # 1 des ventes, 1. et 2. étage");
  await expect(body).toHaveText("Un texte. Le prix* est hors taxes. # 1 des ventes, 1. et 2. étage");
});

test("a paste from a code editor uses the language that its clipboard names @desktop", async ({ page }) => {
  await openBody(page, "<p>Un texte.</p>");
  await press(page, "Control+End", "Enter");
  const copy = (mode: string, text: string) =>
    page.evaluate(
      ([kind, copied]) => {
        const data = new DataTransfer();
        data.setData("text/plain", copied ?? "");
        data.setData(
          "text/html",
          `<meta charset='utf-8'><div style="color: #d4d4d4"><div><span>${copied}</span></div></div>`,
        );
        data.setData("vscode-editor-data", JSON.stringify({ version: 1, isFromEmptySelection: false, mode: kind }));
        const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
        document.querySelector(".ProseMirror")?.dispatchEvent(event);
      },
      [mode, text],
    );
  await copy("markdown", "Un *mot*");
  await expect(bodyOf(page).locator("em")).toHaveText("mot");
  await press(page, "Enter");
  await copy("typescript", "const a = 1;\nconst b = 2;");
  await expect(bodyOf(page).locator("pre code")).toHaveText("const a = 1;\nconst b = 2;");
});

test("an expandable section is written with / and the keyboard, and opens at a click on the page @desktop", async ({
  page,
}) => {
  const id = await openBody(page, "<p>Une phrase.</p>");
  await press(page, "End", "Enter");
  await page.keyboard.type("/");
  await expect(page.getByRole("listbox", { name: "Insérer" })).toBeVisible();
  await page.keyboard.type("dépliable");
  await press(page, "Enter");
  await page.keyboard.type("Une question");
  await press(page, "Enter");
  await page.keyboard.type("Une réponse.");
  await press(page, "Enter", "Enter");
  await page.keyboard.type("Suite.");
  const section = "<details><summary>Une question</summary><p>Une réponse.</p></details>";
  await expect.poll(() => bodyAtWork(id)).toBe(`<p>Une phrase.</p>\n${section}\n<p>Suite.</p>`);
  await expect(bodyOf(page).getByText("Une réponse.")).toBeVisible();
  await expectAccessible(page);

  const slug = `essai-${randomUUID()}`;
  const made = { slug, title: "Une question", lead: "", status: "published", bodyHtml: section } as const;
  await withSiteDatabase((db) => upsertArticle(db, { ...made, publishedAt: new Date("2001-02-03T04:05:06Z") }));
  await page.goto(`/articles/${slug}`);
  await expect(page.getByText("Une réponse.")).toBeHidden();
  await page.locator(".disclosure > summary").click();
  await expect(page.getByText("Une réponse.")).toBeVisible();
  await expectAccessible(page);
});

test("a callout has its name and frame in the editor and on the page; its kind follows the keyboard", async ({
  page,
}) => {
  const id = await openBody(page, '<aside data-callout="note"><p>Retenez.</p></aside>\n<p>Fin.</p>');
  const look = (one: Element) => {
    const { borderInlineStartWidth, backgroundColor } = getComputedStyle(one);
    return [borderInlineStartWidth, backgroundColor !== getComputedStyle(document.body).backgroundColor];
  };
  const callout = bodyOf(page).locator("aside");
  expect(await callout.evaluate(look)).toEqual(["4px", true]);
  const kind = page.getByRole("combobox", { name: "Encadré" });
  await kind.focus();
  await press(page, "ArrowDown", "ArrowDown");
  await expect(kind).toHaveValue("key");
  expect(await callout.evaluate((one) => getComputedStyle(one, "::before").content)).toContain("À retenir");
  await expect.poll(() => bodyAtWork(id)).toContain('data-callout="key"');
  await expectAccessible(page);

  const slug = `essai-${randomUUID()}`;
  const bodyHtml = '<aside data-callout="warning"><p>Gare.</p></aside>';
  const made = { slug, title: "Un encadré", lead: "", status: "published", bodyHtml } as const;
  await withSiteDatabase((db) => upsertArticle(db, { ...made, publishedAt: new Date("2001-02-03T04:05:06Z") }));
  await page.goto(`/articles/${slug}`);
  const shown = page.getByRole("complementary", { name: "Attention" });
  await expect(shown).toHaveText(/^Attention\s*Gare\.$/);
  expect(await shown.evaluate(look)).toEqual(["4px", true]);
  await expectAccessible(page);
  await page.emulateMedia({ media: "print" });
  expect(await shown.evaluate((one) => getComputedStyle(one).borderInlineStartWidth)).toBe("4px");
});
