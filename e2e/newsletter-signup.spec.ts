import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { sql } from "drizzle-orm";
import { expect, expectAccessible, expectReadableAtBothWidths, newestArticlePath, test } from "./fixtures.ts";
import { findMailTo } from "./mailbox.ts";
import { withSiteDatabase } from "./site-database.ts";
import { aMember, signIn, waitUntilHydrated } from "./test-data.ts";

/** All that the site stores about one address of the newsletter. */
const readStored = (email: string) =>
  withSiteDatabase(async (db) => {
    const signups = await db.execute(sql`select * from newsletter_signups where address = ${email} order by id`);
    const subscribers = await db.execute(sql`select * from newsletter_subscribers where address = ${email}`);
    const consents = await db.execute(
      sql`select c.* from newsletter_consents as c join newsletter_subscribers as s on s.id = c.subscriber_id
        where s.address = ${email} order by c.id`,
    );
    return { signups: [...signups], subscribers: [...subscribers], consents: [...consents] };
  });

/** Opens every link of a mail as scanners do, with GET and HEAD, and expects that nothing changes. */
async function scan(page: Page, email: string, mail: string): Promise<void> {
  const links = new Set([...mail.matchAll(/https?:\/\/[^\s"<>]+/g)].map(([link]) => link));
  const own = [...links].filter((link) => new URL(link).origin === new URL(page.url()).origin);
  expect(own.length).toBeGreaterThan(1);
  const before = await readStored(email);
  for (const link of own)
    for (const method of ["GET", "HEAD"]) expect((await page.request.fetch(link, { method })).status(), link).toBe(200);
  expect(await readStored(email)).toEqual(before);
}

async function signUp(page: Page, email: string, scripts: boolean): Promise<void> {
  const form = page.locator("#newsletter");
  await form.getByLabel("Adresse électronique").fill(email);
  if (scripts) await waitUntilHydrated(page);
  await form.getByRole("button", { name: "S’abonner" }).click();
  if (scripts) {
    await expect(form.getByRole("status")).toContainText("Consultez votre messagerie");
    await expect(form.getByRole("status")).toContainText(email);
    await expect(form.getByLabel("Adresse électronique")).toHaveValue(email);
  } else await expect(page).toHaveURL(/\/newsletter\/sent(?:#newsletter)?$/);
  await expect(page.getByText("Consultez votre messagerie").first()).toBeVisible();
}

test("a member finds their address filled in on the page of their mails, and only confirms @desktop @nojs", async ({
  page,
  javaScriptEnabled,
}) => {
  const member = await aMember("reader");
  await signIn(page, member);
  await page.goto("/account/mail");
  const form = page.locator("#newsletter");
  await expect(form.getByLabel("Adresse électronique")).toHaveValue(member.email);
  if (javaScriptEnabled !== false) {
    await waitUntilHydrated(page);
    await expectReadableAtBothWidths(page);
  }
  await form.getByRole("button", { name: "S’abonner" }).click();
  await expect(page.getByText("Consultez votre messagerie").first()).toBeVisible();
  const mail = await findMailTo(member.email, /\/newsletter\/confirm\?t=/);
  await page.goto(/\/newsletter\/confirm\?t=[\w-]{54}/.exec(mail)?.[0] ?? "");
  await page.getByRole("main").getByRole("button").first().click();
  await expect(
    page
      .getByRole("main")
      .getByRole("link", { name: /préférences/ })
      .first(),
  ).toBeVisible();
  const { consents } = await readStored(member.email);
  expect(consents).toMatchObject([{ page: "/account/mail" }]);
  await page.goto("/account/mail");
  await expect(form.getByLabel("Adresse électronique")).toBeHidden();
  await expect(form.getByRole("link", { name: /préférences/ })).toBeVisible();
});

test("a reader subscribes below an article, confirms, changes the preferences and unsubscribes @nojs", async ({
  page,
  javaScriptEnabled,
}) => {
  test.slow();
  const scripts = javaScriptEnabled !== false;
  const email = `lectrice-${randomUUID()}@example.org`;
  const article = await newestArticlePath(page);
  await page.goto(article);
  await page.locator("#newsletter").getByRole("checkbox", { name: "Hacking" }).check();
  await signUp(page, email, scripts);

  const mail = await findMailTo(email, /\/newsletter\/confirm\?t=/);
  await scan(page, email, mail);
  const confirmation = /\/newsletter\/confirm\?t=[\w-]{54}/.exec(mail)?.[0] ?? "";
  await page.goto(confirmation);
  if (scripts) await expectAccessible(page);
  await page.getByRole("button", { name: "Confirmer mon abonnement" }).click();
  await expect(page.getByText("C’est fait")).toBeVisible();
  await expect(page.getByText("Dernière étape")).toBeHidden();
  expect((await readStored(email)).consents).toMatchObject([
    { event: "subscribed", via: "confirmation", page: article, topics: expect.arrayContaining(["Hacking"]) },
  ]);

  await page.getByRole("link", { name: "Voir mes préférences" }).click();
  await expect(page.getByText("l•••@example.org")).toBeVisible();
  if (scripts) await expectReadableAtBothWidths(page);
  await page.getByRole("radio", { name: "Chaque semaine" }).check();
  await page.getByRole("checkbox", { name: "Hacking" }).uncheck();
  await page.getByRole("button", { name: "Enregistrer" }).click();
  await expect(page.getByText("Enregistré.")).toBeVisible();
  if (scripts) await expect(page.getByRole("button", { name: "Enregistrer" })).toBeFocused();
  await expect(page.getByRole("radio", { name: "Chaque semaine" })).toBeChecked();
  expect((await readStored(email)).subscribers).toMatchObject([{ rhythm: "weekly", state: "active" }]);

  // Signing up again changes nothing, and the mail leads to the preferences.
  await page.goto("/newsletter");
  await expect(page.locator("#newsletter :is(label, button)").last()).toHaveText("S’abonner");
  await signUp(page, email, scripts);
  const known = await findMailTo(email, /\/newsletter\/preferences\?s=/);
  await scan(page, email, known);
  expect((await readStored(email)).subscribers).toMatchObject([{ rhythm: "weekly", state: "active" }]);

  const token = /\?s=([\w-]{54})/.exec(known)?.[1] ?? "";
  const unsubscribe = `/newsletter/unsubscribe?s=${token}`;
  await scan(page, email, `${new URL(unsubscribe, page.url())} ${new URL("/newsletter", page.url())}`);
  await page.goto(unsubscribe);
  await expect(page.getByText("appuyez sur le bouton")).toBeVisible();
  await page.getByRole("button", { name: "Me désabonner" }).click();
  await expect(page.getByText("ne recevra plus la lettre d’information")).toBeVisible();
  if (scripts) await expectReadableAtBothWidths(page);
  await page.getByRole("button", { name: "Annuler" }).click();
  await expect(page.getByText("vous restez abonné")).toBeVisible();
  await expect(page.getByRole("button", { name: "Me désabonner" })).toBeVisible();
  expect((await readStored(email)).subscribers).toMatchObject([{ state: "active" }]);

  // A mail program's button.
  const answer = await page.request.post(unsubscribe, { form: { "List-Unsubscribe": "One-Click" } });
  expect(answer.status()).toBe(200);
  const { subscribers, consents } = await readStored(email);
  expect(subscribers).toMatchObject([{ state: "ended" }]);
  expect(consents.map(({ event, via }) => `${event} ${via}`)).toEqual([
    "subscribed confirmation",
    "changed preferences",
    "ended page",
    "subscribed page",
    "ended one-click",
  ]);

  await page.goto("/newsletter/preferences");
  if (scripts) await waitUntilHydrated(page);
  await page.getByLabel("Adresse électronique").fill(email);
  await page.getByRole("button", { name: "Recevoir un nouveau lien" }).click();
  await expect(page.getByText("Consultez votre messagerie")).toBeVisible();
  if (scripts) await expect(page.getByText("Consultez votre messagerie")).toBeFocused();

  await page.goto(`/newsletter/preferences?s=${token}`);
  await page.getByText("Effacer mon adresse").first().click();
  await page.getByRole("button", { name: "Effacer mon adresse" }).click();
  await expect(page.getByText("votre adresse est effacée")).toBeVisible();
  expect((await readStored(email)).subscribers).toEqual([]);
});

test("a refused form keeps what was typed, on the home page @nojs @desktop", async ({ page, javaScriptEnabled }) => {
  await page.goto("/");
  const form = page.locator("#newsletter");
  await form.getByLabel("Adresse électronique").fill("jeanne,marc@example.org");
  await form.getByRole("checkbox", { name: "Tutoriels" }).check();
  await form.getByRole("checkbox", { name: "Hacking" }).check();
  if (javaScriptEnabled !== false) await waitUntilHydrated(page);
  await form.getByRole("button", { name: "S’abonner" }).click();
  await expect(form.locator(".field-error").first()).toBeVisible();
  await expect(form).toBeInViewport();
  await expect(form.getByLabel("Adresse électronique")).toHaveValue("jeanne,marc@example.org");
  await expect(form.getByRole("checkbox", { name: "Tutoriels" })).toBeChecked();
  await expect(form.getByRole("checkbox", { name: "Hacking" })).toBeChecked();
  await expect(form.getByRole("checkbox", { name: "Alerte spam" })).not.toBeChecked();
});
