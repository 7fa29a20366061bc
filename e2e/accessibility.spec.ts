import type { Page } from "@playwright/test";
import { addCorrection } from "#features/corrections/mutations.ts";
import type { Role } from "#features/members/rules.ts";
import { expect, expectFitsLargeText, expectReadableAtBothWidths, test } from "./fixtures.ts";
import { pageKinds } from "./page-kinds.ts";
import { withSiteDatabase } from "./site-database.ts";
import { aMember, anArticleWithComments, findMemberRow, signIn } from "./test-data.ts";
import { findSmallTargets } from "./touch-targets.ts";

// Pages that need no preparation: each passes axe, fits a phone and a desktop, also with text of twice the size, and has touch targets of 44 px.
// Pages in a state that a journey creates are checked in that journey.

async function expectAllReadable(page: Page, paths: string[]): Promise<void> {
  for (const path of paths) {
    await page.goto(path);
    expect(await findSmallTargets(page), `controls below 44 px on ${path}`).toEqual([]);
    await expectFitsLargeText(page);
    await expectReadableAtBothWidths(page);
  }
}

test("every kind of reader page passes axe and fits @phone", async ({ page }) => {
  test.slow();
  // A list from its second page, a search without results, and refusals: 401 without a member, 403 with one below.
  await expectAllReadable(page, [...(await pageKinds(page)), "/?page=2", "/search?q=xyzzy", "/account", "/report"]);
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
    paths: [
      "/account",
      "/account/mail",
      "/account/security",
      "/account/mutes",
      "/account/following",
      "/account/notifications",
      "/account/data",
      "/account/decisions",
      "/account/mail/confirm?token=x",
      "/notifications",
      "/admin",
    ],
  },
  {
    role: "editor",
    paths: [
      "/admin/articles",
      "/admin/articles/new",
      "/admin/inbox",
      "/admin/home",
      "/admin/sources",
      "/admin/sources/new",
      "/admin/sources/import",
      "/admin/taxonomy",
      "/admin/taxonomy/authors",
      "/admin/stories",
      "/admin/experts",
      "/admin/media",
    ],
  },
  {
    role: "moderator",
    paths: [
      "/admin",
      "/admin/moderation",
      "/admin/moderation/templates",
      "/admin/notices",
      "/admin/moderation/ratings",
      "/admin/appeals",
    ],
  },
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
      "/admin/settings/protection",
      "/admin/settings/topics",
      "/admin/settings/pages",
      "/admin/settings/pages/new",
      "/admin/import",
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
  await expectFitsLargeText(page, ".admin-head :is(.wordmark, .admin-who > *, .admin-menu > summary)");
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
