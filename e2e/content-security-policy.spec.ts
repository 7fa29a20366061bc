import type { Page } from "@playwright/test";
import { eq } from "drizzle-orm";
import { members } from "#db/schema.ts";
import { decide } from "#features/moderation/decisions/decide.ts";
import { completeArticleLink, expect, expectNoSidewaysScroll, test } from "./fixtures.ts";
import { pageKinds } from "./page-kinds.ts";
import { withSiteDatabase } from "./site-database.ts";
import { aMember, anArticleWithComments, changeSetting, signIn } from "./test-data.ts";

// The fixture fails a journey on any policy report or console error; here every kind of page runs all its scripts under the policy. Add new kinds of
// pages to page-kinds.ts. Serial, because one test changes a setting of the site.
test.describe.configure({ mode: "serial" });

const isHydrated = (page: Page) =>
  page.evaluate(() => Object.keys(document).some((name) => name.startsWith("__reactContainer")));

function scriptsOf(page: Page): string[] {
  const scripts: string[] = [];
  page.on("request", (request) => {
    if (request.resourceType() === "script") scripts.push(request.url());
  });
  return scripts;
}

test("every kind of page obeys the policy, loads no script before an interaction, and hydrates after it @desktop", async ({
  page,
}) => {
  test.slow();
  const kinds = await pageKinds(page);
  expect(kinds.length, kinds.join(", ")).toBeGreaterThan(8);
  const scripts = scriptsOf(page);
  for (const kind of kinds) {
    scripts.length = 0;
    const answer = await page.goto(kind, { waitUntil: "load" });
    const headers = answer?.headers() ?? {};
    const policy = headers["content-security-policy"] ?? "";
    expect(policy, kind).toContain("default-src 'none'");
    expect(policy, kind).toContain("require-trusted-types-for 'script'");
    expect(policy, kind).not.toContain("unsafe");
    expect(headers["x-powered-by"] ?? headers.server, kind).toBeUndefined();
    expect(scripts, `${kind} before intent`).toEqual([]);
    expect(await isHydrated(page)).toBe(false);
    await page.keyboard.press("Tab");
    if ((await answer?.text())?.includes("../data/"))
      await expect.poll(() => isHydrated(page), { message: kind }).toBe(true);
    // A script that hydration added twice would be requested twice.
    expect(new Set(scripts).size).toBe(scripts.length);
  }
});

test("every page of a member's area obeys the policy, is stored in no cache, and hydrates @desktop", async ({
  page,
}) => {
  test.slow();
  const member = await aMember("reader");
  const other = await aMember("reader");
  const [me, them] = await withSiteDatabase((db) =>
    Promise.all(
      [member, other].map(async ({ email }) => {
        const [row] = await db.select().from(members).where(eq(members.email, email));
        if (!row) throw new Error(`nobody has ${email}`);
        return row;
      }),
    ),
  );
  if (!me || !them) throw new Error("the members are not there");
  const { comments } = await anArticleWithComments([
    { key: "mien", memberId: me.id },
    { key: "sien", memberId: them.id },
  ]);
  await signIn(page, member);
  const kinds = [
    "/account",
    "/account/mail",
    "/account/security",
    "/login/code",
    "/login",
    "/account/mutes",
    "/account/following",
    "/account/notifications",
    `/account/mutes?member=${them.handle}`,
    "/account/data",
    "/account/decisions",
  ];
  const decided = await withSiteDatabase((db) =>
    decide(db, {
      actor: { rule: "command-line" },
      subject: { kind: "member", id: me.id },
      action: "warn",
      note: "Bonjour.",
    }),
  );
  if (decided.ok) kinds.push(`/account/decisions/${decided.value.decision}`);
  kinds.push("/notifications", `/comments/${comments.get("mien")}`, `/comments/${comments.get("sien")}`);
  kinds.push("/report", `/report?comment=${comments.get("sien")}`);
  for (const kind of kinds) {
    const answer = await page.goto(kind, { waitUntil: "load" });
    const headers = answer?.headers() ?? {};
    expect(answer?.status(), kind).toBe(200);
    expect(headers["content-security-policy"] ?? "", kind).toContain("require-trusted-types-for 'script'");
    expect(headers["content-security-policy"] ?? "", kind).not.toContain("unsafe");
    expect(headers["cache-control"], kind).toMatch(/private|no-store/);
    await page.keyboard.press("Tab");
    await expect.poll(() => isHydrated(page), { message: kind }).toBe(true);
    await expectNoSidewaysScroll(page);
  }
});

test("the sign-in and registration pages are shared, hydrate at once and are stored in no browser @desktop", async ({
  page,
  request,
}) => {
  for (const kind of ["/login?next=%2Frules", "/register?next=%2Frules"]) {
    const answer = await page.goto(kind, { waitUntil: "load" });
    const headers = answer?.headers() ?? {};
    const policy = headers["content-security-policy"] ?? "";
    expect(policy, kind).toContain("'sha256-");
    expect(policy, kind).not.toMatch(/unsafe|nonce/);
    expect(policy, kind).toContain("require-trusted-types-for 'script'");
    expect(headers["cache-control"], kind).toBe("no-store");
    expect(headers["set-cookie"], kind).toBeUndefined();
    await expect.poll(() => isHydrated(page), { message: kind }).toBe(true);
    await expectNoSidewaysScroll(page);
    // Another visitor, with another destination, gets the same bytes, unless another journey changed all pages meanwhile.
    await expect(async () => {
      const one = await request.get(kind);
      const other = await request.get(kind.replace("rules", "privacy"), { headers: { cookie: "vigie_hint=1" } });
      expect(await other.text()).toBe(await one.text());
    }).toPass({ timeout: 15_000 });
  }
});

test("every page of the moderation area obeys the policy, is stored in no cache, and hydrates @desktop", async ({
  page,
}) => {
  const author = await aMember("reader");
  const [row] = await withSiteDatabase((db) => db.select().from(members).where(eq(members.email, author.email)));
  await anArticleWithComments([{ key: "attend", memberId: row?.id ?? 0, status: "pending" }]);
  await signIn(page, await aMember("moderator"));
  for (const kind of [
    "/admin",
    "/admin/moderation",
    "/admin/moderation?view=all&q=a",
    "/admin/moderation/members",
    "/admin/appeals",
  ]) {
    const answer = await page.goto(kind, { waitUntil: "load" });
    const headers = answer?.headers() ?? {};
    expect(answer?.status(), kind).toBe(200);
    expect(headers["content-security-policy"] ?? "", kind).toContain("require-trusted-types-for 'script'");
    expect(headers["content-security-policy"] ?? "", kind).not.toContain("unsafe");
    expect(headers["cache-control"], kind).toMatch(/private|no-store/);
    await expect.poll(() => isHydrated(page), { message: kind }).toBe(true);
    await expectNoSidewaysScroll(page);
  }
});

test("a hydrated page still follows its links and goes back @desktop", async ({ page }) => {
  await page.goto("/");
  await page.keyboard.press("Tab");
  await expect.poll(() => isHydrated(page)).toBe(true);
  await page.locator(completeArticleLink).first().click();
  await expect(page.locator("article.h-entry h1")).toBeVisible();
  await page.goBack();
  await expect(page.locator(completeArticleLink).first()).toBeVisible();
});

test("a page that opens at its form loads no script before the first scroll @desktop", async ({ page }) => {
  await page.goto("/");
  const article = await page.locator(completeArticleLink).first().getAttribute("href");
  const scripts = scriptsOf(page);
  await page.goto(`${article}/comments`, { waitUntil: "networkidle" });
  await expect(page.getByRole("textbox").first()).toBeInViewport();
  expect(scripts).toEqual([]);
  await page.mouse.wheel(0, 100);
  await expect.poll(() => isHydrated(page)).toBe(true);
});

test("reader pages inline their stylesheets and request none @desktop", async ({ page }) => {
  const styles: string[] = [];
  page.on("request", (request) => {
    if (request.resourceType() === "stylesheet") styles.push(request.url());
  });
  await page.goto("/", { waitUntil: "networkidle" });
  expect(styles).toEqual([]);
  await expect(page.locator("html")).toHaveCSS("font-family", /Newsreader|Instrument/);
  await page.keyboard.press("Tab");
  await expect.poll(() => isHydrated(page)).toBe(true);
  await page.waitForLoadState("networkidle");
  expect(styles).toEqual([]);
});

test("a signed-in member gets the scripts immediately @desktop", async ({ page, context, baseURL }) => {
  await context.addCookies([{ name: "vigie_hint", value: "1", url: baseURL ?? "" }]);
  await page.goto("/");
  await expect.poll(() => isHydrated(page)).toBe(true);
});

test("the browser refuses scripts of another origin and scripts injected into the page @desktop", async ({
  browser,
  baseURL,
}) => {
  // A separate context: the watched one fails on the errors that this test provokes.
  const context = await browser.newContext({ baseURL });
  const page = await context.newPage();
  await page.goto("/");
  const refused = await page.evaluate(() => {
    const attempts = [
      () => Object.assign(document.createElement("script"), { src: "/media/x.js" }),
      () => Object.assign(document.createElement("div"), { innerHTML: "<img src=x onerror=alert(1)>" }),
      () => document.write("<p>x</p>"),
      () => setTimeout("window.written = 1"),
    ];
    return attempts.map((attempt) => {
      try {
        attempt();
        return false;
      } catch {
        return true;
      }
    });
  });
  await context.close();
  expect(refused).toEqual([true, true, true, true]);
});

test("an operator's setting loads the scripts without waiting for an interaction @alone", async ({ page }) => {
  await changeSetting("site.lateHydration", "0");
  try {
    await expect(async () => {
      await page.goto("/");
      expect(await page.locator("script[src]").count()).toBeGreaterThan(0);
    }).toPass();
    await expect.poll(() => isHydrated(page)).toBe(true);
  } finally {
    await changeSetting("site.lateHydration", "1");
  }
});
