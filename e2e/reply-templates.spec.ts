import { randomUUID } from "node:crypto";
import { and, eq } from "drizzle-orm";
import { moderationDecisions, replyTemplates } from "#db/schema.ts";
import { expect, expectReadableAtBothWidths, test } from "./fixtures.ts";
import { aQueue, openQueue, statusesOf, untilSent } from "./moderation-queue.ts";
import { withSiteDatabase } from "./site-database.ts";
import { aMember, findMemberRow, signIn } from "./test-data.ts";

const noteOfMember = (memberId: number) =>
  withSiteDatabase(async (db) => {
    const [row] = await db.select().from(moderationDecisions).where(eq(moderationDecisions.memberId, memberId));
    return row?.note;
  });

async function aTemplate(body: string) {
  const title = `Modèle ${randomUUID().slice(0, 8)}`;
  const [row] = await withSiteDatabase((db) =>
    db.insert(replyTemplates).values({ title, body, reason: "respect" }).returning({ id: replyTemplates.id }),
  );
  return { title, id: row?.id ?? 0 };
}

test("a moderator writes, changes and deletes a reply template @nojs", async ({ page, javaScriptEnabled }) => {
  await signIn(page, await aMember("moderator"));
  await page.goto("/admin/moderation/templates");
  const title = `Merci ${randomUUID().slice(0, 8)}`;
  await page.locator("summary", { hasText: "Nouveau modèle" }).click();
  const form = page.locator("form", { has: page.locator("#new-title") });
  await form.getByLabel("Titre").fill(title);
  await form.getByLabel("Texte").fill("Merci, {membre} !");
  await form.getByLabel("Règle").selectOption({ label: "Pas de haine" });
  await form.getByRole("button", { name: "Enregistrer" }).click();
  await expect(page.getByText("Le modèle est enregistré.")).toBeVisible();
  const entry = page.locator("details", { has: page.locator("summary", { hasText: title }) });
  if (!(await entry.getByLabel("Texte").isVisible())) await entry.locator("summary").click();
  if (javaScriptEnabled) await expectReadableAtBothWidths(page);
  await entry.getByLabel("Texte").fill("Merci beaucoup, {membre} !");
  await entry.getByRole("button", { name: "Enregistrer" }).click();
  await expect(page.getByText("C’est enregistré.")).toBeVisible();
  const stored = () =>
    withSiteDatabase((db) => db.select().from(replyTemplates).where(eq(replyTemplates.title, title)));
  expect(await stored()).toMatchObject([{ body: "Merci beaucoup, {membre} !", reason: "hate" }]);
  await entry.getByRole("button", { name: "Supprimer ce modèle" }).click();
  await expect(page.getByText("Le modèle est supprimé.")).toBeVisible();
  expect(await stored()).toEqual([]);
});

test("a concurrent edit shows what the other wrote, and keeps what was typed @nojs @desktop", async ({ page }) => {
  const { title, id } = await aTemplate("Au début");
  await signIn(page, await aMember("moderator"));
  await page.goto("/admin/moderation/templates");
  const entry = page.locator("details", { has: page.locator("summary", { hasText: title }) });
  await entry.locator("summary").click();
  await withSiteDatabase((db) =>
    db.update(replyTemplates).set({ body: "Écrit entre-temps" }).where(eq(replyTemplates.id, id)),
  );
  await entry.getByLabel("Texte").fill("Le mien");
  await entry.getByRole("button", { name: "Enregistrer" }).click();
  await expect(entry).toContainText("Ce modèle a été modifié entre-temps");
  await expect(entry.locator("blockquote")).toContainText("Écrit entre-temps");
  await expect(entry.getByLabel("Texte")).toHaveValue("Le mien");
  await entry.getByRole("button", { name: "Enregistrer" }).click();
  await expect(page.getByText("C’est enregistré.")).toBeVisible();
});

test("a template fills the message to a member and chooses the rule", async ({ page }) => {
  const { title } = await aTemplate("Bonjour {membre}, relisez {article}.");
  const member = await aMember("reader");
  const { id } = await findMemberRow(member);
  await signIn(page, await aMember("moderator"));
  await page.goto(`/admin/moderation/members/${id}`);
  await page.locator("summary", { hasText: "Avertir" }).click();
  const form = page.locator("details[open] form");
  await form.getByLabel("Modèle de réponse").selectOption({ label: title });
  await expect(form.getByLabel(/^Message/)).toHaveValue(`Bonjour ${member.name}, relisez un de nos articles.`);
  await expect(form.getByLabel("Règle non respectée")).toHaveValue("respect");
  await expectReadableAtBothWidths(page);
  await form.getByLabel("Modèle de réponse").selectOption({ label: "Aucun" });
  await expect(form.getByLabel(/^Message/)).toHaveValue("");
});

test("without scripts the chosen template is the message if none is typed @only-nojs", async ({ page }) => {
  const { title } = await aTemplate("Bonjour {membre} !");
  const member = await aMember("reader");
  const { id } = await findMemberRow(member);
  await signIn(page, await aMember("moderator"));
  await page.goto(`/admin/moderation/members/${id}`);
  await page.locator("summary", { hasText: "Écrire" }).click();
  const form = page.locator("details[open] form");
  await form.getByLabel("Modèle de réponse").selectOption({ label: title });
  await form.getByRole("button", { name: "Envoyer" }).click();
  await expect(page.getByText("Décision enregistrée.")).toBeVisible();
  expect(await noteOfMember(id)).toBe(`Bonjour ${member.name} !`);
});

test("a refusal sends its text to the author too, who reads it with the refusal", async ({
  page,
  browser,
  baseURL,
}) => {
  const { title } = await aTemplate("Bonjour {membre},\n\nrestez courtois.");
  const { address, author, ids } = await aQueue(page, 2);
  await openQueue(page, address);
  const shown = page.locator(".queue-item").first();
  await shown.getByRole("button", { name: /^Refuser/ }).click();
  const forAuthor = shown.getByLabel("Envoyer aussi ce texte à l’auteur");
  await expect(forAuthor).not.toBeChecked();
  // A template is written to the author; without one the choice is the moderator's.
  await shown.getByLabel("Modèle de réponse").selectOption({ label: title });
  await expect(forAuthor).toBeChecked();
  await shown.getByLabel("Modèle de réponse").selectOption({ label: "Aucun" });
  await expect(forAuthor).not.toBeChecked();
  // No empty message.
  await forAuthor.check();
  await shown.locator(".queue-reasons button").first().click();
  const text = shown.locator(".queue-panel").getByRole("textbox");
  await expect(text).toBeFocused();
  // The label says who reads the text.
  await expect(text).toHaveAccessibleName("Message à l’auteur (l’équipe le lit aussi)");
  await forAuthor.uncheck();
  await expect(text).toHaveAccessibleName("Note pour l’équipe (facultatif)");
  await shown.getByLabel("Modèle de réponse").selectOption({ label: title });
  await expectReadableAtBothWidths(page);
  await shown.locator("[data-suggested]").click();
  await untilSent(page);
  expect((await statusesOf(ids))[0]).toBe("rejected");

  const context = await browser.newContext({ baseURL });
  const theirs = await context.newPage();
  await signIn(theirs, author);
  await theirs.goto("/notifications");
  await theirs.getByRole("link", { name: /n’a pas été publié/ }).click();
  const statement = theirs.locator(".comment-statement");
  await expect(statement.getByText("La modération vous écrit :")).toBeVisible();
  await expect(statement.locator("blockquote")).toHaveText(`Bonjour ${author.name},\n\nrestez courtois.`);
  await theirs.goto("/account/decisions");
  await expect(theirs.locator(".statement-list > li")).toHaveCount(1);
  await context.close();
});

test("without scripts the chosen template of a refusal goes to the author too if that is ticked @only-nojs", async ({
  page,
}) => {
  const { title } = await aTemplate("Bonjour {membre} !");
  const { address, author } = await aQueue(page, 1);
  const { id } = await findMemberRow(author);
  await page.goto(address);
  const shown = page.locator(".queue-item").first();
  await shown.getByRole("link", { name: /^Refuser/ }).click();
  await shown.getByLabel("Modèle de réponse").selectOption({ label: title });
  await expect(shown.locator(".queue-panel").getByRole("textbox")).toHaveAccessibleName(
    "Note pour l’équipe (facultatif), ou message à l’auteur si vous cochez la case",
  );
  await shown.getByLabel("Envoyer aussi ce texte à l’auteur").check();
  await shown.getByRole("button", { name: "Pas de spam" }).click();
  await expect(page.locator("#done")).toContainText("Refusé : Pas de spam");
  const rows = await withSiteDatabase((db) =>
    db
      .select({ action: moderationDecisions.action, note: moderationDecisions.note })
      .from(moderationDecisions)
      .where(eq(moderationDecisions.memberId, id)),
  );
  expect(rows).toContainEqual({ action: "message", note: `Bonjour ${author.name} !` });
});

test("a template fills the note of a refusal and marks its rule", async ({ page }) => {
  const { title } = await aTemplate("{membre} sur {article}");
  const { address, article } = await aQueue(page, 1);
  await openQueue(page, address);
  const shown = page.locator(".queue-item").first();
  await shown.getByRole("button", { name: /^Refuser/ }).click();
  await shown.getByLabel("Modèle de réponse").selectOption({ label: title });
  await expect(shown.getByLabel("Message à l’auteur")).toHaveValue(/ sur «.+»$/);
  await expect(shown.locator("[data-suggested]")).toHaveCount(1);
  await expectReadableAtBothWidths(page);
  await shown.locator("[data-suggested]").click();
  await expect
    .poll(() =>
      withSiteDatabase(async (db) => {
        const rows = await db.select().from(moderationDecisions).where(eq(moderationDecisions.articleId, article.id));
        return rows.map(({ action, reason }) => ({ action, reason }));
      }),
    )
    .toContainEqual({ action: "reject", reason: "respect" });
});

/** The texts sent to a member, oldest first. */
const messagesTo = (memberId: number) =>
  withSiteDatabase(async (db) => {
    const rows = await db
      .select({ note: moderationDecisions.note })
      .from(moderationDecisions)
      .where(and(eq(moderationDecisions.memberId, memberId), eq(moderationDecisions.action, "message")))
      .orderBy(moderationDecisions.id);
    return rows.map(({ note }) => note);
  });

test("a bulk refusal sends one text to each author, who reads it with each refused comment; undo takes it back", async ({
  page,
  browser,
  baseURL,
}) => {
  const { title } = await aTemplate("Bonjour {membre}, restez courtois.");
  const { address, author, ids } = await aQueue(page, 3);
  const { id } = await findMemberRow(author);
  await openQueue(page, address);
  for (const box of await page.locator(".queue-tick input").all()) await box.check();
  const bar = page.locator(".queue-bulk");
  const decision = bar.getByRole("combobox", { name: "Décision" });
  const open = bar.getByText("Écrire aux auteurs");
  // Only a refusal is explained to its author.
  await decision.selectOption({ label: "Approuver" });
  await expect(open).toBeHidden();
  await decision.selectOption({ label: "Refuser : Respectez les personnes" });
  await open.click();
  await expect(bar).toContainText("{membre} est remplacé par son nom");
  await bar.getByLabel("Modèle de réponse").selectOption({ label: title });
  await expect(bar.getByLabel("Message aux auteurs")).toHaveValue("Bonjour {membre}, restez courtois.");
  await expectReadableAtBothWidths(page);
  await bar.getByRole("button", { name: /^Refuser 3 commentaires/ }).click();
  await expect(bar).toContainText("3 traités");
  expect(await statusesOf(ids)).toEqual(["rejected", "rejected", "rejected"]);
  expect(await messagesTo(id)).toEqual([`Bonjour ${author.name}, restez courtois.`]);

  const context = await browser.newContext({ baseURL });
  const theirs = await context.newPage();
  await signIn(theirs, author);
  for (const comment of ids.slice(0, 2)) {
    await theirs.goto(`/comments/${comment}`);
    await expect(theirs.locator(".comment-statement blockquote")).toHaveText(
      `Bonjour ${author.name}, restez courtois.`,
    );
  }
  await bar.getByRole("button", { name: "Annuler" }).click();
  await expect.poll(() => statusesOf(ids)).toEqual(["pending", "pending", "pending"]);
  await theirs.goto(`/comments/${ids[0]}`);
  await expect(theirs.locator(".comment-statement blockquote")).toHaveCount(0);
  await context.close();
});

test("without scripts a bulk refusal sends its text too, and no other decision does @only-nojs", async ({ page }) => {
  const { address, author, ids } = await aQueue(page, 2);
  const { id } = await findMemberRow(author);
  await page.goto(address);
  for (const box of await page.locator(".queue-tick input").all()) await box.check();
  const bar = page.locator(".queue-bulk");
  await bar.getByText("Écrire aux auteurs").click();
  await expect(bar).toContainText("Envoyé seulement en cas de refus");
  await bar.getByLabel("Message aux auteurs").fill("Bonjour {membre} !");
  await page.locator("#queue-bulk-act").selectOption({ label: "Approuver" });
  await page.locator("#queue-bulk-go").click();
  await expect(bar.getByRole("alert")).toContainText("Changez de décision ou effacez le message");
  await expect(bar.getByLabel("Message aux auteurs")).toHaveValue("Bonjour {membre} !");
  expect(await statusesOf(ids)).toEqual(["pending", "pending"]);
  for (const box of await page.locator(".queue-tick input").all()) await box.check();
  await page.locator("#queue-bulk-act").selectOption({ label: "Spam" });
  await page.locator("#queue-bulk-go").click();
  await expect(page.locator("#done")).toContainText("Classé comme spam");
  expect(await statusesOf(ids)).toEqual(["spam", "spam"]);
  expect(await messagesTo(id)).toEqual([`Bonjour ${author.name} !`]);
});

test("a ban from the queue sends its text to the member, and its label says so", async ({ page }) => {
  const { title } = await aTemplate("Bonjour {membre}, c’est terminé.");
  const { address, author } = await aQueue(page, 1);
  const { id } = await findMemberRow(author);
  await openQueue(page, address);
  const shown = page.locator(".queue-item").first();
  await shown.getByRole("button", { name: /^Exclure ou suspendre/ }).click();
  const panel = shown.locator(".queue-ban");
  await expect(panel.getByRole("textbox")).toHaveAccessibleName("Note pour l’équipe (facultatif)");
  await panel.getByLabel("Modèle de réponse").selectOption({ label: title });
  await expect(panel.getByLabel("Envoyer aussi ce texte au membre")).toBeChecked();
  await expect(panel.getByRole("textbox")).toHaveAccessibleName("Message au membre (l’équipe le lit aussi)");
  await expectReadableAtBothWidths(page);
  await panel.getByRole("button", { name: "Décider" }).click();
  await untilSent(page);
  expect(await messagesTo(id)).toEqual([`Bonjour ${author.name}, c’est terminé.`]);
});

test("without scripts nothing is decided with a template that was deleted meanwhile @only-nojs", async ({ page }) => {
  const { title, id } = await aTemplate("Bonjour {membre} !");
  const { address, ids } = await aQueue(page, 2);
  await page.goto(address);
  for (const box of await page.locator(".queue-tick input").all()) await box.check();
  const bar = page.locator(".queue-bulk");
  await bar.getByText("Écrire aux auteurs").click();
  await bar.getByLabel("Modèle de réponse").selectOption({ label: title });
  await page.locator("#queue-bulk-act").selectOption({ label: "Spam" });
  await withSiteDatabase((db) => db.delete(replyTemplates).where(eq(replyTemplates.id, id)));
  await page.locator("#queue-bulk-go").click();
  await expect(bar.getByRole("alert")).toContainText("Ce modèle a été supprimé entre-temps.");
  expect(await statusesOf(ids)).toEqual(["pending", "pending"]);
});
