import { randomUUID } from "node:crypto";
import { expect, expectAccessible, expectNoSidewaysScroll, test } from "./fixtures.ts";
import { findMailedLink } from "./mailbox.ts";
import { aMember, changeSetting, fillSignInForm, signIn } from "./test-data.ts";

test("an administrator invites a contributor, who joins through the mail and drafts until the role is withdrawn @nojs @desktop", async ({
  page,
}) => {
  test.slow();
  const key = randomUUID().slice(0, 8);
  const email = `invite-${key}@example.org`;
  const name = `Personne ${key}`;
  const admin = await aMember("admin");
  await signIn(page, admin);
  await page.goto("/admin/users");
  await page.getByLabel("Adresse électronique").fill(email);
  await page.getByLabel("Nom", { exact: true }).fill(name);
  await page.getByRole("button", { name: "Envoyer l’invitation" }).click();
  await expect(page.getByText("L’invitation est envoyée.")).toBeVisible();
  await expect(page.getByRole("button", { name: `Retirer l’invitation de ${name}` })).toBeVisible();
  await page.getByLabel("Adresse électronique").fill(email);
  await page.getByLabel("Nom", { exact: true }).fill(name);
  await page.getByRole("button", { name: "Envoyer l’invitation" }).click();
  await expect(page.getByText("Cette adresse a déjà une invitation")).toBeVisible();
  await expectNoSidewaysScroll(page);

  await page.context().clearCookies();
  const link = await findMailedLink(email, "/invitation");
  await page.goto(link);
  await expect(page.getByLabel("Nom", { exact: true })).toHaveValue(name);
  await page.getByLabel("Mot de passe").fill("motdepasse123");
  await page.getByRole("button", { name: "Créer mon compte" }).click();
  await expect(page.getByText("Ce mot de passe se devine trop facilement")).toBeVisible();
  await page.getByLabel("Mot de passe").fill(`corail parapluie ${key}`);
  await page.getByRole("button", { name: "Créer mon compte" }).click();
  await expect(page).toHaveURL(/\/admin$/);
  await page.goto("/admin/articles/new");
  await page.locator("[name=title]").fill(`Essai ${key}`);
  await expect(page.getByRole("button", { name: "Publier" })).toHaveCount(0);
  await page.getByRole("button", { name: "Enregistrer" }).click();
  await expect(page).toHaveURL(/\/admin\/articles\/\d+/);
  await page.goto(link);
  await expect(page.getByText("Cette invitation a déjà servi")).toBeVisible();
  const invitee = await page.context().cookies();

  await page.context().clearCookies();
  await signIn(page, admin);
  await page.goto(`/admin/users?q=${encodeURIComponent(name)}`);
  await page.getByRole("combobox", { name: `Rôle de ${name}` }).selectOption("reader");
  await page.getByRole("button", { name: "Changer" }).click();
  await expect(page.getByText("Le rôle est modifié")).toBeVisible();
  await expect(page.getByRole("combobox", { name: `Rôle de ${name}` })).toHaveValue("reader");
  await page.goto("/admin/users/activity?kind=role");
  await expect(
    page.getByText(`${admin.name} a changé le rôle de ${name} : Contribution → Membre`).first(),
  ).toBeVisible();
  await page.goto("/admin/users/activity?kind=joined");
  await expect(page.getByText(`${name} a rejoint l’équipe`)).toBeVisible();
  await expectNoSidewaysScroll(page);

  await page.context().clearCookies();
  await page.context().addCookies(invitee);
  expect((await page.goto("/admin/articles"))?.status()).toBe(403);
});

test("an invited member who signs in first comes back to the invitation, and no address contains its secret @nojs @desktop", async ({
  page,
  browser,
  baseURL,
}) => {
  test.slow();
  const invited = await aMember("reader");
  const office = await browser.newContext({ baseURL: baseURL ?? "" });
  const admin = await office.newPage();
  await signIn(admin, await aMember("admin"));
  await admin.goto("/admin/users");
  await admin.getByLabel("Adresse électronique").fill(invited.email);
  await admin.getByLabel("Nom", { exact: true }).fill(invited.name);
  await admin.getByRole("button", { name: "Envoyer l’invitation" }).click();
  await expect(admin.getByText("L’invitation est envoyée.")).toBeVisible();
  await office.close();
  const link = await findMailedLink(invited.email, "/invitation");
  const secret = new URL(link, baseURL).searchParams.get("token") ?? "";
  const said: string[] = [];
  page.on("request", (request) => {
    const { pathname } = new URL(request.url());
    if (pathname !== "/invitation" && request.url().includes(secret)) said.push(request.url());
  });

  // Signed in when the page was opened, but no longer when the button was pressed.
  await signIn(page, invited);
  await page.goto(link);
  await page.context().clearCookies();
  await page.getByRole("button", { name: "Accepter" }).click();
  await expect(page).toHaveURL(/\/login\?next=%2Finvitation$/);
  await fillSignInForm(page, invited);
  await expect(page.getByRole("button", { name: "Accepter" })).toBeVisible();
  expect(page.url()).toMatch(/\/invitation$/);

  // A browser that was never signed in.
  await page.context().clearCookies();
  await page.goto(link);
  await page.getByRole("button", { name: "Se connecter" }).click();
  await fillSignInForm(page, invited);
  await page.getByRole("button", { name: "Accepter" }).click();
  await expect(page).toHaveURL(/\/admin$/);
  await page.goto("/invitation");
  await expect(page.getByText("Cette invitation a déjà servi")).toBeVisible();
  expect(said).toEqual([]);
});

// Alone: the setting applies to all staff.
test("an administrator with a second step requires one of all staff, and the others set one up @alone @desktop", async ({
  page,
}) => {
  test.slow();
  await signIn(page, await aMember("admin"));
  await page.goto("/admin/settings");
  const group = page.locator("#members");
  await group.getByRole("checkbox").check();
  await group.getByRole("button", { name: "Enregistrer" }).click();
  await expect(group.getByText("Protégez d’abord votre propre compte")).toBeVisible();
  try {
    await changeSetting("members.staffTwoStep", "1");
    await expect.poll(async () => (await page.request.get("/admin/media/pictures")).status()).toBe(403);
    await page.goto("/admin/articles");
    await expect(page).toHaveURL(/\/account\/security$/);
    await expect(page.getByText("Le site demande à son équipe une connexion en deux étapes")).toBeVisible();
    await expectAccessible(page);
  } finally {
    await changeSetting("members.staffTwoStep", "0");
  }
  await expect.poll(async () => (await page.request.get("/admin/media/pictures")).status()).toBe(200);
});
