import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { decide } from "#features/moderation/decisions/decide.ts";
import { expect, expectAccessible, expectFitsLargeText, expectNoSidewaysScroll, test } from "./fixtures.ts";
import { withSiteDatabase } from "./site-database.ts";
import {
  aMember,
  aPageWithComments,
  commentWithText,
  findMemberRow,
  signIn,
  tabTo,
  waitUntilHydrated,
  writeComment,
} from "./test-data.ts";

const withScripts = () => test.info().project.name !== "no-javascript";

async function expectSound(page: Page): Promise<void> {
  await expectNoSidewaysScroll(page);
  if (withScripts()) await expectAccessible(page);
}

test("an administrator opens a discussion below a page, closes it again, and its comments stay @nojs", async ({
  page,
  browser,
  baseURL,
}) => {
  test.slow();
  const name = `Contact ${randomUUID().slice(0, 8)}`;
  const path = `/pages/${name.toLowerCase().replace(" ", "-")}`;
  await signIn(page, await aMember("admin"));
  const save = async (button: string, done: string) => {
    await page.getByRole("button", { name: button, exact: true }).click();
    await expect(page.getByText(done)).toBeVisible();
  };
  await page.goto("/admin/settings/pages");
  await page.getByRole("link", { name: "Nouvelle page" }).click();
  await page.getByLabel("Titre", { exact: true }).fill(name);
  await page.getByLabel("Texte").fill("Écrivez-nous.");
  await page.getByLabel("Commentaires").selectOption("open");
  await page.getByRole("button", { name: "Enregistrer", exact: true }).click();
  await expect(page.getByText("Page créée.")).toBeVisible();
  await save("Publier", "Publiée : la page est en ligne.");
  await expectSound(page);
  const form = page.url();
  await page.goto("/admin/settings/pages");
  if (withScripts()) await expectFitsLargeText(page);

  const text = `Bonjour ${randomUUID()}`;
  const reader = await (await browser.newContext({ baseURL, javaScriptEnabled: withScripts() })).newPage();
  await signIn(reader, await aMember());
  await reader.goto(path);
  await reader.getByLabel("Votre commentaire").fill(text);
  await reader.getByRole("button", { name: "Publier le commentaire" }).click();
  await expect(commentWithText(reader, text)).toHaveCount(1);
  await expect(reader).toHaveURL(new RegExp(path));
  await expectSound(reader);

  // A page that has comments keeps its discussion; it can only be closed.
  await page.goto(form);
  await page.getByLabel("Commentaires").selectOption("none");
  await page.getByRole("button", { name: "Enregistrer", exact: true }).click();
  await expect(page.getByLabel("Commentaires")).toHaveAttribute("aria-invalid", "true");
  await page.goto(form);
  await page.getByLabel("Commentaires").selectOption("closed");
  await save("Enregistrer", "Enregistré.");
  await expect(async () => {
    await reader.goto(path);
    await expect(reader.locator("#comments form.comment-form")).toHaveCount(0, { timeout: 1_000 });
  }).toPass();
  await expect(commentWithText(reader, text)).toHaveCount(1);
  await reader.context().close();
});

test("readers answer below a page, and its orders and pages are below it @nojs", async ({ page }) => {
  test.slow();
  const [asking, answering] = await Promise.all([aMember("reader"), aMember()]);
  const discussion = await aPageWithComments([
    { key: "Ancien.", authorName: "Invité" },
    ...Array.from({ length: 24 }, (_, n) => ({ key: `Fil ${n}.` })),
  ]);
  const { path } = discussion;
  await writeComment(discussion, await findMemberRow(asking), "Une question ?");

  await signIn(page, answering);
  await page.goto(`${path}/comments?sort=newest`);
  await expect(page.locator("#comments article.h-cite").first()).toContainText("Une question ?");
  await expect(page.locator('link[rel="canonical"]')).toHaveAttribute("href", new RegExp(`${path}/comments$`));
  await page.getByRole("link", { name: "Page suivante" }).click();
  await expect(commentWithText(page, "Ancien.")).toHaveCount(1);
  await expectSound(page);

  await page.goto(`${path}/comments?sort=newest`);
  const reply = commentWithText(page, "Une question ?").getByRole("link", { name: "Répondre" });
  if (withScripts()) {
    await waitUntilHydrated(page);
    await tabTo(page, reply);
    await page.keyboard.press("Enter");
  } else await reply.click();
  const form = page.locator("form.comment-form", { has: page.getByRole("button", { name: "Publier la réponse" }) });
  await form.getByRole("textbox").fill("Une réponse.");
  await form.getByRole("button", { name: "Publier la réponse" }).click();
  await expect(page.locator("main")).toContainText("Une réponse.");
  await expect(page).toHaveURL(new RegExp(path));
});

test("a reader reports a comment on a page, and the queue of moderators leads to the page @nojs", async ({ page }) => {
  test.slow();
  const [author, reporter, moderator] = await Promise.all([aMember("reader"), aMember("reader"), aMember("moderator")]);
  const text = `Un propos ${randomUUID()}`;
  const { path, comments } = await aPageWithComments([{ key: text, memberId: (await findMemberRow(author)).id }]);
  const comment = comments.get(text) ?? 0;

  await signIn(page, reporter);
  await page.goto(`/comments/${comment}#report`);
  await page.getByRole("radio", { name: "Insulte ou attaque personnelle" }).check();
  await page.getByRole("button", { name: "Envoyer le signalement" }).click();
  await expect(page.getByText("Merci. La modération lira votre signalement.")).toBeVisible();

  await page.context().clearCookies();
  await signIn(page, moderator);
  await page.goto("/admin/moderation");
  const item = page.locator(".queue-item", { hasText: text });
  await expect(item.locator(`a[href^="${path}"]`).first()).toBeVisible();
});

test("a reply on a page is found by notification and search, and may be answered by who is signed out @nojs", async ({
  page,
}) => {
  test.slow();
  const [asking, answering, moderator] = await Promise.all([
    aMember("reader"),
    aMember("reader"),
    aMember("moderator"),
  ]);
  const discussion = await aPageWithComments([{ key: "Ancien." }]);
  const { path } = discussion;
  const word = `trouvaille${Math.random().toString(36).slice(2, 8).replace(/\d/g, "x")}`;
  const asked = await writeComment(discussion, await findMemberRow(asking), "Une question ?");
  const answer = await writeComment(discussion, await findMemberRow(answering), `Une réponse, ${word}.`, asked);
  const there = new RegExp(`${path}#comment-${answer}$`);

  await page.goto(`/search?q=${word}`);
  await page
    .locator(".hit")
    .getByRole("link", { name: /^Commentaire sur « Page/ })
    .click();
  await expect(page).toHaveURL(there);
  // The reply link without its script.
  await page.goto(`/comments/${answer}?reply`);
  await expect(page.getByRole("heading", { name: /^Répondre à/ })).toBeVisible();
  await expectSound(page);
  await signIn(page, asking);
  await page.goto("/notifications");
  await page
    .getByRole("main")
    .getByRole("link", { name: /a répondu à votre commentaire/ })
    .click();
  await expect(page).toHaveURL(there);

  const { id } = await findMemberRow(moderator);
  const decided = await withSiteDatabase((db) =>
    decide(db, { actor: { id }, subject: { kind: "comment", id: answer }, action: "remove", reason: "respect" }),
  );
  if (!decided.ok) throw new Error(decided.code);
  // A notification leads to the reply, or says what happened to it.
  await page.context().clearCookies();
  await page.goto(`/comments/${answer}?context`);
  await expect(page.getByRole("heading", { name: "Ce commentaire n’est plus visible" })).toBeVisible();
  await expect(page.locator("main")).toContainText("Sur la page");
  await page
    .getByRole("link", { name: /discussion/ })
    .last()
    .click();
  await expect(page).toHaveURL(new RegExp(`${path}#comment`));
  await expect(async () => {
    await page.goto("/moderation-log");
    const line = page.locator(`#decision-${decided.value.decision}`);
    await expect(line.locator(`a[href="${path}"]`)).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await signIn(page, answering);
  await page.goto("/account/decisions");
  await expect(page.locator("main")).toContainText("Votre commentaire sur « Page");
});
