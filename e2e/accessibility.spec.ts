import type { Page } from "@playwright/test";
import { addCorrection } from "#features/corrections/mutations.ts";
import type { Role } from "#features/members/rules.ts";
import { expect, expectReadableAtBothWidths, newestArticlePath, test } from "./fixtures.ts";
import { withSiteDatabase } from "./site-database.ts";
import { aMember, anArticleWithComments, findMemberRow, signIn } from "./test-data.ts";

// Pages that need no preparation: each passes axe and fits a phone and a desktop. Pages in a state that a journey creates are checked in that
// journey.

async function expectAllReadable(page: Page, paths: string[]): Promise<void> {
  for (const path of paths) {
    await page.goto(path);
    await expectReadableAtBothWidths(page);
  }
}

test("every kind of reader page passes axe and fits @phone", async ({ page }) => {
  test.slow();
  const article = await newestArticlePath(page);
  await page.goto(article);
  const found = await page
    .locator("main a, nav a")
    .evaluateAll((links) => links.map((link) => link.getAttribute("href")));
  const kinds = ["/", article, "/newsletter", "/privacy", "/legal", "/articles/never"];
  for (const kind of ["/categories/", "/tags/", "/authors/", "/sources/"]) {
    const href = found.find((path) => path?.startsWith(kind));
    if (href) kinds.push(href);
  }
  expect(kinds.length, kinds.join(", ")).toBeGreaterThan(7);
  await expectAllReadable(page, kinds);
});

test("the pages of corrections, of moderation and of invitations pass axe and fit @phone", async ({ page }) => {
  const { id } = await anArticleWithComments();
  await withSiteDatabase((db) => addCorrection(db, id, 1, { kind: "update", note: `Mot${"long".repeat(80)}` }));
  const yearly = `/transparency/${new Date().getUTCFullYear()}`;
  await expectAllReadable(page, ["/corrections", "/invitation", "/moderation-log", "/transparency", yearly]);
  // On a phone a row becomes a block: no figure lies outside the screen.
  const beside = await page
    .locator(".report-table")
    .evaluateAll((tables) =>
      tables.filter((table) => table.scrollWidth > table.clientWidth).map((table) => table.ariaLabel),
    );
  expect(beside).toEqual([]);
});

test("the pages behind a subscriber's link pass axe and fit without a valid one @phone", async ({ page }) => {
  await expectAllReadable(page, [
    "/newsletter/sent",
    "/newsletter/confirm?t=x",
    "/newsletter/preferences",
    "/newsletter/unsubscribe?s=x",
  ]);
});

test("the pages to sign in and to register pass axe and fit @phone", async ({ page }) => {
  test.slow();
  await expectAllReadable(page, [
    "/login",
    "/login?error=AccessDenied",
    "/register",
    "/register/sent",
    "/confirm",
    "/login/link?token=x",
    "/login/password?token=x",
  ]);
});

const byRole: { role: Role; paths: string[] }[] = [
  {
    role: "reader",
    paths: ["/account", "/account/mail", "/account/security", "/account/data", "/account/mail/confirm?token=x"],
  },
  { role: "editor", paths: ["/admin/articles"] },
  {
    role: "admin",
    paths: [
      "/admin/settings",
      "/admin/stats",
      "/admin/users",
      "/admin/users/activity",
      "/admin/newsletter",
      "/admin/newsletter/subscribers",
      "/admin/newsletter/outbox",
      "/admin/jobs",
      "/admin/settings/topics",
    ],
  },
];
for (const { role, paths } of byRole)
  test(`the pages of a signed-in ${role} pass axe and fit @phone`, async ({ page }) => {
    test.slow();
    await signIn(page, await aMember(role));
    await expectAllReadable(page, paths);
  });

test("the admin area passes axe and fits with a long name @phone", async ({ page }) => {
  await signIn(page, await aMember("admin", { name: "Marie-Madeleine Dupont-Lefebvre de la Tour" }));
  await page.goto("/admin");
  // A long member name is truncated; the site's name stays on one line.
  const lines = (element: Element) => {
    const range = document.createRange();
    range.selectNodeContents(element.firstChild ?? element);
    return range.getClientRects().length;
  };
  expect(await page.locator(".admin-head .wordmark").evaluate(lines)).toBe(1);
  await expectReadableAtBothWidths(page);
});

test("the members' records pass axe and fit, with an action open too @phone", async ({ page }) => {
  const { id } = await findMemberRow(await aMember("reader"));
  await signIn(page, await aMember("admin"));
  await expectAllReadable(page, [
    "/admin/moderation/members",
    "/admin/moderation/members?filter=refused",
    `/admin/moderation/members/${id}`,
  ]);
  await page.getByRole("region", { name: "Décider" }).locator("summary", { hasText: "Suspendre…" }).click();
  await expectReadableAtBothWidths(page);
});
