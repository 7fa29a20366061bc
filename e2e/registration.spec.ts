import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { findMailedLink } from "./mailbox.ts";
import { aMember, anArticleWithComments, waitUntilHydrated } from "./test-data.ts";

const password = "quatre tuiles sur un phare";

/**
 * Registers as a person does: if the form was submitted faster than the time trap allows, the password is typed again.
 */
async function register(page: Page, email: string): Promise<void> {
  await page.goto("/register");
  await fillRegistration(page, email);
}

async function fillRegistration(page: Page, email: string): Promise<void> {
  await page.getByLabel("Nom", { exact: true }).fill("Jeanne Essai");
  await page.getByLabel("Adresse électronique").fill(email);
  await expect(async () => {
    await page.getByLabel("Mot de passe").fill(password);
    await page.getByRole("button", { name: "Créer mon compte" }).click();
    await expect(page.getByRole("heading", { name: "Consultez votre messagerie" })).toBeVisible({ timeout: 5_000 });
  }).toPass({ timeout: 45_000 });
}

const sessionOf = async (page: Page) =>
  (await page.context().cookies()).find((cookie) => cookie.name === "vigie_session");

test("a visitor registers, confirms by the mailed link, and signs in later with another one @nojs @desktop", async ({
  page,
  javaScriptEnabled,
}) => {
  const email = `jeanne-${randomUUID()}@example.org`;
  await register(page, email);
  const confirmation = await findMailedLink(email, "/confirm");
  // A mail scanner opens the link: nothing happens, and the link stays valid.
  await page.request.get(confirmation);
  expect(await sessionOf(page)).toBeUndefined();
  await page.goto(confirmation);
  await page.getByRole("button", { name: "Confirmer mon adresse" }).click();
  await expect(page.getByText("Bienvenue, Jeanne Essai ! Votre adresse est confirmée.")).toBeVisible();
  if (!javaScriptEnabled) await page.getByRole("link", { name: "Aller à l’accueil" }).click();
  await expect(page).toHaveURL(/\/$/);
  expect(await sessionOf(page)).toBeDefined();

  await page.goto(confirmation);
  await page.getByRole("button", { name: "Confirmer mon adresse" }).click();
  await expect(page.getByText("Votre adresse est déjà confirmée")).toBeVisible();

  await page.context().clearCookies();
  await page.goto("/login?next=/privacy");
  await page.getByRole("link", { name: "Recevoir un lien" }).click();
  await page.getByLabel("Adresse électronique").fill(email);
  await page.getByRole("button", { name: "Envoyer le lien" }).click();
  await expect(page.getByText("Si cette adresse a un compte")).toBeVisible();
  await page.goto(await findMailedLink(email, "/login/link"));
  await page.getByRole("button", { name: "Me connecter" }).click();
  if (!javaScriptEnabled) await page.getByRole("link", { name: "Continuer" }).click();
  await expect(page).not.toHaveURL(/login/);
  expect(await sessionOf(page)).toBeDefined();
});

test("a visitor without an account registers from the comment form, and finds the text there afterwards @desktop", async ({
  page,
}) => {
  const email = `plume-${randomUUID()}@example.org`;
  const { path } = await anArticleWithComments();
  await page.goto(path);
  const form = page.locator("#comments form.comment-form");
  await form.getByLabel("Votre commentaire").fill("Avant d’avoir un compte.");
  await waitUntilHydrated(page);
  await form.getByRole("button", { name: "Publier le commentaire" }).click();
  await form.getByRole("link", { name: "Créer un compte" }).click();
  await fillRegistration(page, email);
  await page.goto(await findMailedLink(email, "/confirm"));
  await page.getByRole("button", { name: "Confirmer mon adresse" }).click();
  await expect(page).toHaveURL(`${path}#comments`);
  await expect(form.getByLabel("Votre commentaire")).toHaveValue("Avant d’avoir un compte.");
  await expect(form.getByText("Votre texte a été conservé ici. Il n’est pas encore publié.")).toBeVisible();
});

test("a member replaces a forgotten password, and the old one no longer opens the account @nojs @desktop", async ({
  page,
}) => {
  const email = `oubli-${randomUUID()}@example.org`;
  await aMember("reader", { email, name: "Oubli", password });
  await page.goto("/login");
  await page.getByRole("link", { name: "Mot de passe oublié" }).click();
  await page.getByLabel("Adresse électronique").fill(email);
  await page.getByRole("button", { name: "Envoyer le lien" }).click();
  await expect(page.getByText("Si cette adresse a un compte")).toBeVisible();
  await page.goto(await findMailedLink(email, "/login/password"));
  await page.getByLabel("Nouveau mot de passe").fill("azertyuiop");
  await page.getByRole("button", { name: "Changer de mot de passe" }).click();
  await expect(page.getByText("se devine trop facilement")).toBeVisible();
  await page.getByLabel("Nouveau mot de passe").fill("onze mouettes en vadrouille");
  await page.getByRole("button", { name: "Changer de mot de passe" }).click();
  await expect(page.getByText("Bienvenue, Oubli ! Vous êtes connecté.")).toBeVisible();

  await page.context().clearCookies();
  await page.goto("/login");
  await page.getByLabel("Adresse électronique").fill(email);
  await page.getByLabel("Mot de passe").fill(password);
  await page.getByRole("button", { name: "Se connecter" }).click();
  await expect(page.getByText("Adresse électronique ou mot de passe incorrect.")).toBeVisible();
});

test("a visitor sees each error beside its field and keeps the typed values @nojs @phone", async ({ page }) => {
  await page.goto("/register");
  await page.getByLabel("Nom", { exact: true }).fill("Adm1n");
  await page.getByLabel("Adresse électronique").fill("a@mailinator.com");
  await expect(async () => {
    await page.getByLabel("Mot de passe").fill("motdepasse1");
    await page.getByRole("button", { name: "Créer mon compte" }).click();
    await expect(page.getByText("Ce nom est réservé")).toBeVisible({ timeout: 5_000 });
  }).toPass({ timeout: 45_000 });
  await expect(page.getByText("Cette adresse est temporaire")).toBeVisible();
  await expect(page.getByText("se devine trop facilement")).toBeVisible();
  await expect(page.getByLabel("Nom", { exact: true })).toHaveValue("Adm1n");
  await expect(page.getByLabel("Mot de passe")).toHaveValue("");
});
