import { randomInt } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import sharp from "sharp";
import { upsertArticle } from "#features/articles/mutations.ts";
import { expect, expectNoSidewaysScroll, expectReadableAtBothWidths, test } from "./fixtures.ts";
import { withSiteDatabase } from "./site-database.ts";
import { aMember, signIn, waitUntilHydrated } from "./test-data.ts";

/** Creates a picture that no other test has: two halves in different colours. */
async function aPicture(width = 640, height = 320): Promise<Buffer> {
  const colour = () => ({ r: randomInt(256), g: randomInt(256), b: randomInt(256) });
  const half = { width: width / 2, height, channels: 3 as const, background: colour() };
  const right = await sharp({ create: half }).png().toBuffer();
  return sharp({ create: { width, height, channels: 3, background: colour() } })
    .composite([{ input: right, left: width / 2, top: 0 }])
    .png()
    .toBuffer();
}

const file = (name: string, buffer: Buffer, mimeType = "image/png") => ({ name, buffer, mimeType });
const uploads = (page: Page) => page.getByRole("list", { name: "Envois" });
const upload = (page: Page, name: string) => uploads(page).getByRole("listitem").filter({ hasText: name });

/** Drops files onto the library, as from a folder outside the browser. */
async function drop(page: Page, files: { name: string; buffer: Buffer; mimeType: string }[]) {
  const given = files.map(({ name, buffer, mimeType }) => ({ name, mimeType, data: buffer.toString("base64") }));
  const data = await page.evaluateHandle((all) => {
    const transfer = new DataTransfer();
    for (const { name, mimeType, data } of all) {
      const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
      transfer.items.add(new File([bytes], name, { type: mimeType }));
    }
    return transfer;
  }, given);
  await page.dispatchEvent("form.media-drop-zone", "drop", { dataTransfer: data });
}

test("an editor drops pictures, describes and finds them, and replaces them wherever they are used @desktop", async ({
  page,
}) => {
  test.slow();
  await signIn(page, await aMember("editor"));
  await page.goto("/admin/media");
  await waitUntilHydrated(page);
  const name = `falaise-${randomInt(1e9)}.png`;
  await drop(page, [
    file(name, await aPicture()),
    file("facture.jpg", Buffer.from("MZ\u0090\u0000 not a picture"), "image/jpeg"),
    file(
      "dessin.svg",
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
      "image/svg+xml",
    ),
  ]);
  await expect(upload(page, name)).toContainText("Ajoutée");
  await expect(upload(page, "facture.jpg")).toContainText("n’est pas une image");
  await expect(upload(page, "dessin.svg")).toContainText("SVG");
  await expect(page.getByRole("list", { name: "Images" }).getByRole("link", { name })).toBeVisible();
  await expectNoSidewaysScroll(page);

  // Fills in its texts, and sets the focal point by keyboard and by click.
  await upload(page, name).getByRole("link").click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("falaise");
  await waitUntilHydrated(page);
  const words = `Falaise ${randomInt(1e9)}`;
  await page.getByLabel("Texte alternatif").fill(words);
  await page.getByLabel("Crédit").fill("Ada Lovelace");
  await page.getByLabel("Licence", { exact: true }).selectOption("CC BY-SA 4.0");
  const across = page.getByLabel("De gauche à droite");
  await across.focus();
  await page.keyboard.press("ArrowRight");
  await expect(across).toHaveValue("60");
  const seen = page.locator(".media-focus");
  // Before its picture is laid out the frame has no size.
  await expect.poll(async () => (await seen.boundingBox())?.width ?? 0).toBeGreaterThan(100);
  const box = await seen.boundingBox();
  await seen.click({ position: { x: (box?.width ?? 0) * 0.8, y: (box?.height ?? 0) * 0.2 } });
  await expect(across).toHaveValue("80");
  await page.getByRole("button", { name: "Enregistrer" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Enregistré." })).toBeVisible();

  // On an article: the lead picture and the text both show it with its credit.
  const id = new URL(page.url()).pathname.split("/").at(-1) ?? "";
  const slug = `avec-${id}`;
  await withSiteDatabase((db) =>
    upsertArticle(db, {
      slug,
      title: "Avec une image",
      lead: "",
      status: "published",
      publishedAt: new Date("2001-01-01Z"),
      bodyHtml: `<p>Un texte.</p><figure><img src="/media/${id}" alt="Autre mot" width="640" height="320"><figcaption>Vue</figcaption></figure>`,
      leadMediaId: id,
    }),
  );
  await page.goto(`/articles/${slug}`);
  await expect(page.locator(".lead-picture figcaption")).toContainText("Ada Lovelace · CC");
  await expect(page.locator(".lead-picture").getByRole("link", { name: "CC BY-SA 4.0" })).toHaveAttribute(
    "rel",
    /license/,
  );
  await expect(page.locator(".lead-picture img")).toHaveAttribute("alt", words);

  // The picture is found by its texts, lists its uses, and cannot be deleted.
  await page.goto("/admin/media");
  await page.getByLabel("Chercher une image").fill(words.toUpperCase());
  await page.getByRole("button", { name: "Filtrer" }).click();
  await page.getByRole("list", { name: "Images" }).getByRole("link", { name: words }).click();
  await expect(page.getByRole("link", { name: "Avec une image" })).toBeVisible();
  await expect(page.getByText("ne peut pas être supprimée tant qu’un article ou une page l’utilise")).toBeVisible();

  // A replacement appears on the article immediately, under another address and with its own proportions.
  const before = await page.locator(".media-focus img").getAttribute("src");
  await page.getByLabel("Nouveau fichier").setInputFiles(file("autre.png", await aPicture(400, 400)));
  await page.getByRole("button", { name: "Remplacer" }).click();
  await expect(page.getByText("Le fichier est remplacé.")).toBeVisible();
  await expect(page.locator(".media-focus img")).not.toHaveAttribute("src", before ?? "");
  await expect(async () => {
    await page.goto(`/articles/${slug}`);
    await expect(page.locator(".lead-picture img")).toHaveAttribute("src", /\/r1\//, { timeout: 1_000 });
  }).toPass();
  await expect(page.locator(".lead-picture img")).toHaveAttribute("height", "400");
});

test("an editor deletes an unused picture, also without scripts @nojs @desktop", async ({ page }, testInfo) => {
  await signIn(page, await aMember("contributor"));
  await page.goto("/admin/media");
  const name = `seule-${randomInt(1e9)}.png`;
  const live = testInfo.project.name !== "no-javascript";
  if (live) await waitUntilHydrated(page);
  await page.locator("#media-file").setInputFiles(file(name, await aPicture()));
  if (live) await upload(page, name).getByRole("link").click();
  else await page.getByRole("button", { name: "Envoyer" }).click();
  await expect(page).toHaveURL(/\/admin\/media\/[a-f0-9]{24}/);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("seule");
  if (live) await waitUntilHydrated(page);
  await page.getByLabel("Autre licence").fill("Avec son accord");
  await page.getByLabel("Licence", { exact: true }).selectOption("Autre…");
  await page.getByLabel("Légende").fill("Une légende");
  await page.getByRole("button", { name: "Enregistrer" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Enregistré." })).toBeVisible();
  await expect(page.getByLabel("Légende")).toHaveValue("Une légende");
  await expect(page.getByLabel("Autre licence")).toHaveValue("Avec son accord");
  await page.getByRole("button", { name: "Supprimer l’image" }).click();
  await expect(page.getByText("L’image est supprimée.")).toBeVisible();
});

test("an editor without scripts uploads several pictures in one form and sees the result of each @only-nojs", async ({
  page,
}) => {
  await signIn(page, await aMember("editor"));
  await page.goto("/admin/media");
  await page
    .locator("#media-file")
    .setInputFiles([
      file("une.png", await aPicture()),
      file("deux.png", await aPicture()),
      file("rien.png", Buffer.from("rien")),
    ]);
  await page.getByRole("button", { name: "Envoyer" }).click();
  await expect(page.getByText("2 images ajoutées.")).toBeVisible();
  await expect(page.locator("main").getByRole("alert")).toContainText("rien.png : Ce fichier n’est pas une image.");
});

test("an upload shows its progress and can be cancelled and retried; a file that is too large is not sent @desktop", async ({
  page,
}) => {
  await signIn(page, await aMember("contributor"));
  await page.goto("/admin/media");
  await waitUntilHydrated(page);
  // A slow connection, so that the progress can be observed.
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Network.enable");
  const slow = (bytesPerSecond: number) =>
    cdp.send("Network.emulateNetworkConditions", {
      offline: false,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput: bytesPerSecond,
    });
  await slow(60_000);
  const noise = Buffer.from(Array.from({ length: 480_000 }, () => randomInt(256)));
  const heavy = await sharp(noise, { raw: { width: 400, height: 400, channels: 3 } })
    .png()
    .toBuffer();
  await page.locator("#media-file").setInputFiles(file("lourde.png", heavy));
  const item = upload(page, "lourde.png");
  await expect(item.getByRole("progressbar")).toBeVisible();
  await expect(item).toContainText(/Envoi [1-9]\d? %/);
  await item.getByRole("button", { name: "Annuler" }).focus();
  await page.keyboard.press("Enter");
  await expect(item).toContainText("Annulé");
  await slow(-1);
  await item.getByRole("button", { name: "Réessayer" }).click();
  await expect(item).toContainText("Ajoutée");
  // The same file is recognised as the same picture.
  await page.locator("#media-file").setInputFiles(file("copie.png", heavy));
  await expect(upload(page, "copie.png")).toContainText("Déjà dans la médiathèque");
  const huge = Buffer.alloc(25 * 1024 * 1024 + 1);
  await page.locator("#media-file").setInputFiles(file("énorme.png", huge));
  await expect(upload(page, "énorme.png")).toContainText("25 Mo au plus");
  await page.getByRole("button", { name: "Vider la liste" }).click();
  await expect(uploads(page)).toHaveCount(0);
});

test("a contributor uses others' pictures without changing them; the second of two editors sees the first's change @desktop", async ({
  page,
  browser,
}) => {
  const editor = await aMember("editor");
  await signIn(page, editor);
  await page.goto("/admin/media");
  await waitUntilHydrated(page);
  const name = `double-${randomInt(1e9)}.png`;
  await page.locator("#media-file").setInputFiles(file(name, await aPicture()));
  await upload(page, name).getByRole("link").click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("double");
  await waitUntilHydrated(page);
  const address = page.url();

  const other = await browser.newContext({ locale: "fr-FR" });
  const second = await other.newPage();
  await signIn(second, await aMember("editor"));
  await second.goto(address);
  await second.getByLabel("Légende").fill("D’ailleurs");
  await second.getByRole("button", { name: "Enregistrer" }).click();
  await expect(second.getByText("Enregistré.")).toBeVisible();
  await other.close();

  await page.getByLabel("Légende").fill("D’ici");
  await page.getByRole("button", { name: "Enregistrer" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "Quelqu’un a modifié cette image" })).toBeVisible();
  await expect(page.getByLabel("Légende")).toHaveValue("D’ici");

  await page.context().clearCookies();
  await signIn(page, await aMember("contributor"));
  await page.goto(address);
  await expect(page.getByText("ajoutée par quelqu’un d’autre")).toBeVisible();
  await expect(page.getByLabel("Légende")).toBeDisabled();
  await expect(page.getByRole("button", { name: "Remplacer" })).toHaveCount(0);
});

test("readers and moderators are refused the library with the right status codes @desktop", async ({
  page,
  request,
}) => {
  expect((await page.goto("/admin/media"))?.status()).toBe(401);
  await signIn(page, await aMember("moderator"));
  for (const path of ["/admin/media", `/admin/media/${"a".repeat(24)}`])
    expect((await page.goto(path))?.status()).toBe(403);
  const origin = new URL(page.url()).origin;
  const headers = { Origin: origin, Accept: "application/json" };
  const multipart = { file: file("x.png", await aPicture()) };
  expect((await request.post("/admin/media/upload", { headers, multipart })).status()).toBe(401);
  expect((await page.request.post("/admin/media/upload", { headers, multipart })).status()).toBe(403);
  expect((await page.request.get("/admin/media/pictures", { headers })).status()).toBe(403);
  await page.context().clearCookies();
  await signIn(page, await aMember("contributor"));
  expect((await page.goto(`/admin/media/${"a".repeat(24)}`))?.status()).toBe(404);
  const foreign = { Origin: "https://evil.example", Accept: "application/json" };
  expect((await page.request.post("/admin/media/upload", { headers: foreign, multipart })).status()).toBe(403);
  const broken = await page.request.post("/admin/media/upload", { headers, data: "no form" });
  expect(broken.status()).toBe(400);
  expect(await broken.json()).toMatchObject({ error: { code: "picture.cutShort" } });
  const huge = { file: file("x.png", Buffer.alloc(25 * 1024 * 1024 + 1)) };
  expect((await page.request.post("/admin/media/upload", { headers, multipart: huge })).status()).toBe(413);
  const uploaded = await page.request.post("/admin/media/upload", { headers, multipart });
  expect(await uploaded.json()).toMatchObject({ width: 640, height: 320, known: false });
});

test("the library and a picture's page pass axe and fit @phone", async ({ page }) => {
  await signIn(page, await aMember("admin"));
  await page.goto("/admin/media");
  await waitUntilHydrated(page);
  const name = `vue-${randomInt(1e9)}.jpg`;
  const photograph = readFileSync(new URL("fixtures/uploads/2015/06/phare-allume.jpg", import.meta.url));
  await page
    .locator("#media-file")
    .setInputFiles([
      file(name, Buffer.concat([photograph, Buffer.from(name)]), "image/jpeg"),
      file("rien.png", Buffer.from("rien")),
    ]);
  await expect(upload(page, "rien.png")).toContainText("n’est pas une image");
  await expect(upload(page, name)).toContainText("Ajoutée");
  await expectReadableAtBothWidths(page);
  await upload(page, name).getByRole("link").click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("vue");
  await expectReadableAtBothWidths(page);
});
