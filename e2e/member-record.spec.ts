import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { members } from "#db/schema.ts";
import { decide } from "#features/moderation/decisions/decide.ts";
import { voteAs } from "#features/ratings/testing.ts";
import { expect, expectAccessible, expectNoSidewaysScroll, expectReadableAtBothWidths, test } from "./fixtures.ts";
import { withSiteDatabase } from "./site-database.ts";
import {
  aMember,
  anArticleWithComments,
  findMemberRow,
  signIn,
  type TestMember,
  tabTo,
  waitUntilHydrated,
} from "./test-data.ts";
import { findSmallTargets } from "./touch-targets.ts";

const pageOf = (id: number) => `/admin/moderation/members/${id}`;
const acts = (page: Page) => page.getByRole("region", { name: "Décider" });
const open = (page: Page, name: string) => acts(page).locator("summary", { hasText: name }).click();

test("only moderators open members' records, others get the right status codes; an unknown member is a 404 @desktop", async ({
  page,
}) => {
  const { id } = await findMemberRow(await aMember("reader"));
  const paths = ["/admin/moderation/members", pageOf(id), `${pageOf(id)}/summary`, "/admin/moderation/ratings"];
  const codes = async () => {
    const all: number[] = [];
    for (const path of paths) all.push((await page.request.get(path)).status());
    return all;
  };
  expect(await codes()).toEqual([401, 401, 401, 401]);
  for (const role of ["reader", "editor"] as const) {
    await page.context().clearCookies();
    await signIn(page, await aMember(role));
    expect(await codes(), role).toEqual([403, 403, 403, 403]);
  }
  await page.context().clearCookies();
  await signIn(page, await aMember("moderator"));
  expect(await codes()).toEqual([200, 200, 200, 200]);
  for (const wrong of ["999999999", "0", "x", "1e3"]) {
    expect((await page.request.get(pageOf(0).replace(/0$/, wrong))).status(), wrong).toBe(404);
    expect((await page.request.get(`${pageOf(0).replace(/0$/, wrong)}/summary`)).status(), wrong).toBe(404);
  }
  const summary = await page.request.get(`${pageOf(id)}/summary`);
  expect(summary.headers()["cache-control"]).toBe("private, no-store");
  expect(await summary.json()).toMatchObject({ id, deleted: false, barred: null });
});

test("a moderator finds a member, suspends them until a date, sees the suspension and lifts it; notes and messages stay @nojs @desktop", async ({
  page,
}) => {
  const member = await aMember("reader");
  const { id } = await findMemberRow(member);
  await signIn(page, await aMember("moderator"));
  await page.goto("/admin/moderation/members");
  await page.getByRole("searchbox", { name: /Nom ou identifiant/ }).fill(member.name);
  await page.getByRole("button", { name: "Chercher" }).click();
  await page.getByRole("link", { name: member.name }).click();
  await expect(page).toHaveURL(pageOf(id));
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(member.name);
  await expect(page.getByText("Aucune décision pour l’instant.")).toBeVisible();

  await open(page, "Suspendre…");
  await acts(page).getByLabel("Règle non respectée").filter({ visible: true }).selectOption({ index: 1 });
  await acts(page).getByLabel("Ou jusqu’au").fill("2031-03-04T13:00");
  await acts(page).getByRole("button", { name: "Suspendre", exact: true }).click();
  await expect(page.locator(".record-standings")).toHaveText(/^Suspension jusqu’au 4\s+mars\s+2031 à 13\s+h$/);
  await expect(acts(page).getByRole("status")).toHaveText("Décision enregistrée.");
  await acts(page).getByRole("button", { name: "Annuler", exact: true }).click();
  await expect(page.locator(".record-standings")).toHaveCount(0);
  await expect(page.locator(".admin-mark")).toHaveText("annulée");

  await open(page, "Ajouter une note…");
  await acts(page).getByLabel("Note pour l’équipe", { exact: true }).fill("À suivre de près.");
  await acts(page).getByRole("button", { name: "Enregistrer la note" }).click();
  await expect(page.locator(".record-history blockquote").first()).toHaveText("À suivre de près.");
});

test("a moderator's past date is refused beside its field, and the rest of the form stays @nojs @desktop", async ({
  page,
}) => {
  const { id } = await findMemberRow(await aMember("reader"));
  await signIn(page, await aMember("moderator"));
  await page.goto(pageOf(id));
  await open(page, "Suspendre…");
  await acts(page).getByLabel("Règle non respectée").filter({ visible: true }).selectOption({ index: 2 });
  await acts(page).getByLabel("Ou jusqu’au").fill("2020-01-01T00:00");
  await acts(page).getByLabel("Note pour l’équipe (facultatif)").filter({ visible: true }).fill("Récidive.");
  await acts(page).getByRole("button", { name: "Suspendre", exact: true }).click();
  await expect(acts(page).getByText("Choisissez une date à venir.")).toBeVisible();
  await expect(acts(page).getByLabel("Ou jusqu’au")).toHaveValue("2020-01-01T00:00");
  await expect(acts(page).getByLabel("Note pour l’équipe (facultatif)").filter({ visible: true })).toHaveValue(
    "Récidive.",
  );
});

test("a moderator sends a banned member a text with the ban, which its undo takes back @nojs", async ({
  page,
  javaScriptEnabled,
}) => {
  const member = await aMember("reader");
  const { id } = await findMemberRow(member);
  await signIn(page, await aMember("moderator"));
  await page.goto(pageOf(id));
  await open(page, "Exclure…");
  const form = acts(page).locator("details[open] form");
  await form.getByLabel("Règle non respectée").selectOption({ index: 1 });
  const text = form.getByRole("textbox");
  await expect(text).toHaveAccessibleName(
    javaScriptEnabled
      ? "Note pour l’équipe (facultatif)"
      : "Note pour l’équipe (facultatif), ou message au membre si vous cochez la case",
  );
  await form.getByLabel("Envoyer aussi ce texte au membre").check();
  if (javaScriptEnabled) {
    await expect(text).toHaveAccessibleName("Message au membre (l’équipe le lit aussi)");
    await expectReadableAtBothWidths(page);
  } else {
    // An empty message is refused, and the choice stays.
    await form.getByRole("button", { name: "Exclure", exact: true }).click();
    await expect(form.getByText("Écrivez le message.")).toBeVisible();
    await expect(form.getByLabel("Envoyer aussi ce texte au membre")).toBeChecked();
  }
  await text.fill("C’est la troisième fois, malgré deux avertissements.");
  await form.getByRole("button", { name: "Exclure", exact: true }).click();
  await expect(page.getByText(/^Exclusion depuis le/)).toBeVisible();
  const history = page.locator(".record-history li");
  await expect(history.filter({ hasText: "Message" }).locator("blockquote")).toHaveText(/^C’est la troisième fois/);
  await acts(page).getByRole("button", { name: "Annuler", exact: true }).click();
  await expect(page.locator(".record-standings")).toHaveCount(0);
  await expect(page.locator(".admin-mark")).toHaveText(["annulée", "annulée"]);
});

test("a second moderator sees who decided and what; nothing is lost @desktop", async ({ page }) => {
  const [member, first] = [await aMember("reader"), await aMember("moderator")];
  const [{ id }, other] = [await findMemberRow(member), await findMemberRow(first)];
  await signIn(page, await aMember("moderator"));
  await page.goto(pageOf(id));
  await waitUntilHydrated(page);
  await open(page, "Exclure…");
  await acts(page).getByLabel("Règle non respectée").filter({ visible: true }).selectOption({ index: 1 });
  const subject = { kind: "member", id } as const;
  await withSiteDatabase((db) => decide(db, { actor: { id: other.id }, subject, action: "premoderate" }));
  await acts(page).getByRole("button", { name: "Exclure", exact: true }).click();
  await expect(acts(page).getByRole("alert")).toContainText(`(${first.name}`);
  // The other decision is on the page, whose forms are up to date from now on.
  await expect(page.locator(".record-standings")).toContainText("Prémodération");
  await acts(page).getByRole("button", { name: "Exclure", exact: true }).click();
  await expect(page.getByText(/^Exclusion depuis le/)).toBeVisible();
});

test("a moderator writes to a member using only the keyboard, and cannot decide about themselves or their peers @desktop", async ({
  page,
}) => {
  const [moderator, peer] = [await aMember("moderator"), await aMember("moderator")];
  const { id } = await findMemberRow(await aMember("reader"));
  await signIn(page, moderator);
  await page.goto(pageOf(id));
  await waitUntilHydrated(page);
  await tabTo(page, acts(page).locator("summary", { hasText: "Écrire…" }));
  await page.keyboard.press("Enter");
  await tabTo(page, acts(page).locator("details[open] textarea"));
  await page.keyboard.type("Merci de relire les règles.");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(page.locator(".record-history blockquote")).toHaveText("Merci de relire les règles.");

  await page.goto(pageOf((await findMemberRow(moderator)).id));
  await expect(page.getByText("Vous ne pouvez pas vous modérer vous-même")).toBeVisible();
  await expect(acts(page)).toHaveCount(0);
  await page.goto(pageOf((await findMemberRow(peer)).id));
  await expect(page.getByText("Seul un administrateur")).toBeVisible();
  await expect(acts(page)).toHaveCount(0);
});

/** Makes `count` newly created accounts vote. */
async function aBrigade(slug: string, count: number, stars: number): Promise<void> {
  await withSiteDatabase(async (db) => {
    const tag = randomUUID().slice(0, 8);
    const rows = Array.from({ length: count }, (_, n) => ({ name: `Foule ${tag} ${n}`, handle: `foule-${tag}-${n}` }));
    for (const { id } of await db.insert(members).values(rows).returning({ id: members.id }))
      await voteAs(db, id, slug, stars);
  });
}

async function rate(page: Page, path: string, stars: number): Promise<void> {
  await page.goto(path);
  const rating = page.locator("#rating");
  await rating.getByRole("radio", { name: `${stars} étoiles`, exact: true }).check();
  await rating.getByRole("button", { name: "Enregistrer ma note", exact: true }).click();
}

const heldOf = (page: Page, title: string) => page.getByRole("region", { name: title });

test("votes of a brigade are held and the last voter sees it; a moderator counts them and undoes that @nojs @desktop", async ({
  page,
}) => {
  const article = await anArticleWithComments();
  const title = `Essai ${article.slug.slice(6, 14)}`;
  await aBrigade(article.slug, 11, 2);
  const voter = await aMember("reader");
  await signIn(page, voter);
  await rate(page, article.path, 4);
  await expect(page.locator("#rating").getByRole("status")).toHaveText(
    /^Votre avis est enregistré\s+; il comptera après vérification\.$/,
  );
  await expect(page.locator("#rating")).toContainText("Aucun avis");

  await page.context().clearCookies();
  await signIn(page, await aMember("moderator"));
  await page.goto("/admin/moderation/ratings");
  await expect(heldOf(page, title)).toContainText("12 avis mis à part");
  await expect(heldOf(page, title)).toContainText(/de comptes de moins de 3\s+jours/);
  await expectNoSidewaysScroll(page);
  const row = heldOf(page, title).locator("tr", { hasText: voter.name });
  await row.locator("summary").click();
  await expect(row.getByLabel("Règle non respectée")).toHaveValue("votes");
  await row.getByRole("button", { name: "Écarter", exact: true }).click();
  await expect(page.getByRole("status").filter({ hasText: "Décision enregistrée." })).toBeVisible();
  await expect(heldOf(page, title)).toContainText("11 avis mis à part");
  await heldOf(page, title).getByRole("button", { name: "Compter les 11" }).click();
  await expect(heldOf(page, title)).toHaveCount(0);
  await page.getByRole("button", { name: "Annuler", exact: true }).click();
  await expect(heldOf(page, title)).toContainText("11 avis mis à part");
  await heldOf(page, title).getByRole("button", { name: "Compter les 11" }).click();
  await expect(heldOf(page, title)).toHaveCount(0);
  await page.goto(article.path);
  await expect(page.locator("#rating")).toContainText("11 avis, 2,00/5");
});

test("the controls of held votes measure 44 px on a touch screen @phone", async ({ page }) => {
  const article = await anArticleWithComments();
  await aBrigade(article.slug, 10, 1);
  await signIn(page, await aMember("reader"));
  await rate(page, article.path, 5);
  await expect(page.locator("#rating").getByRole("status")).toContainText("il comptera après vérification");
  await page.context().clearCookies();
  await signIn(page, await aMember("moderator"));
  await page.goto("/admin/moderation/ratings");
  await expect(heldOf(page, `Essai ${article.slug.slice(6, 14)}`)).toBeVisible();
  await heldOf(page, `Essai ${article.slug.slice(6, 14)}`)
    .locator("summary")
    .first()
    .click();
  expect(await findSmallTargets(page)).toEqual([]);
});

test("a voter sees their held vote as their own, and the page of held votes passes axe @desktop", async ({ page }) => {
  const article = await anArticleWithComments();
  await aBrigade(article.slug, 10, 1);
  await signIn(page, await aMember("reader"));
  await rate(page, article.path, 5);
  await expect(page.locator("#rating").getByRole("status")).toContainText("il comptera après vérification");
  await page.reload();
  await untilHydratedByIntent(page);
  await expect(page.locator("#rating").getByRole("radio", { name: "5 étoiles", exact: true })).toBeChecked();
  await expect(page.locator("#rating").getByRole("status")).toContainText("il comptera après vérification");

  await page.context().clearCookies();
  await signIn(page, await aMember("moderator"));
  await page.goto("/admin/moderation/ratings");
  await expectAccessible(page);
  await page.goto("/admin/moderation/ratings?state=discarded");
  await expectAccessible(page);
});

test("a banned member's vote leaves the mean and returns when the ban ends @desktop", async ({ page, vigie }) => {
  const article = await anArticleWithComments();
  const [one, two]: [TestMember, TestMember] = [await aMember("reader"), await aMember("reader")];
  await withSiteDatabase(async (db) => {
    await voteAs(db, (await findMemberRow(one)).id, article.slug, 1);
    await voteAs(db, (await findMemberRow(two)).id, article.slug, 4);
  });
  await page.goto(article.path);
  await expect(page.locator("#rating")).toContainText("2 avis, 2,50/5");
  const reads = (words: string) =>
    expect(async () => {
      await page.reload();
      await expect(page.locator("#rating")).toContainText(words, { timeout: 1_000 });
    }).toPass();
  await vigie("user", "ban", one.email, "--reason", "spam");
  await reads("1 avis, 4,00/5");
  await vigie("user", "lift", one.email);
  await reads("2 avis, 2,50/5");
});

/** Loads the scripts of a reader page, which wait for an interaction. */
async function untilHydratedByIntent(page: Page): Promise<void> {
  await page.keyboard.press("Tab");
  await waitUntilHydrated(page);
}
