import { randomUUID } from "node:crypto";
import type { Browser, Page } from "@playwright/test";
import type { Decision } from "#features/moderation/decisions/decide.ts";
import { decideOrThrow } from "#features/moderation/decisions/testing.ts";
import { sendDecisionMails } from "#features/moderation/statements/mail.ts";
import { loadSecrets } from "#server/process/secrets.ts";
import { expect, expectAccessible, expectNoSidewaysScroll, test } from "./fixtures.ts";
import { findMailTo } from "./mailbox.ts";
import { withSiteDatabase } from "./site-database.ts";
import {
  aMember,
  anArticleWithComments,
  findMemberRow,
  signIn,
  signInOnPage,
  type TestMember,
  waitUntilHydrated,
  writeComment,
} from "./test-data.ts";

/** Creates a moderator for this journey. */
async function aModerator(name: string) {
  const member = await aMember("moderator", { name });
  return { ...member, ...(await findMemberRow(member)) };
}

/** Decides without the site's pages; returns the decision's id. */
const decided = (decision: Decision) => withSiteDatabase((db) => decideOrThrow(db, decision));

test("a warned member reads the warning at the next comment, acknowledges it, and continues with the same text @nojs @phone", async ({
  page,
  javaScriptEnabled,
}) => {
  const member = await aMember("reader");
  const { id } = await findMemberRow(member);
  const modo = await aModerator("Modératrice");
  const { path } = await anArticleWithComments();
  await signIn(page, member);
  await page.goto(path);
  if (javaScriptEnabled) await waitUntilHydrated(page);
  const words = "Vos mots visent des personnes.\n<b>Relisez</b> la règle.";
  await decided({
    actor: { id: modo.id },
    subject: { kind: "member", id },
    action: "warn",
    reason: "respect",
    note: words,
  });
  const text = `Un texte qui reste ${randomUUID()}`;
  await page.getByLabel("Votre commentaire").fill(text);
  await page.getByRole("button", { name: "Publier le commentaire" }).click();
  const warning = page.locator("#comments .form-warning");
  await expect(warning).toContainText("La modération vous a adressé un avertissement");
  await expect(warning).toContainText("<b>Relisez</b> la règle.");
  await expect(warning.getByRole("link", { name: /La règle/ })).toHaveAttribute("href", "/rules#respect");
  await expect(page.getByLabel("Votre commentaire")).toHaveValue(text);
  if (javaScriptEnabled) await expectAccessible(page);
  await warning.getByRole("button", { name: "J’ai lu cet avertissement" }).click();
  await expect(page.locator("#comments")).toContainText("Vous pouvez publier");
  await expect(page.getByLabel("Votre commentaire")).toHaveValue(text);
  await page.getByRole("button", { name: "Publier le commentaire" }).click();
  await expect(page.getByText("Les premiers commentaires d’un nouveau membre sont relus").first()).toBeVisible();
});

test("a warned member reads the reason in the statement, which has the same button @nojs @desktop", async ({
  page,
  javaScriptEnabled,
}) => {
  const member = await aMember("reader");
  const { id } = await findMemberRow(member);
  const modo = await aModerator("Modérateur");
  const decision = await decided({
    actor: { id: modo.id },
    subject: { kind: "member", id },
    action: "warn",
    reason: "hate",
    note: "Relisez.",
  });
  await signIn(page, member);
  await page.goto("/notifications");
  await page.getByRole("link", { name: "La modération vous a adressé un avertissement" }).click();
  await expect(page).toHaveURL(new RegExp(`/account/decisions/${decision}$`));
  await expect(page.locator("main")).toContainText("À lire");
  if (javaScriptEnabled) await expectAccessible(page);
  await page.getByRole("button", { name: "J’ai lu cet avertissement" }).click();
  await expect(page.getByRole("button", { name: "J’ai lu cet avertissement" })).toBeHidden();
  await expect(page.locator(".statement-facts")).toContainText("Lu");
  await page.getByRole("link", { name: "Toutes les décisions vous concernant" }).click();
  await expect(page.getByRole("link", { name: "La modération vous a adressé un avertissement" })).toBeVisible();
  if (javaScriptEnabled) await expectAccessible(page);
});

/** Opens a second browser in which another member is signed in. */
async function elsewhere(browser: Browser, by: TestMember, options: { javaScriptEnabled: boolean }): Promise<Page> {
  const context = await browser.newContext({ ...options, locale: "fr-FR" });
  const page = await context.newPage();
  await signIn(page, by);
  return page;
}

async function answer(page: Page, verdict: RegExp, reasons: string): Promise<void> {
  await page.getByRole("radio", { name: verdict }).check();
  await page.getByLabel("Les raisons").fill(reasons);
  await page.getByRole("button", { name: "Répondre" }).click();
}

test("an author reads why their comment was refused and appeals; another moderator overturns the decision and the comment returns @nojs @desktop", async ({
  page,
  browser,
  javaScriptEnabled,
}) => {
  test.slow();
  const member = await aMember("editor");
  const me = await findMemberRow(member);
  const [first, second] = [await aModerator("Première"), await aModerator("Seconde")];
  const article = await anArticleWithComments();
  const comment = await writeComment(article, me, "Ce que j’ai écrit <b>ici</b>.");
  const decision = await decided({
    actor: { id: first.id },
    subject: { kind: "comment", id: comment },
    action: "reject",
    reason: "respect",
    note: "ENTRE NOUS",
  });
  await signIn(page, member);
  await page.goto(`/comments/${comment}`);
  await expect(page.locator("main")).toContainText("Ce commentaire n’a pas été publié");
  await expect(page.getByRole("link", { name: "Respectez les personnes" })).toHaveAttribute("href", "/rules#respect");
  await expect(page.locator("main")).toContainText("Une personne de la modération");
  if (javaScriptEnabled) await expectAccessible(page);
  await page.getByRole("link", { name: "Lire la décision et la contester" }).click();
  await expect(page).toHaveURL(new RegExp(`/account/decisions/${decision}#appeal$`));
  await expect(page.locator("main")).toContainText("Ce que j’ai écrit");
  await expect(page.locator("main")).not.toContainText("ENTRE NOUS");
  await expectNoSidewaysScroll(page);
  if (javaScriptEnabled) await expectAccessible(page);

  await page.getByLabel("Pourquoi cette décision doit-elle être revue ?").fill("Non.");
  await page.getByRole("button", { name: "Envoyer ma contestation" }).click();
  await expect(page.locator("main")).toContainText("10 caractères au moins");
  await expect(page.getByLabel("Pourquoi cette décision doit-elle être revue ?")).toHaveValue("Non.");
  await page
    .getByLabel("Pourquoi cette décision doit-elle être revue ?")
    .fill("Je parlais du texte, de personne d’autre.");
  await page.getByRole("button", { name: "Envoyer ma contestation" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Votre contestation attend" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Envoyer ma contestation" })).toBeHidden();

  // The moderator who decided can read the appeal, but not decide it.
  const mine = await elsewhere(browser, first, { javaScriptEnabled: javaScriptEnabled ?? true });
  await mine.goto("/admin/appeals");
  const cases = mine.getByRole("link", { name: /Commentaire refusé/ }).filter({ hasText: article.slug.slice(6, 14) });
  await cases.click();
  await expect(mine.locator("main")).toContainText("quelqu’un d’autre doit examiner sa contestation");
  await expect(mine.getByRole("button", { name: "Répondre" })).toBeHidden();
  const address = mine.url();
  await mine.context().close();

  const theirs = await elsewhere(browser, second, { javaScriptEnabled: javaScriptEnabled ?? true });
  await theirs.goto(address);
  await expect(theirs.locator("main")).toContainText("Je parlais du texte, de personne d’autre.");
  await expect(theirs.locator("main")).toContainText("Ce que j’ai écrit");
  await expect(theirs.locator("main")).toContainText("ENTRE NOUS");
  if (javaScriptEnabled) await expectAccessible(theirs);
  await theirs.getByRole("button", { name: "Répondre" }).click();
  await expect(theirs.locator("main")).toContainText("Choisissez : maintenir ou annuler.");
  await answer(theirs, /Annuler la décision/, "Vous avez raison : le texte ne vise personne.");
  await expect(theirs.getByRole("status")).toContainText("Décision annulée");
  await expectNoSidewaysScroll(theirs);
  if (javaScriptEnabled) await expectAccessible(theirs);
  await theirs.context().close();

  await page.goto("/notifications");
  await page.getByRole("link", { name: "Votre contestation a été acceptée" }).click();
  await expect(page.locator("main")).toContainText("Vous avez raison : le texte ne vise personne.");
  await page.goto(article.path);
  await expect(page.locator(`#comment-${comment}`)).toBeVisible();
});

test("a banned member cannot sign in, but reads why and appeals by the mailed link, which opens nothing else @nojs @desktop", async ({
  page,
  browser,
  javaScriptEnabled,
}) => {
  test.slow();
  const member = await aMember("editor");
  const me = await findMemberRow(member);
  const modo = await aModerator("Première");
  const article = await anArticleWithComments();
  for (const text of ["Un", "Deux"]) await writeComment(article, me, text);
  const decision = await decided({
    actor: { id: modo.id },
    subject: { kind: "member", id: me.id },
    action: "ban",
    reason: "spam",
    comments: "remove",
  });
  // What the site's job does after half a minute.
  loadSecrets(process.env.DATA_DIR ?? ".data");
  await withSiteDatabase((db) => sendDecisionMails(db, me.id, new Date(Date.now() + 31_000)));
  const mail = await findMailTo(member.email, /exclu/);
  expect(mail).toContain("2 de vos commentaires ont été retirés");
  const [link = ""] = /\/account\/decisions\/\d+\?link=[\w.-]+/.exec(mail) ?? [];
  await page.goto(link);
  await expect(page.getByRole("heading", { level: 2 }).first()).toContainText("Votre compte a été exclu");
  await expect(page.locator("main")).toContainText("En vigueur");
  await expectNoSidewaysScroll(page);
  if (javaScriptEnabled) await expectAccessible(page);
  await page.getByRole("link", { name: /Les 2 commentaires retirés/ }).click();
  await expect(page.getByRole("link", { name: /a été retiré/ })).toHaveCount(2);
  await page
    .getByRole("link", { name: /a été retiré/ })
    .first()
    .click();
  await expect(page.locator("main")).toContainText("Votre texte");
  await page.goto(link);
  await page
    .getByLabel("Pourquoi cette décision doit-elle être revue ?")
    .fill("Ce n’était pas de la publicité, relisez.");
  await page.getByRole("button", { name: "Envoyer ma contestation" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Votre contestation attend" })).toBeVisible();

  for (const path of ["/account", "/notifications", "/account/decisions"])
    expect((await page.goto(path))?.status(), path).toBe(401);
  expect((await page.goto(link.replace(/.$/, (last) => (last === "A" ? "B" : "A"))))?.status()).toBe(200);
  await expect(page.locator("main")).toContainText("Ce lien n’est plus valable");
  await expect(page.locator("main")).not.toContainText("exclu");

  const other = await elsewhere(browser, await aModerator("Seconde"), { javaScriptEnabled: javaScriptEnabled ?? true });
  await other.goto("/admin/appeals");
  await other.getByRole("listitem").filter({ hasText: member.name }).getByRole("link").click();
  await answer(other, /Annuler la décision/, "C’était une erreur.");
  await expect(other.getByRole("status")).toContainText("Décision annulée");
  await other.context().close();
  await page.goto(link);
  await expect(page.locator("main")).toContainText("C’était une erreur.");
  expect(decision).toBeGreaterThan(0);
  await page.goto(article.path);
  await expect(page.locator("#comments article.h-cite")).toHaveCount(2);
  await findMailTo(member.email, /C’était une erreur\./);
  await signInOnPage(page, member);
});

test("the second moderator on an appeal sees who decided it and keeps their text; a member cannot appeal others' decisions @nojs @desktop", async ({
  page,
  browser,
  javaScriptEnabled,
}) => {
  test.slow();
  const member = await aMember("reader");
  const me = await findMemberRow(member);
  const [first, second, third] = [
    await aModerator("Première"),
    await aModerator("Seconde"),
    await aModerator("Troisième"),
  ];
  const decision = await decided({
    actor: { id: first.id },
    subject: { kind: "member", id: me.id },
    action: "premoderate",
    reason: "respect",
  });
  const stranger = await aMember("reader");
  await signIn(page, stranger);
  expect((await page.goto(`/account/decisions/${decision}`))?.status()).toBe(404);
  expect((await page.goto("/admin/appeals"))?.status()).toBe(403);
  await page.context().clearCookies();
  await signIn(page, member);
  await page.goto(`/account/decisions/${decision}`);
  await page.getByLabel("Pourquoi cette décision doit-elle être revue ?").fill("Je n’ai rien fait de mal.");
  await page.getByRole("button", { name: "Envoyer ma contestation" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Votre contestation attend" })).toBeVisible();

  const options = { javaScriptEnabled: javaScriptEnabled ?? true };
  const [one, two] = [await elsewhere(browser, second, options), await elsewhere(browser, third, options)];
  for (const each of [one, two]) {
    await each.goto("/admin/appeals");
    await each.getByRole("listitem").filter({ hasText: member.name }).getByRole("link").click();
    await expect(each.getByRole("button", { name: "Répondre" })).toBeVisible();
  }
  await answer(one, /Maintenir/, "La mesure est juste.");
  await expect(one.getByRole("status")).toContainText("Décision maintenue · Seconde");
  await answer(two, /Annuler/, "Je pensais autrement.");
  await expect(two.getByRole("alert").filter({ hasText: "Seconde a déjà maintenu" })).toBeVisible();
  await expect(two.getByLabel("Les raisons")).toHaveValue("Je pensais autrement.");
  for (const each of [one, two]) await each.context().close();
  await page.reload();
  await expect(page.locator("main")).toContainText("La mesure est juste.");
});
