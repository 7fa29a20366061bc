import { randomUUID } from "node:crypto";
import { expect, expectAccessible, expectNoSidewaysScroll, test } from "./fixtures.ts";
import { decideAs } from "./moderation-queue.ts";
import { withSiteDatabase } from "./site-database.ts";
import { aMember, anArticleWithComments, findMemberRow, signIn } from "./test-data.ts";

const text = () => `Un avis que personne n’a encore écrit ${randomUUID()}`;

test("a moderator slows a discussion down; a reader who writes twice keeps the text and reads when to send it @nojs @phone", async ({
  page,
}, testInfo) => {
  const member = await aMember("reader");
  const { id: memberId } = await findMemberRow(member);
  await anArticleWithComments([
    { key: "un", memberId },
    { key: "deux", memberId },
  ]);
  const article = await anArticleWithComments([{ key: randomUUID() }]);
  await signIn(page, await aMember("moderator"));
  await page.goto(`/admin/moderation?view=all&article=${article.id}`);
  const panel = page.locator(".queue-thread");
  await panel.getByLabel("Un commentaire par lecteur").selectOption("5");
  await panel.getByRole("button", { name: "Ralentir" }).click();
  await expect(panel).toContainText("Mode ralenti : un commentaire par lecteur toutes les 5 minutes.");
  await expectNoSidewaysScroll(page);
  if (testInfo.project.name !== "no-javascript") await expectAccessible(page);

  await page.context().clearCookies();
  await signIn(page, member);
  await page.goto(article.path);
  await expect(page.locator("#comments")).toContainText("Mode ralenti : un commentaire toutes les 5 minutes.");
  const form = page.locator("#comments form.comment-form").first();
  const [first, second] = [text(), text()];
  await form.getByLabel("Votre commentaire").fill(first);
  await form.getByRole("button", { name: "Publier le commentaire" }).click();
  await expect(page.locator("#comments article.h-cite", { hasText: first })).toHaveCount(1);
  await page.goto(article.path);
  await form.getByLabel("Votre commentaire").fill(second);
  await form.getByRole("button", { name: "Publier le commentaire" }).click();
  await expect(form.getByRole("alert")).toContainText("Vous pourrez publier le prochain dans");
  await expect(form.getByLabel("Votre commentaire")).toHaveValue(second);
  if (testInfo.project.name !== "no-javascript") await expectAccessible(page);
});

test("a new member is welcomed at the form until they dismiss it, and where their first comment waits @phone", async ({
  page,
}) => {
  const article = await anArticleWithComments([{ key: randomUUID() }]);
  const member = await aMember("reader");
  await signIn(page, member);
  await page.goto(article.path);
  const form = page.locator("#comments form.comment-form").first();
  await form.getByLabel("Votre commentaire").focus();
  const welcome = page.getByRole("complementary", { name: "Bienvenue !" });
  await expect(welcome).toContainText("premiers commentaires sont relus avant publication");
  await expect(welcome.getByRole("listitem")).toHaveCount(3);
  await expectAccessible(page);
  await form.getByLabel("Votre commentaire").fill(text());
  await form.getByRole("button", { name: "Publier le commentaire" }).click();
  await page.getByRole("status").getByRole("link").first().click();
  await expect(welcome).toBeVisible();
  const id = Number(page.url().split("/").at(-1));
  await welcome.getByRole("button", { name: "J’ai compris" }).click();
  await expect(welcome).toHaveCount(0);
  await page.goto(article.path);
  await form.getByLabel("Votre commentaire").focus();
  await expect(page.locator("#comments")).toContainText("En attente");
  await expect(welcome).toHaveCount(0);

  await decideAs(await aMember("moderator"), id, "approve");
  await page.goto("/notifications");
  await expect(page.locator("main")).toContainText("Bienvenue dans la discussion : votre premier commentaire");
});

test("a rule's slow mode is shown in the queue, and a moderator keeps it with one click @nojs @desktop", async ({
  page,
}) => {
  const article = await anArticleWithComments([{ key: randomUUID() }]);
  await withSiteDatabase(async (db) => {
    const { decide } = await import("#features/moderation/decisions/decide.ts");
    await decide(db, {
      actor: { rule: "pace" },
      subject: { kind: "article", id: article.id },
      action: "slow",
      minutes: 5,
      note: "42 commentaires en 10 minutes.",
    });
  });
  await signIn(page, await aMember("moderator"));
  await page.goto("/admin/moderation");
  const row = page
    .getByRole("list", { name: "Discussions ralenties ou prémodérées automatiquement" })
    .locator(`a[href$="article=${article.id}"]`);
  await row.click();
  const panel = page.locator(".queue-thread");
  await expect(panel).toContainText("42 commentaires en 10 minutes.");
  await panel.getByRole("button", { name: "Garder" }).click();
  await expect(panel.getByRole("button", { name: "Garder" })).toHaveCount(0);
  await expect(panel).toContainText("toutes les 5 minutes");
});
