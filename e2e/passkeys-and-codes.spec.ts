import type { Locator, Page } from "@playwright/test";
import { TOTP } from "otpauth";
import {
  authenticator,
  grownOld,
  linkApp,
  member,
  nextCode,
  password,
  signIn,
  signOut,
  tryPassword,
} from "./account-security.ts";
import { expect, test } from "./fixtures.ts";
import { findMailedLink, findMailTo } from "./mailbox.ts";

test("a member removes a passkey only after a recent sign-in @desktop", async ({ page }) => {
  const email = await member();
  await authenticator(page);
  await signIn(page, email);
  await page.getByLabel("Nom de la clé").fill("Mon téléphone");
  await page.getByRole("button", { name: "Ajouter une clé d’accès" }).click();
  await expect(page.getByText("La clé d’accès est enregistrée.")).toBeVisible();
  await grownOld(email);
  await page.getByRole("button", { name: "Retirer la clé Mon téléphone" }).click();
  await expect(page.getByText("Par sécurité, rechargez")).toBeVisible();
  await page.goto("/account/security");
  await expect(page.getByRole("listitem").filter({ hasText: "Mon téléphone" })).toBeVisible();
});

test("a member adds a passkey, signs in with it, and removes it @desktop", async ({ page }) => {
  const email = await member();
  const key = await authenticator(page);
  await signIn(page, email);
  await page.getByRole("button", { name: "Ajouter une clé d’accès" }).click();
  await expect(page.getByText("Donnez un nom à cette clé")).toBeVisible();
  await page.getByLabel("Nom de la clé").fill("Mon téléphone");
  await page.getByRole("button", { name: "Ajouter une clé d’accès" }).click();
  await expect(page.getByText("La clé d’accès est enregistrée.")).toBeVisible();
  await expect(page.getByRole("listitem").filter({ hasText: "Mon téléphone" })).toContainText("jamais utilisée");

  await page.getByLabel("Nom de la clé").fill("Encore lui");
  await page.getByRole("button", { name: "Ajouter une clé d’accès" }).click();
  await expect(page.getByText("Cet appareil a déjà une clé d’accès")).toBeVisible();
  await expect(page.getByLabel("Nom de la clé")).toHaveValue("Encore lui");

  await signOut(page);
  await page.goto("/login?next=/account/security");
  // The browser's request is recorded, to be sent again below.
  const sent = page.waitForRequest(
    (request) => request.method() === "POST" && (request.postData() ?? "").includes("authenticatorData"),
  );
  await page.getByRole("button", { name: "Utiliser une clé d’accès" }).click();
  await expect(page).toHaveURL(/\/account\/security/);
  await expect(page.getByRole("listitem").filter({ hasText: "Mon téléphone" })).not.toContainText("jamais utilisée");
  await expect(page.getByRole("listitem").filter({ hasText: "cet appareil" })).toContainText("clé d’accès");

  await page.context().clearCookies();
  const { "content-length": _, cookie: __, ...headers } = await (await sent).allHeaders();
  const again = await page.request.post("/login?next=/account/security", {
    headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith(":"))),
    data: (await sent).postDataBuffer() ?? "",
    maxRedirects: 0,
  });
  expect(await again.text()).toContain("Cette demande a déjà servi");
  expect((await page.context().cookies()).some((cookie) => cookie.name === "vigie_session")).toBe(false);

  await signIn(page, email);
  await page.getByRole("button", { name: "Retirer la clé Mon téléphone" }).click();
  await expect(page.getByText("La clé d’accès est retirée.")).toBeVisible();
  await findMailTo(email, /Mon téléphone.*vient d’être ajoutée/s);
  await findMailTo(email, /Mon téléphone.*vient d’être retirée/s);
  await signOut(page);
  await page.goto("/login");
  await page.getByRole("button", { name: "Utiliser une clé d’accès" }).click();
  await expect(page.getByText("Cette clé d’accès ne correspond à aucun compte du site.")).toBeVisible();

  // On a device without a passkey, both the browser and the page say so.
  await key.session.send("WebAuthn.clearCredentials", { authenticatorId: key.id });
  await page.getByRole("button", { name: "Utiliser une clé d’accès" }).click();
  await expect(page.getByText("Aucune clé d’accès n’a été utilisée.")).toBeVisible();
});

test("a visitor without JavaScript sees that passkeys need it @only-nojs", async ({ page }) => {
  await signIn(page, await member());
  const says = "Les clés d’accès nécessitent JavaScript";
  await page.getByLabel("Nom de la clé").fill("Mon téléphone");
  await page.getByRole("button", { name: "Ajouter une clé d’accès" }).click();
  await expect(page.getByRole("alert").filter({ hasText: says })).toBeVisible();
  await signOut(page);
  await page.goto("/login");
  await page.getByRole("button", { name: "Utiliser une clé d’accès" }).click();
  await expect(page.getByRole("alert").filter({ hasText: says })).toBeVisible();
});

test("an editor is asked for a code after the password and after a mailed link @nojs @desktop", async ({ page }) => {
  const email = await member("editor");
  await signIn(page, email);
  const { app, codes } = await linkApp(page);
  await signOut(page);

  await tryPassword(page, email, password);
  await expect(page.getByRole("heading", { name: "Code de vérification" })).toBeVisible();
  expect((await page.goto("/account/security"))?.status()).toBe(401);
  await page.goto("/login/code");
  await page.getByLabel("Code", { exact: true }).fill("aaaa-bbbb");
  await page.getByRole("button", { name: "Se connecter" }).click();
  await expect(page.getByText("Ce code n’est pas le bon.")).toBeVisible();
  const code = nextCode(app);
  await page.getByLabel("Code", { exact: true }).fill(code);
  await page.getByRole("button", { name: "Se connecter" }).click();
  await expect(page.getByRole("heading", { name: "Appareils connectés" })).toBeVisible();

  await signOut(page);
  await page.goto("/login/link?next=/account/security");
  await page.getByLabel("Adresse électronique").fill(email);
  await page.getByRole("button", { name: "Envoyer le lien" }).click();
  await page.goto(`${await findMailedLink(email, "/login/link")}&next=/account/security`);
  await page.getByRole("button", { name: "Me connecter" }).click();
  await expect(page).toHaveURL(/\/login\/code/);
  await page.getByLabel("Code", { exact: true }).fill(code);
  await page.getByRole("button", { name: "Se connecter" }).click();
  await expect(page.getByText("Ce code a déjà servi.")).toBeVisible();
  await page.getByLabel("Code", { exact: true }).fill(codes[0]?.toUpperCase() ?? "");
  await page.getByRole("button", { name: "Se connecter" }).click();
  await expect(page.getByText("Il vous reste 9 codes de secours.")).toBeVisible();
  await findMailTo(email, /avec un code de secours\. Il vous en reste 9/);

  await page.getByText("Renouveler les codes de secours").click();
  await page
    .getByLabel("Code de l’application")
    .first()
    .fill(codes[1] ?? "");
  await page.getByRole("button", { name: "Créer de nouveaux codes" }).click();
  await expect(page.getByRole("heading", { name: "Codes de secours" })).toBeVisible();
  const fresh = await page.locator(".recovery-codes code").allTextContents();
  expect(fresh).toHaveLength(10);
  await page.getByRole("link", { name: "Je les ai notés" }).click();
  await page.getByText("Désactiver", { exact: true }).click();
  await page
    .getByLabel("Code de l’application")
    .last()
    .fill(codes[2] ?? "");
  await page.getByRole("button", { name: "Désactiver le code" }).click();
  await expect(page.getByText("Ce code n’est pas le bon.")).toBeVisible();
  await page
    .getByLabel("Code de l’application")
    .last()
    .fill(fresh[0] ?? "");
  await page.getByRole("button", { name: "Désactiver le code" }).click();
  await expect(page.getByText("Le code de vérification n’est plus demandé.")).toBeVisible();
  for (const says of [/vient d’être associée/, /viennent d’être remplacés/, /ne demande plus de code/])
    await findMailTo(email, says);
});

for (const [verifies, then] of [
  [true, "that verifies its user counts as two factors"],
  [false, "that does not verify its user still asks for the code"],
] as const) {
  test(`a passkey ${then} @desktop`, async ({ page }) => {
    const email = await member("moderator");
    const { session, id } = await authenticator(page);
    await signIn(page, email);
    await linkApp(page);
    await page.getByLabel("Nom de la clé").fill("Clé");
    await page.getByRole("button", { name: "Ajouter une clé d’accès" }).click();
    await expect(page.getByText("La clé d’accès est enregistrée.")).toBeVisible();
    await signOut(page);
    // User verification is required: the response only reports presence.
    await session.send("WebAuthn.setResponseOverrideBits", { authenticatorId: id, isBadUV: !verifies });
    await page.goto("/login?next=/account/security");
    await page.getByRole("button", { name: "Utiliser une clé d’accès" }).click();
    await expect(page).toHaveURL(verifies ? /\/account\/security/ : /\/login\/code/);
  });
}

/** Presses Tab until the element has the focus. */
async function tabTo(page: Page, wanted: Locator): Promise<void> {
  for (let step = 0; step < 60; step += 1) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`the keyboard never comes to ${wanted}`);
}

test("a member adds a passkey, links an app, and signs in with its code using only the keyboard @desktop", async ({
  page,
}) => {
  const email = await member("editor");
  await authenticator(page);
  await signIn(page, email);
  await tabTo(page, page.getByLabel("Nom de la clé"));
  await page.keyboard.type("Au clavier");
  await page.keyboard.press("Enter");
  await expect(page.getByText("La clé d’accès est enregistrée.")).toBeVisible();
  await tabTo(page, page.getByRole("button", { name: "Associer une application" }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("img", { name: "Code QR" })).toBeVisible();
  const app = new TOTP({
    secret: ((await page.locator(".authenticator-setup code").textContent()) ?? "").replace(/\s/g, ""),
  });
  await tabTo(page, page.getByLabel("Code à six chiffres"));
  await page.keyboard.type(app.generate());
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Codes de secours" })).toBeVisible();
  await tabTo(page, page.getByRole("link", { name: "Je les ai notés" }));
  await page.keyboard.press("Enter");
  await expect(page.getByText("Il vous reste 10 codes de secours.")).toBeVisible();
  await tabTo(page, page.getByRole("button", { name: "Se déconnecter" }));
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL((url) => url.pathname === "/");
  await page.goto("/login?next=/account/security");
  await tabTo(page, page.getByLabel("Adresse électronique"));
  await page.keyboard.type(email);
  await tabTo(page, page.getByLabel("Mot de passe"));
  await page.keyboard.type(password);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Code de vérification" })).toBeVisible();
  await tabTo(page, page.getByLabel("Code", { exact: true }));
  await page.keyboard.type(nextCode(app));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Appareils connectés" })).toBeVisible();
});
