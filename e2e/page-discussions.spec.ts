import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { expect, expectAccessible, expectNoSidewaysScroll, test } from "./fixtures.ts";
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
