import { randomUUID } from "node:crypto";
import { TOTP } from "otpauth";
import {
  authenticator,
  elsewhere,
  grownOld,
  linux,
  member,
  password,
  signIn,
  signOut,
  tryPassword,
} from "./account-security.ts";
import { expect, expectReadableAtBothWidths, test } from "./fixtures.ts";
import { findMailedLink } from "./mailbox.ts";

test("a member signs out another device, whose next click is signed out @nojs @desktop", async ({
  page,
  browser,
  baseURL,
  javaScriptEnabled,
}) => {
  const email = await member();
  await signIn(page, email);
  await elsewhere(browser, { baseURL, javaScriptEnabled, userAgent: linux }, async (other) => {
    await signIn(other, email);
    await page.goto("/account/security");
    const there = page.getByRole("listitem").filter({ hasText: "Firefox sur Linux" });
    await expect(there).toBeVisible();
    await expect(page.getByText("cet appareil")).toHaveCount(1);
    await there.getByRole("button", { name: "Déconnecter Firefox sur Linux" }).click();
    await expect(page.getByText("L’appareil est déconnecté.")).toBeVisible();
    await expect(there).toHaveCount(0);
    expect((await other.goto("/account/security"))?.status()).toBe(401);

    await signIn(other, email);
    await page.goto("/account/security");
    await page.getByRole("button", { name: "Me déconnecter partout ailleurs" }).click();
    await expect(page.getByText("Vous êtes déconnecté partout ailleurs.")).toBeVisible();
    expect((await other.goto("/account/security"))?.status()).toBe(401);
  });
  expect((await page.goto("/account/security"))?.status()).toBe(200);
});

test("a member's new role takes effect at the next click @desktop", async ({ page, vigie }) => {
  const email = await member("editor");
  await signIn(page, email);
  await expect(page.getByRole("heading", { name: "Code de vérification" })).toBeVisible();
  await vigie("user", "role", email, "reader");
  await page.reload();
  await expect(page.getByRole("heading", { name: "Appareils connectés" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Code de vérification" })).toHaveCount(0);
});

test("a password guesser is delayed, the owner is not: neither on a known device nor by a mailed link @desktop", async ({
  page,
  browser,
  baseURL,
}) => {
  const email = await member();
  await signIn(page, email);
  await signOut(page);
  await elsewhere(browser, { baseURL }, async (stranger) => {
    for (let turn = 0; turn < 8; turn += 1) {
      await tryPassword(stranger, email, `essai ${turn}`);
      await expect(stranger.getByText("Adresse électronique ou mot de passe incorrect.")).toBeVisible();
    }
    await tryPassword(stranger, email, password);
    await expect(stranger.getByText("Trop d’essais.")).toBeVisible();
  });
  await signIn(page, email);
  await elsewhere(browser, { baseURL }, async (owner) => {
    await owner.goto("/login/link");
    await owner.getByLabel("Adresse électronique").fill(email);
    await owner.getByRole("button", { name: "Envoyer le lien" }).click();
    await expect(owner.getByText("Si cette adresse a un compte")).toBeVisible();
    await owner.goto(await findMailedLink(email, "/login/link"));
    await owner.getByRole("button", { name: "Me connecter" }).click();
    await expect(owner).not.toHaveURL(/login/);
    expect((await owner.goto("/account/security"))?.status()).toBe(200);
  });
});

test("the header names a member as soon as they sign in, and no longer once they sign out @desktop", async ({
  page,
}) => {
  const email = await member();
  await page.goto("/login?next=/rules");
  const header = page.getByRole("banner");
  await expect(header.getByText("Se connecter")).toBeVisible();
  await page.getByLabel("Adresse électronique").fill(email);
  await page.getByLabel("Mot de passe").fill(password);
  await page.getByRole("main").getByRole("button", { name: "Se connecter" }).click();
  await expect(page).toHaveURL(/\/rules$/);
  await expect(header.getByText("Garde Essai")).toBeVisible();
  await page.goto("/account/security");
  await expect(header.getByText("Garde Essai")).toBeVisible();
  await signOut(page);
  await expect(header.getByText("Se connecter")).toBeVisible();
});

test("a network may request links for thirty addresses an hour, then has to wait @only-nojs", async ({ page }) => {
  test.skip(process.env.TRUST_PROXY !== "1", "every journey would share this machine's own network");
  // Both kinds of link count towards one limit.
  for (let turn = 0; turn <= 30; turn += 1) {
    await page.goto(turn % 2 ? "/login/link" : "/login/password");
    await page.getByLabel("Adresse électronique").fill(`personne-${randomUUID()}@example.org`);
    await page.getByRole("main").getByRole("button").click();
    await expect(page.getByText(turn < 30 ? "Si cette adresse a un compte" : "C’est trop rapide.")).toBeVisible();
  }
});

test("a member signs in again before adding a sign-in method, once per page @nojs @desktop", async ({
  page,
  javaScriptEnabled,
}) => {
  const email = await member("editor");
  await signIn(page, email);
  const start = page.getByRole("button", { name: "Associer une application" });
  const add = page.getByRole("button", { name: "Ajouter une clé d’accès" });
  await expect(add).toBeVisible();
  await grownOld(email);
  // The page is still open: its button is refused. Without JavaScript the response page asks for the sign-in.
  await start.click();
  if (javaScriptEnabled !== false) {
    await expect(page.getByText("Par sécurité, rechargez")).toBeVisible();
    await page.goto("/account/security");
  }
  await expect(start).toHaveCount(0);
  await expect(add).toHaveCount(0);
  await expect(page.getByText("Par sécurité, confirmez d’abord votre identité.")).toHaveCount(2);
  await page.getByRole("link", { name: "confirmez d’abord votre identité" }).click();
  await expect(page).toHaveURL(/#passkeys$/);
  await page.getByRole("textbox", { name: "Mot de passe", exact: true }).fill(password);
  await page.getByRole("button", { name: "Continuer" }).click();
  await expect(add).toBeVisible();
  await start.click();
  await expect(page.getByRole("img", { name: "Code QR" })).toBeVisible();
  await grownOld(email);
  await page.reload();
  await expect(page.getByRole("heading", { name: "Code de vérification" })).toBeVisible();
  await expect(page.locator(".authenticator-setup")).toHaveCount(0);
});

test("a sign-in on a browser with a session replaces that session @nojs @desktop", async ({ page, context }) => {
  const email = await member();
  // Opened before the sign-in, so it would redirect afterwards.
  const other = await context.newPage();
  await other.goto("/login?next=/account/security");
  await signIn(page, email);
  await other.getByLabel("Adresse électronique").fill(email);
  await other.getByLabel("Mot de passe").fill(password);
  await other.getByRole("main").getByRole("button", { name: "Se connecter" }).click();
  await expect(other.getByText("cet appareil")).toHaveCount(1);
  await expect(other.getByRole("button", { name: /^Déconnecter / })).toHaveCount(0);
});

test("the pages of an account's security pass axe and fit @phone", async ({ page }) => {
  test.slow();
  const email = await member("editor");
  await authenticator(page);
  await signIn(page, email);
  await expectReadableAtBothWidths(page);
  await page.getByLabel("Nom de la clé").fill("Une clé dont le nom est bien long, pour voir ce qu’il en advient");
  await page.getByRole("button", { name: "Ajouter une clé d’accès" }).click();
  await expect(page.getByText("La clé d’accès est enregistrée.")).toBeVisible();
  await expectReadableAtBothWidths(page);
  await page.getByRole("button", { name: "Associer une application" }).click();
  await expect(page.getByRole("img", { name: "Code QR" })).toBeVisible();
  await expectReadableAtBothWidths(page);
  const secret = ((await page.locator(".authenticator-setup code").textContent()) ?? "").replace(/\s/g, "");
  await page.getByLabel("Code à six chiffres").fill(new TOTP({ secret }).generate());
  await page.getByRole("button", { name: "Activer" }).click();
  await expect(page.getByRole("heading", { name: "Codes de secours" })).toBeVisible();
  await expectReadableAtBothWidths(page);
  await page.getByRole("link", { name: "Je les ai notés" }).click();
  await page.getByText("Renouveler les codes de secours").click();
  await expectReadableAtBothWidths(page);
  await grownOld(email);
  await page.goto("/account/security");
  await expectReadableAtBothWidths(page);
  await signOut(page);
  await page.goto("/login/code");
  await expectReadableAtBothWidths(page);
  await page.goto("/login");
  await expectReadableAtBothWidths(page);
  await tryPassword(page, email, password);
  await expect(page.getByLabel("Code", { exact: true })).toBeVisible();
  await expectReadableAtBothWidths(page);
});
