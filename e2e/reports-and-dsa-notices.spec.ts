import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { sql } from "drizzle-orm";
import { decide } from "#features/moderation/decisions/decide.ts";
import { reportComment } from "#features/reports/mutations.ts";
import { expect, expectReadableAtBothWidths, test } from "./fixtures.ts";
import { findMailTo } from "./mailbox.ts";
import { withSiteDatabase } from "./site-database.ts";
import { aMember, anArticleWithComments, findMemberRow, signIn } from "./test-data.ts";

const explanation = "Ce passage appelle à la violence contre un groupe de personnes.";
const reasons = "Le passage appelle bien à la violence : il est retiré.";

/** Sends the form as a person does: if it was faster than the time trap allows, it is sent again. */
async function send(page: Page): Promise<void> {
  await expect(async () => {
    await page.getByRole("button", { name: "Envoyer le signalement" }).click();
    await expect(page.getByRole("heading", { name: "Votre signalement" })).toBeVisible({ timeout: 5_000 });
  }).toPass({ timeout: 45_000 });
}

/** Submits a notice of this comment without an account; returns its reference. */
async function notify(page: Page, comment: number, email: string): Promise<string> {
  await page.goto(`/report?comment=${comment}`);
  await page.getByRole("radio", { name: "Haine ou discrimination" }).check();
  await page.getByLabel("Explication").fill(`${explanation} ${randomUUID()}`);
  await page.getByLabel("Nom", { exact: true }).fill("Ada Essai");
  await page.getByLabel("Adresse électronique").fill(email);
  await page.getByRole("checkbox", { name: /de bonne foi/ }).check();
  await send(page);
  return (
    (await page
      .getByText(/^Référence V-/)
      .locator("strong")
      .textContent()) ?? ""
  );
}

/** Mails about decisions are sent after a grace period: this ends it. */
const graceOver = () =>
  withSiteDatabase((db) =>
    db.execute(sql`update pgboss.job set start_after = now() where name = 'notice-mail' and state = 'created'`),
  );

test("a visitor reports a comment as illegal, follows the notice, is notified of a moderator's decision, and contests it @nojs @desktop", async ({
  page,
  browser,
  baseURL,
}, testInfo) => {
  test.slow();
  const { path, comments } = await anArticleWithComments([{ key: `propos ${randomUUID()}` }]);
  const comment = [...comments.values()][0] ?? 0;
  const email = `ada-${randomUUID()}@example.org`;
  // From the comment's own button, without an account.
  await page.goto(`/login?next=${encodeURIComponent(`/comments/${comment}#report`)}`);
  await page.getByRole("link", { name: "Sans compte : signaler ce commentaire comme illicite" }).click();
  await expect(page.getByLabel("Adresse du contenu")).toHaveValue(new RegExp(`${path}#comment-${comment}$`));
  const reference = await notify(page, comment, email);
  await expect(page.getByRole("status")).toContainText("Bien reçu");
  const receipt = await findMailTo(email, new RegExp(reference));
  expect(receipt).toContain("Haine ou discrimination");
  const link = /\/report\/V-\S+\?key=[\w-]+/.exec(receipt)?.[0] ?? "";
  expect(page.url()).toContain(link);

  const moderator = await aMember("moderator");
  const javaScriptEnabled = testInfo.project.name !== "no-javascript";
  const staff = await (await browser.newContext({ baseURL, javaScriptEnabled })).newPage();
  await signIn(staff, moderator);
  await staff.goto("/admin/notices");
  await decideOn(staff, reference, "Retirer le commentaire");
  await expect(staff.getByText("Mesure prise").first()).toBeVisible();
  await graceOver();
  // Mails have the no-break spaces of French typography.
  expect((await findMailTo(email, /pris une mesure/)).replace(/[\u00a0\u202f]/g, " ")).toContain(reasons);

  await page.goto(link);
  await expect(page.getByRole("status")).toContainText("Une mesure a été prise");
  await expect(page.getByText(reasons)).toBeVisible();
  await page.goto(path);
  await expect(page.locator(`#comment-${comment}`)).toHaveCount(0);

  await page.goto(link);
  await page.getByLabel("Pourquoi la décision est erronée").fill("Le second passage n’a pas été vu du tout.");
  await page.getByRole("button", { name: "Contester la décision" }).click();
  await expect(page.getByRole("status")).toContainText("Votre contestation est reçue");
  await staff.reload();
  await expect(staff.getByText("Contesté", { exact: true })).toBeVisible();
  await staff.context().close();
  // A link with a wrong key opens nothing.
  expect((await page.goto(link.replace(/key=(.)/, (_, first) => `key=${first === "A" ? "B" : "A"}`)))?.status()).toBe(
    404,
  );
});

/** Opens a notice from the list, where the newest pending one is on the last page, and decides. */
async function decideOn(staff: Page, reference: string, measure: string): Promise<void> {
  const line = staff.getByRole("listitem").filter({ hasText: reference });
  while (!(await line.count())) await staff.getByRole("link", { name: "Suivants" }).click();
  await line.getByRole("link").click();
  await expect(staff.getByRole("heading", { level: 1 })).toContainText(reference);
  await staff.getByRole("radio", { name: measure }).check();
  await staff.getByRole("button", { name: "Décider et répondre" }).click();
  await expect(staff.getByText("Donnez vos raisons")).toBeVisible();
  await expect(staff.getByText("Choisissez la règle")).toHaveCount(0);
  await staff.getByLabel("Raisons").fill(reasons);
  await staff.getByRole("button", { name: "Décider et répondre" }).click();
  await expect(staff.getByText("Choisissez la règle qui n’a pas été respectée.")).toBeVisible();
  await expect(staff.getByLabel("Raisons")).toHaveValue(reasons);
  await expect(staff.getByRole("radio", { name: measure })).toBeChecked();
  await staff.getByLabel("Règle qui n’a pas été respectée").selectOption({ index: 1 });
  await staff.getByRole("button", { name: "Décider et répondre" }).click();
}

test("a visitor sees what is wrong with a notice beside its field and keeps the text @nojs @desktop", async ({
  page,
}) => {
  await page.goto("/report");
  await page.getByRole("button", { name: "Envoyer le signalement" }).click();
  for (const sentence of [
    "Indiquez l’adresse du commentaire ou de l’article.",
    "Choisissez de quoi il s’agit.",
    "Expliquez ce qui est illicite et pourquoi",
    "Indiquez votre nom",
    "Indiquez votre adresse : l’accusé",
    "Cochez cette déclaration",
  ])
    await expect(page.getByText(sentence)).toBeVisible();

  await page.getByLabel("Adresse du contenu").fill("https://ailleurs.example/articles/x");
  await page.getByRole("radio", { name: "Fraude ou escroquerie" }).check();
  await page.getByLabel("Explication").fill(explanation);
  await page.getByLabel("Nom", { exact: true }).fill("Ada");
  await page.getByLabel("Adresse électronique").fill("ada@example.org");
  await page.getByRole("checkbox", { name: /de bonne foi/ }).check();
  await expect(async () => {
    await page.getByRole("button", { name: "Envoyer le signalement" }).click();
    await expect(page.getByText("Cette adresse n’est pas celle de ce site")).toBeVisible({ timeout: 5_000 });
  }).toPass({ timeout: 45_000 });
  await expect(page.getByLabel("Explication")).toHaveValue(explanation);
  await expect(page.getByRole("radio", { name: "Fraude ou escroquerie" })).toBeChecked();
  await expect(page.getByRole("checkbox", { name: /de bonne foi/ })).toBeChecked();
  await page.goto("/report?comment=999999999");
  await expect(page.getByText("Ce contenu n’est plus en ligne.")).toBeVisible();
});

test("a visitor reports child abuse without name or address, and follows the notice only by its page @nojs @desktop", async ({
  page,
}) => {
  const { slug } = await anArticleWithComments();
  await page.goto(`/report?article=${slug}`);
  await expect(page.getByText("Vous signalez l’article")).toBeVisible();
  await page.getByRole("radio", { name: "Abus sexuels sur mineurs" }).check();
  await page.getByLabel("Explication").fill(explanation);
  await page.getByRole("checkbox", { name: /de bonne foi/ }).check();
  await send(page);
  await expect(page.getByText("Gardez l’adresse de cette page")).toBeVisible();
});

test("the form, the state of a notice and the moderators' pages of notices pass axe and fit @phone", async ({
  page,
}) => {
  test.slow();
  const { comments } = await anArticleWithComments([{ key: `propos ${randomUUID()}` }]);
  const comment = comments.values().next().value ?? 0;
  await page.goto("/");
  await expect(
    page.getByRole("contentinfo").getByRole("link", { name: "Signaler un contenu illicite" }),
  ).toHaveAttribute("href", "/report");
  await page.goto(`/report?comment=${comment}`);
  await page.getByRole("button", { name: "Envoyer le signalement" }).click();
  await expect(page.getByText("Choisissez de quoi il s’agit.")).toBeVisible();
  await expectReadableAtBothWidths(page);
  const reference = await notify(page, comment, `ada-${randomUUID()}@example.org`);
  await expectReadableAtBothWidths(page);

  await signIn(page, await aMember("moderator"));
  await page.goto("/admin/notices");
  await expectReadableAtBothWidths(page);
  const line = page.getByRole("listitem").filter({ hasText: reference });
  while (!(await line.count())) await page.getByRole("link", { name: "Suivants" }).click();
  await line.getByRole("link").click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(reference);
  await page.getByRole("button", { name: "Je m’en occupe" }).click();
  await expect(page.getByText("Examen commencé")).toBeVisible();
  await expectReadableAtBothWidths(page);
});

test("only moderators open notices and their export @desktop", async ({ page }) => {
  for (const path of ["/admin/notices", "/admin/notices/1", "/admin/notices/export"])
    expect((await page.goto(path))?.status(), path).toBe(401);
  await signIn(page, await aMember("editor"));
  for (const path of ["/admin/notices", "/admin/notices/1", "/admin/notices/export"])
    expect((await page.goto(path))?.status(), path).toBe(403);
  await page.context().clearCookies();
  await signIn(page, await aMember("moderator"));
  expect((await page.goto("/admin/notices/999999999"))?.status()).toBe(404);
  const answer = await page.request.get("/admin/notices/export");
  expect(answer.headers()["content-type"]).toContain("text/csv");
  expect(answer.headers()["content-disposition"]).toContain("contenus-illicites.csv");
  expect((await answer.body()).subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
});

test("a comment that three members report is hidden until a moderator decides; reporters are notified unless they opted out @nojs @desktop", async ({
  page,
}, testInfo) => {
  test.slow();
  const { path, comments } = await anArticleWithComments([{ key: `propos ${randomUUID()}` }]);
  const comment = comments.values().next().value ?? 0;
  const [first, second, third] = [await aMember("reader"), await aMember("reader"), await aMember("reader")];
  const others = [await findMemberRow(first), await findMemberRow(second)];
  await withSiteDatabase(async (db) => {
    for (const { id } of others) await reportComment(db, id, comment, { reason: "insult", note: "" });
  });
  await signIn(page, third);
  await page.goto(`/comments/${comment}#report`);
  await page.getByRole("radio", { name: "Insulte ou attaque personnelle" }).check();
  await page.getByRole("button", { name: "Envoyer le signalement" }).click();
  const thanks = page.getByText("Merci. La modération lira votre signalement.");
  await expect(thanks).toBeVisible();
  // The button that had the focus is gone.
  if (testInfo.project.name !== "no-javascript") await expect(thanks).toBeFocused();
  await page.goto(path);
  await expect(page.locator(`#comment-${comment}`)).toHaveCount(0);

  const moderator = await findMemberRow(await aMember("moderator"));
  await withSiteDatabase((db) =>
    decide(db, {
      actor: { id: moderator.id },
      subject: { kind: "comment", id: comment },
      action: "reject",
      reason: "respect",
    }),
  );
  await page.goto("/notifications");
  await expect(page.getByRole("heading", { name: /Votre signalement a été retenu/ })).toBeVisible();
  await page.getByRole("button", { name: "Ne plus m’informer des suites de mes signalements" }).click();
  await expect(page.getByRole("button", { name: "M’informer des suites de mes signalements" })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("button", { name: "M’informer des suites de mes signalements" })).toBeVisible();
});

test("a moderator sees who reported and how reliable they are, and marks a report as abusive @nojs @desktop", async ({
  page,
}) => {
  const { comments } = await anArticleWithComments([{ key: `propos ${randomUUID()}` }]);
  const comment = comments.values().next().value ?? 0;
  const reporter = await aMember("reader");
  const { id } = await findMemberRow(reporter);
  await withSiteDatabase((db) => reportComment(db, id, comment, { reason: "insult", note: "Ligne trois." }));
  const reference = await notify(page, comment, `ada-${randomUUID()}@example.org`);
  await signIn(page, await aMember("moderator"));
  await page.goto("/admin/notices");
  const line = page.getByRole("listitem").filter({ hasText: reference });
  while (!(await line.count())) await page.getByRole("link", { name: "Suivants" }).click();
  await line.getByRole("link").click();
  const reports = page.locator(".comment-reports");
  await expect(reports).toContainText(`Signalé par ${reporter.name}`);
  await expect(reports).toContainText("compte pour 34 %");
  await expect(reports).toContainText("Ligne trois.");
  await reports.getByRole("button", { name: "Signalement abusif" }).click();
  await expect(reports.getByRole("button", { name: "Ne plus considérer comme abusif" })).toBeVisible();
  await page.reload();
  await expect(reports).toContainText("fiable à 8 %");
});
