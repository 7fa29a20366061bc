import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import sharp from "sharp";
import { expect, test } from "./fixtures.ts";
import { findMailTo } from "./mailbox.ts";
import { aMember } from "./test-data.ts";

const password = "quatre tuiles sur un phare";
const better = "onze mouettes en vadrouille";
const saved = "C’est enregistré.";

async function signIn(page: Page, email: string, secret = password): Promise<void> {
  await page.getByLabel("Adresse électronique").fill(email);
  await page.getByLabel("Mot de passe").fill(secret);
  await page.getByRole("button", { name: "Se connecter" }).click();
}

/** Creates a member and signs in by the page's own form. */
async function comeIn(page: Page, path: string): Promise<string> {
  const email = `lou-${randomUUID()}@example.org`;
  await aMember("reader", { email, name: "Lou", password });
  const answer = await page.goto(path);
  expect(answer?.status()).toBe(401);
  await page.getByRole("main").getByRole("link", { name: "Se connecter" }).click();
  await signIn(page, email);
  await expect(page).toHaveURL(new RegExp(`${path}$`));
  return email;
}

test("the account's menu is beside the page or above it and never covers it @desktop", async ({ page }) => {
  await comeIn(page, "/account");
  for (const width of [1280, 960, 390]) {
    await page.setViewportSize({ width, height: 800 });
    const [parts, heading] = await Promise.all([
      page.getByRole("navigation", { name: "Mon compte" }).getByRole("list").boundingBox(),
      page.getByRole("heading", { level: 1 }).boundingBox(),
    ]);
    if (!parts || !heading) throw new Error("not shown");
    expect(parts.x + parts.width <= heading.x || parts.y + parts.height <= heading.y, `${width} px`).toBe(true);
  }
});

test("a member changes the public part and the picture @nojs @phone", async ({ page }) => {
  await comeIn(page, "/account");
  const handle = `lou-${randomUUID().slice(0, 8)}`;
  await page.getByLabel("Nom", { exact: true }).fill("Adm1n");
  await page.getByLabel("Identifiant").fill(handle);
  await page.getByLabel("Présentation").fill("Je lis tout.");
  await page.getByRole("button", { name: "Enregistrer" }).click();
  await expect(page.getByText("Ce nom est réservé")).toBeVisible();
  // The form is longer than a phone's screen: after submitting at its end, the reason for the refusal is in view.
  await expect(page.getByText("Le formulaire n’est pas complet")).toBeInViewport();
  await expect(page.getByLabel("Présentation")).toHaveValue("Je lis tout.");
  await page.getByLabel("Nom", { exact: true }).fill("Lou Martin");
  await page.getByRole("button", { name: "Enregistrer" }).click();
  await expect(page.getByText(saved)).toBeVisible();
  await expect(page.getByLabel("Nom", { exact: true })).toHaveValue("Lou Martin");

  const picture = await sharp({ create: { width: 60, height: 40, channels: 3, background: "#0b5c6e" } })
    .png()
    .toBuffer();
  await page
    .getByLabel("Choisir une image")
    .setInputFiles({ name: "a.png", mimeType: "image/png", buffer: Buffer.from("non") });
  await page.getByRole("button", { name: "Utiliser cette photo" }).click();
  await expect(page.getByText("Ce fichier n’est pas une image.")).toBeVisible();
  await page.getByLabel("Choisir une image").setInputFiles({ name: "a.png", mimeType: "image/png", buffer: picture });
  await page.getByRole("button", { name: "Utiliser cette photo" }).click();
  await expect(page.getByText("Votre photo est enregistrée.")).toBeVisible();
  const src = await page.locator(".avatar-fields img").getAttribute("src");
  // A refused picture leaves the current one in place.
  await page
    .getByLabel("Choisir une image")
    .setInputFiles({ name: "a.png", mimeType: "image/png", buffer: Buffer.from("non") });
  await page.getByRole("button", { name: "Utiliser cette photo" }).click();
  await expect(page.getByText("Ce fichier n’est pas une image.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Retirer ma photo" })).toBeVisible();
  expect((await page.request.get(src ?? "")).status()).toBe(200);

  await page.goto(`/members/${handle}`);
  await expect(page.getByRole("heading", { name: "Lou Martin" })).toBeVisible();
  await expect(page.getByText("Je lis tout.")).toBeVisible();
  await page.goto("/account");
  await page.getByRole("button", { name: "Retirer ma photo" }).click();
  await expect(page.getByText("Votre photo est retirée")).toBeVisible();
  await page.getByLabel("Afficher mon profil public").uncheck();
  await page.getByRole("button", { name: "Enregistrer" }).click();
  await expect(page.getByText(saved)).toBeVisible();
  await expect(page.getByLabel("Afficher mon profil public")).not.toBeChecked();
  await expect.poll(async () => (await page.request.get(`/members/${handle}`)).status()).toBe(404);
});

test("a member changes the password: other devices are signed out and a mail says so @nojs @desktop", async ({
  page,
  browser,
}) => {
  const email = await comeIn(page, "/account/security");
  const elsewhere = await browser.newPage();
  await elsewhere.goto("/login?next=/account");
  await signIn(elsewhere, email);
  await expect(elsewhere).toHaveURL(/\/account$/);
  await page.getByLabel("Mot de passe actuel").fill("faux");
  await page.getByLabel("Nouveau mot de passe").fill(better);
  await page.getByRole("button", { name: "Changer de mot de passe" }).click();
  await expect(page.getByText("Ce n’est pas votre mot de passe actuel.")).toBeVisible();
  await expect(page.getByLabel("Mot de passe actuel")).toHaveValue("");
  await page.getByLabel("Mot de passe actuel").fill(password);
  await page.getByLabel("Nouveau mot de passe").fill(better);
  await page.getByRole("button", { name: "Changer de mot de passe" }).click();
  await expect(page.getByText("Votre mot de passe est modifié.")).toBeVisible();
  expect((await elsewhere.goto("/account"))?.status()).toBe(401);
  await elsewhere.close();
  expect((await page.goto("/account"))?.status()).toBe(200);
  await findMailTo(email, /\/login\/password/);
});

test("a member changes the address: the new one confirms it and the old one gets a notice @nojs @desktop", async ({
  page,
}) => {
  const email = await comeIn(page, "/account/mail");
  const other = `nouvelle-${randomUUID()}@example.org`;
  await page.getByLabel("Nouvelle adresse").fill(other);
  await page.getByRole("button", { name: "Changer d’adresse" }).click();
  await expect(page.getByText(`Un message vient d’être envoyé à ${other}`)).toBeVisible();
  await findMailTo(email, /\/account\/security/);
  const mail = await findMailTo(other, /\/account\/mail\/confirm\?token=/);
  const link = /\/account\/mail\/confirm\?token=[\w-]{43}/.exec(mail)?.[0] ?? "";
  await page.request.get(link);
  await page.goto("/account/mail");
  await expect(page.getByText(email)).toBeVisible();
  await page.context().clearCookies();
  await page.goto(link);
  await page.getByRole("button", { name: "Utiliser cette adresse" }).click();
  await expect(page.getByText("Connectez-vous désormais avec cette adresse")).toBeVisible();
  await findMailTo(email, /\/legal/);
  await page.goto("/login?next=/account/mail");
  await signIn(page, other);
  await page.getByLabel("Anglais").check();
  await page.getByRole("button", { name: "Enregistrer" }).click();
  await expect(page.getByText(saved)).toBeVisible();
  await page.goto("/account/mail");
  await expect(page.getByLabel("Anglais")).toBeChecked();
});

test("a member downloads their data as one file, requests deletion, is notified, and cancels it @nojs @desktop", async ({
  page,
}) => {
  const email = await comeIn(page, "/account/data");
  const file = await page.request.get("/account/export");
  expect(file.headers()).toMatchObject({ "content-type": "application/zip", "cache-control": "private, no-store" });
  expect((await file.body()).subarray(0, 2).toString()).toBe("PK");

  await page.getByRole("button", { name: "Supprimer mon compte" }).click();
  await expect(page.getByText("Indiquez ce que deviennent vos commentaires.")).toBeVisible();
  await page.getByLabel("Les effacer").check();
  await page.getByLabel("Je veux que mon compte soit supprimé").check();
  await page.getByRole("button", { name: "Supprimer mon compte" }).click();
  await expect(page.getByText("Votre compte sera supprimé le")).toBeVisible();
  await findMailTo(email, /\/account\/data/);
  await page.getByRole("button", { name: "Garder mon compte" }).click();
  await expect(page.getByRole("button", { name: "Supprimer mon compte" })).toBeVisible();

  await page.context().clearCookies();
  expect((await page.request.get("/account/export")).status()).toBe(401);
});

test("a signed-in member is named in the header of their own pages, before the scripts load and without scripts @nojs", async ({
  page,
}) => {
  await comeIn(page, "/account");
  for (const path of ["/account", "/account/decisions", "/notifications"]) {
    const html = await (await page.request.get(path)).text();
    expect(html).toMatch(/class="account-link button" href="\/account"><span class="avatar"[^<>]*>L<\/span><span>Lou</);
    await page.goto(path);
    const head = page.getByRole("banner");
    await expect(head.getByRole("link", { name: "Lou", exact: true })).toHaveAttribute("href", "/account");
    await expect(head.getByRole("link", { name: /notification/i })).toBeVisible();
    await expect(head.getByText("Se connecter")).toHaveCount(0);
  }
});

test("the account's menu is beside the page on a wide screen, not over it @desktop", async ({ page }) => {
  await comeIn(page, "/account/decisions");
  const right = (box: { x: number; width: number } | null) => (box ? box.x + box.width : Number.NaN);
  const part = await page.getByRole("heading", { level: 1 }).boundingBox();
  for (const link of await page.locator(".account-nav a").all())
    expect(right(await link.boundingBox())).toBeLessThan(part?.x ?? 0);
});
