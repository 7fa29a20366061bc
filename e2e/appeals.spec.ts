import { randomUUID } from "node:crypto";
import { createMember } from "#features/members/mutations.ts";
import { type Decision, decide } from "#features/moderation/decisions/decide.ts";
import { aMember, anOwnArticle, onDatabase, password, rowOf, signIn, untilHydrated } from "./discussions.ts";
import { expect, expectAccessible, test } from "./fixtures.ts";

/** Somebody who moderates, made for this journey. */
async function aModerator(name: string) {
  const email = `${randomUUID()}@example.org`;
  const made = await onDatabase((db) => createMember(db, { email, name, role: "moderator", password }));
  if (!made.ok) throw new Error(made.code);
  return { email, name, ...(await rowOf({ email, name })) };
}

/** Takes a decision beside the site; gives its id. */
async function decided(decision: Decision): Promise<number> {
  const result = await onDatabase((db) => decide(db, decision));
  if (!result.ok) throw new Error(`${result.code} ${JSON.stringify(result.fields)}`);
  return result.value.decision;
}

test("a warned member reads the warning at the next comment, says so, and goes on with the text that is there @nojs", async ({
  page,
  vigie,
  javaScriptEnabled,
}) => {
  const member = await aMember(vigie, "reader");
  const { id } = await rowOf(member);
  const modo = await aModerator("Modératrice");
  const { path } = await anOwnArticle();
  await signIn(page, member);
  await page.goto(path);
  if (javaScriptEnabled) await untilHydrated(page);
  const words = "Vos mots visent des personnes.\n<b>Relisez</b> la règle.";
  await decided({
    ...{ actor: { id: modo.id }, subject: { kind: "member", id }, action: "warn", reason: "respect", note: words },
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

test("the statement of a warning says why, and has the same button @nojs", async ({
  page,
  vigie,
  javaScriptEnabled,
}) => {
  const member = await aMember(vigie, "reader");
  const { id } = await rowOf(member);
  const modo = await aModerator("Modérateur");
  const decision = await decided({
    ...{ actor: { id: modo.id }, subject: { kind: "member", id }, action: "warn", reason: "hate", note: "Relisez." },
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
