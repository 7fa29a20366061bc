import type { Page } from "@playwright/test";
import { decideOrThrow } from "#features/moderation/decisions/testing.ts";
import { expect, test } from "./fixtures.ts";
import { withSiteDatabase } from "./site-database.ts";
import {
  aMember,
  anArticleWithComments,
  commentWithText,
  findMemberRow,
  password,
  signIn,
  signInOnPage,
  type TestMember,
} from "./test-data.ts";

const banned = "Ce compte a été exclu";

test("a member banned while the page is open sees it at the next comment, vote, reaction, report and sign-in, and keeps the text @nojs @phone", async ({
  page,
}) => {
  const member = await aMember("reader");
  const { path, comments } = await anArticleWithComments([{ key: "À juger." }]);
  await signIn(page, member);
  await page.goto(path);
  await page.getByLabel("Votre commentaire").fill("Écrit avant de savoir.");
  await decideAsOperator(member, { action: "ban", reason: "respect" });
  await page.getByRole("button", { name: "Publier le commentaire" }).click();
  await expect(page.locator("#comments").getByRole("alert")).toContainText(banned);
  await expect(page.getByLabel("Votre commentaire")).toHaveValue("Écrit avant de savoir.");

  await page.goto(path);
  await page.locator("#rating").getByRole("radio", { name: "1 étoile", exact: true }).check();
  await page.locator("#rating").getByRole("button", { name: "Enregistrer ma note", exact: true }).click();
  await expect(page.locator("#rating").getByRole("alert")).toContainText(banned);

  await page.goto(path);
  await commentWithText(page, "À juger.").getByRole("button", { name: "Pertinent" }).click();
  await expect(page.getByText(banned).first()).toBeVisible();

  await page.goto(`/comments/${comments.get("À juger.")}`);
  await page.getByRole("radio", { name: "Hors sujet" }).check();
  await page.getByRole("button", { name: "Envoyer le signalement" }).click();
  await expect(page.getByText(banned).first()).toBeVisible();

  // The member's own data stay accessible.
  expect((await page.goto("/account/data"))?.status()).toBe(200);
  await page.context().clearCookies();
  await page.goto("/login");
  await tryToSignIn(page, member.email);
  await expect(page.locator("main").getByRole("alert")).toContainText(banned);

  await page.goto(path);
  await expect(page.locator("#rating")).toContainText("Aucun avis");
  await expect(page.locator(`#comment-${comments.get("À juger.")}`)).toBeVisible();
  await expect(page.locator("#comments article.h-cite")).toHaveCount(1);

  await decideAsOperator(member, { action: "lift" });
  await signInOnPage(page, member);
});

test("a suspended member sees the end of the suspension at the next vote and beside the comment form @nojs @desktop", async ({
  page,
}) => {
  const member = await aMember("reader");
  const { path } = await anArticleWithComments();
  const until = /Ce compte est suspendu jusqu’au 4\s+mars\s+2031 à 13\s+h/;
  await signIn(page, member);
  await page.goto(path);
  await page.locator("#rating").getByRole("radio", { name: "1 étoile", exact: true }).check();
  await decideAsOperator(member, { action: "suspend", until: new Date("2031-03-04T12:00:00Z") });
  await page.locator("#rating").getByRole("button", { name: "Enregistrer ma note", exact: true }).click();
  await expect(page.locator("#rating").getByRole("alert")).toContainText(until);

  await page.context().clearCookies();
  await page.goto(path);
  await expect(page.locator("#rating")).toContainText("Aucun avis");
  await page.getByLabel("Votre commentaire").fill("Je voudrais dire ceci.");
  await page.getByRole("button", { name: "Publier le commentaire" }).click();
  const form = page.locator("#comments form.comment-form");
  await form.getByLabel("Adresse électronique").fill(member.email);
  await form.getByLabel("Mot de passe").fill(password);
  await form.getByRole("button", { name: /publier/i }).click();
  await expect(form.getByRole("alert")).toContainText(until);
  await expect(page.getByLabel("Votre commentaire")).toHaveValue("Je voudrais dire ceci.");
});

async function tryToSignIn(page: Page, email: string): Promise<void> {
  await page.getByLabel("Adresse électronique").fill(email);
  await page.getByLabel("Mot de passe").fill(password);
  await page.getByRole("button", { name: "Se connecter", exact: true }).click();
}

/** Takes a decision as the command line does, without starting it. */
async function decideAsOperator(
  member: TestMember,
  decision: { action: "ban" | "lift"; reason?: string } | { action: "suspend"; until: Date },
): Promise<void> {
  const { id } = await findMemberRow(member);
  const actor = { rule: "command-line" };
  await withSiteDatabase((db) => decideOrThrow(db, { actor, subject: { kind: "member", id }, ...decision }));
}
