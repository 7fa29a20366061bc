import { randomInt, randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { desc, eq, inArray } from "drizzle-orm";
import sharp from "sharp";
import { articleDrafts, libraryPictures, media } from "#db/schema.ts";
import { wordPicture, wordReviewed } from "#features/editor/document/clipboard/word-processors-testing.ts";
import { storeImage } from "#features/media/mutations.ts";
import { expect, expectAccessible, expectNoSidewaysScroll, test } from "./fixtures.ts";
import { withSiteDatabase } from "./site-database.ts";
import { aMember, findMemberRow, signIn } from "./test-data.ts";

const bodyOf = (page: Page) =>
  page.getByRole("textbox", { name: "Corps de l’article" }).and(page.locator(".ProseMirror"));
const pictures = (page: Page) => bodyOf(page).locator("figure img");
const state = (page: Page) => page.locator(".save-status");
const refusals = (page: Page) => page.locator(".upload-panel");

async function aPicture(width = 40): Promise<Buffer> {
  const background = { r: randomInt(256), g: randomInt(256), b: randomInt(256) };
  return sharp({ create: { width, height: 30, channels: 3, background } })
    .png()
    .toBuffer();
}

interface Given {
  html?: string;
  text?: string;
  files?: { name: string; type: string; bytes: Buffer }[];
}

/** Pastes into the text, or drops on it, with the clipboard data of a browser. */
async function give(page: Page, kind: "paste" | "drop", { html = "", text = "", files = [] }: Given) {
  await page.evaluate(
    ([what, page_, words, all]) => {
      const data = new DataTransfer();
      if (page_) data.setData("text/html", page_);
      if (words) data.setData("text/plain", words);
      for (const { name, type, content } of all) {
        const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
        data.items.add(new File([bytes], name, { type }));
      }
      const target = document.querySelector(".ProseMirror");
      const box = target?.getBoundingClientRect();
      const about = { bubbles: true, cancelable: true, clientX: (box?.left ?? 0) + 40, clientY: (box?.top ?? 0) + 30 };
      target?.dispatchEvent(
        what === "paste"
          ? new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })
          : new DragEvent("drop", { dataTransfer: data, ...about }),
      );
    },
    [
      kind,
      html,
      text,
      files.map(({ name, type, bytes }) => ({ name, type, content: bytes.toString("base64") })),
    ] as const,
  );
}

/** Opens a new article as a new editor; returns its id. */
async function openNew(page: Page): Promise<number> {
  const editor = await aMember("editor");
  await signIn(page, editor);
  await page.goto("/admin/articles/new");
  await expect(page.locator(".editor-mount .ProseMirror")).toBeVisible();
  await page.locator("[name=title]").fill(`Essai ${randomUUID().slice(0, 8)}`);
  await bodyOf(page).click();
  return (await findMemberRow(editor)).id;
}

/** The stored body, and the widths of its pictures in order. */
async function stored(page: Page) {
  await expect(state(page)).toContainText("Enregistré à");
  const id = Number(/\d+$/.exec(new URL(page.url()).pathname)?.[0]);
  return withSiteDatabase(async (db) => {
    const [draft] = await db.select().from(articleDrafts).where(eq(articleDrafts.articleId, id));
    const html = draft?.content?.bodyHtml ?? "";
    const ids = [...html.matchAll(/\/media\/([a-f0-9]{24})/g)].map(([, found = ""]) => found);
    const rows = ids.length > 0 ? await db.select().from(media).where(inArray(media.id, ids)) : [];
    const widths = ids.map((one) => rows.find(({ id: known }) => known === one)?.width);
    return { html: html.replace(/\/media\/[a-f0-9]{24}/g, "/media/ID"), widths };
  });
}

test("a page is pasted with its pictures: reachable ones are added, the others are listed @desktop", async ({
  page,
}) => {
  const editor = await openNew(page);
  const own = await withSiteDatabase(async (db) => {
    const kept = await storeImage(db, { bytes: await aPicture(61), originalName: "à nous.png", alt: "La nôtre" });
    if (!kept.ok) throw new Error(kept.code);
    return kept.value.id;
  });
  const data = `data:image/png;base64,${(await aPicture(62)).toString("base64")}`;
  await give(page, "paste", {
    html: `${wordPicture}<p>Puis <img src="${data}" alt="Image may contain sky"> encore.</p>
      <figure><img src="${new URL("/privee.jpg", page.url())}"><figcaption>Une légende</figcaption></figure>
      <p><img src="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E"></p>
      <figure><img src="/media/${own}" alt="La nôtre"></figure><p>Fin.</p>`,
  });
  await expect(pictures(page)).toHaveCount(2);
  await expect(bodyOf(page).locator(".picture-pending")).toHaveCount(0);
  await expect(refusals(page).getByRole("listitem")).toHaveCount(3);
  await expect(refusals(page)).toContainText("clip_image002.jpg");
  await expect(refusals(page)).toContainText(
    // The site under test may open private addresses, its own too.
    /privee\.jpg\s:\s(?:Il n’y a plus d’image|Cette image se trouve sur un réseau privé)/,
  );
  await expect(refusals(page)).toContainText("SVG");
  await expect(refusals(page)).toContainText("Le texte est intact.");
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
  const kept = await stored(page);
  expect(kept.html.split("\n")).toEqual([
    "<p>Avant la photo.</p>",
    "<p>Figure 1 — Le phare</p>",
    "<p>Puis</p>",
    '<figure><img src="/media/ID" alt="" width="62" height="30"></figure>',
    "<p>encore.</p>",
    "<p>Une légende</p>",
    expect.stringMatching(/^<figure><img src="\/media\/ID" alt="La nôtre".*><\/figure>$/),
    "<p>Fin.</p>",
  ]);
  expect(kept.widths).toEqual([62, 61]);
  expect(await withSiteDatabase((db) => db.$count(libraryPictures, eq(libraryPictures.uploaderId, editor)))).toBe(1);
  await expect(page.locator("#checklist")).toContainText("1 image du texte n’a pas de texte alternatif.");
  await page.getByRole("button", { name: "Masquer" }).click();
  await expect(refusals(page)).toBeEmpty();

  // The editor's own text again: its pictures are known, and nothing is uploaded.
  const sent: string[] = [];
  page.on("request", (request) => request.url().includes("/admin/media/") && sent.push(request.url()));
  await bodyOf(page).getByText("Fin.").click();
  await page.keyboard.press("ControlOrMeta+a");
  const copied = await page.evaluate(() => {
    const data = new DataTransfer();
    const event = new ClipboardEvent("copy", { clipboardData: data, bubbles: true, cancelable: true });
    document.querySelector(".ProseMirror")?.dispatchEvent(event);
    return data.getData("text/html");
  });
  expect(copied).toContain("/media/");
  await page.keyboard.press("ControlOrMeta+End");
  await give(page, "paste", { html: copied });
  await expect(pictures(page)).toHaveCount(4);
  expect(sent).toEqual([]);
});

test("comments and deleted text from Word are left out, and the page says so @desktop", async ({ page }) => {
  await openNew(page);
  await give(page, "paste", { html: wordReviewed });
  await expect(refusals(page)).toContainText("Commentaires de relecture laissés de côté : 2.");
  await expect(refusals(page)).toContainText("suivi des modifications");
  const { html } = await stored(page);
  expect(html).toContain('dit le gardien<small data-note="">Entretien du <strong>5 mars</strong>');
  expect(html).not.toMatch(/\[JD|de 1850|_ftn|_msocom/);
});

test("ten pictures keep the order in which they were chosen; those that the library refuses are listed @desktop", async ({
  page,
}) => {
  test.slow();
  await openNew(page);
  const names = Array.from({ length: 10 }, (_, n) => `photo ${n}.png`);
  const files = await Promise.all(
    names.map(async (name, n) => ({ name, type: "image/png", bytes: await aPicture(100 - n) })),
  );
  const turned = await sharp({ create: { width: 50, height: 20, channels: 3, background: "#123456" } })
    .jpeg()
    .withMetadata({ orientation: 6 })
    .toBuffer();
  const print = await sharp({ create: { width: 51, height: 20, channels: 3, background: "#654321" } })
    .toColourspace("cmyk")
    .jpeg()
    .toBuffer();
  await give(page, "drop", {
    files: [
      ...files.slice(0, 5),
      { name: "iphone.heic", type: "", bytes: Buffer.from("\0\0\0\x18ftypheic\0\0\0\0mif1heic") },
      { name: "facture.pdf", type: "application/pdf", bytes: Buffer.from("%PDF-1.7") },
      { name: "tournee.jpg", type: "image/jpeg", bytes: turned },
      { name: "imprimerie.jpg", type: "image/jpeg", bytes: print },
      ...files.slice(5),
    ],
  });
  await expect(pictures(page)).toHaveCount(12, { timeout: 60_000 });
  await expect(refusals(page).getByRole("listitem")).toHaveCount(2);
  await expect(refusals(page)).toContainText("iphone.heic : Les images HEIC");
  await expect(refusals(page)).toContainText("facture.pdf : Ce format n’est pas accepté");
  const { widths } = await stored(page);
  expect(widths).toEqual([100, 99, 98, 97, 96, 20, 51, 95, 94, 93, 92, 91]);
});

test("a picture of 30 MB is refused before it is sent, with a message that names it @desktop", async ({ page }) => {
  await openNew(page);
  const sent: string[] = [];
  page.on("request", (request) => request.url().includes("/admin/media/") && sent.push(request.url()));
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array(30 * 1024 * 1024)], "énorme.jpg", { type: "image/jpeg" }));
    document
      .querySelector(".ProseMirror")
      ?.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  });
  await expect(refusals(page)).toContainText("énorme.jpg : Cette image est trop lourde");
  await expect(bodyOf(page).locator("figure")).toHaveCount(0);
  expect(sent).toEqual([]);
});

test("after a lost connection the text is saved, and a retry adds the pictures @desktop", async ({
  browser,
  baseURL,
}) => {
  // A separate context: the watched one fails on the requests that this test lets fail.
  const context = await browser.newContext({ baseURL });
  const page = await context.newPage();
  await openNew(page);
  await page.route("**/admin/media/upload", (route) => route.abort());
  await give(page, "drop", {
    files: [
      { name: "un.png", type: "image/png", bytes: await aPicture(71) },
      { name: "deux.png", type: "image/png", bytes: await aPicture(72) },
    ],
  });
  await expect(refusals(page).getByRole("listitem")).toHaveCount(2);
  await expect(refusals(page)).toContainText("La connexion s’est interrompue");
  await expect(bodyOf(page).locator(".picture-pending")).toHaveCount(2);
  await bodyOf(page).locator("p").last().click();
  await page.keyboard.type("Des mots.");
  expect(await stored(page)).toEqual({ html: "<p>Des mots.</p>", widths: [] });
  await page.unroute("**/admin/media/upload");
  await page.getByRole("button", { name: "Réessayer" }).click();
  await expect(pictures(page)).toHaveCount(2);
  await expect.poll(async () => (await stored(page)).widths).toEqual([71, 72]);
  await context.close();
});

test("a cancelled upload, or one whose tab is closed, leaves nothing half done @desktop", async ({
  browser,
  baseURL,
}) => {
  const context = await browser.newContext({ baseURL });
  const page = await context.newPage();
  const editor = await openNew(page);
  await page.route("**/admin/media/upload", () => undefined);
  const files = await Promise.all(
    ["un", "deux", "trois"].map(async (name) => ({ name, type: "image/png", bytes: await aPicture() })),
  );
  await give(page, "drop", { files });
  await expect(page.getByRole("status").filter({ hasText: "Envoi des images" })).toBeVisible();
  await page.getByRole("button", { name: "Annuler l’envoi" }).click();
  await expect(bodyOf(page).locator("figure")).toHaveCount(0);
  await bodyOf(page).click();
  await page.keyboard.type("Des mots.");
  await give(page, "paste", { files });
  await expect(bodyOf(page).locator(".picture-pending")).toHaveCount(3);
  expect((await stored(page)).html).toBe("<p>Des mots.</p>");
  await page.reload();
  await expect(bodyOf(page)).toContainText("Des mots.");
  await expect(bodyOf(page).locator("figure")).toHaveCount(0);
  expect(await withSiteDatabase((db) => db.$count(libraryPictures, eq(libraryPictures.uploaderId, editor)))).toBe(0);
  await context.close();
});

test("several pictures of the library are ticked and inserted in that order, and files can be chosen there @desktop", async ({
  page,
}) => {
  await openNew(page);
  const mark = randomUUID().slice(0, 8);
  await withSiteDatabase(async (db) => {
    for (const [n, width] of [81, 82, 83].entries())
      await storeImage(db, { bytes: await aPicture(width), originalName: `${n}.png`, alt: `Vue ${n} ${mark}` });
    return db.select().from(libraryPictures).orderBy(desc(libraryPictures.mediaId)).limit(1);
  });
  await page.getByRole("button", { name: "Insérer des images" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Chercher").fill(mark);
  await dialog.getByRole("checkbox", { name: `Sélectionner : Vue 2 ${mark}` }).check();
  await dialog.getByRole("checkbox", { name: `Sélectionner : Vue 0 ${mark}` }).check();
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Insérer les images sélectionnées (2)" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(pictures(page)).toHaveCount(2);
  await page.getByRole("button", { name: "Insérer des images" }).click();
  await dialog.locator("input[type=file]").setInputFiles([
    { name: "a.png", mimeType: "image/png", buffer: await aPicture(84) },
    { name: "b.png", mimeType: "image/png", buffer: await aPicture(85) },
  ]);
  await expect(dialog).toHaveCount(0);
  await expect(pictures(page)).toHaveCount(4);
  await expect.poll(async () => (await stored(page)).widths).toEqual([83, 81, 84, 85]);
});
