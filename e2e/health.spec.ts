import { sql } from "drizzle-orm";
import { healthResults } from "#db/schema.ts";
import type { BackupFacts } from "#features/health/checks/backups.ts";
import { insertHistory } from "#features/health/history/sample-history-testing.ts";
import { expect, expectAccessible, expectNoSidewaysScroll, test } from "./fixtures.ts";
import { withSiteDatabase } from "./site-database.ts";
import { aMember, signIn, waitUntilHydrated } from "./test-data.ts";

const hourMs = 3_600_000;

/** Stores what an examination would have found: the off-site backup is 31 hours old. */
const storeResult = () =>
  withSiteDatabase(async (db) => {
    const now = Date.now();
    const facts: BackupFacts = {
      localAt: now - 2 * hourMs,
      offsiteAt: now - 31 * hourMs,
      otherAt: null,
      hasOffsite: true,
      isPublic: true,
      localFailedAt: null,
      localFailure: "",
      offsiteFailedAt: now - 6 * hourMs,
      offsiteFailure: "The server did not answer.",
      trialAt: now - 7 * 24 * hourMs,
      trialSeconds: 360,
      trialFailure: "",
      siteSince: 0,
    };
    const row = { name: "backups", state: "look" as const, facts };
    await db
      .insert(healthResults)
      .values(row)
      .onConflictDoUpdate({
        target: healthResults.name,
        set: { ...row, checkedAt: sql`now()`, measuredAt: sql`now()` },
      });
  });

test.beforeAll(() => withSiteDatabase((db) => insertHistory(db, { days: 2 })));

for (const javaScriptEnabled of [true, false])
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("an administrator sees what needs attention, the figures behind a drawing, and asks for a backup", async ({
      page,
    }) => {
      await signIn(page, await aMember("admin"));
      const problem = page.locator('.health-problems [data-check="backups"]');
      // The site's own examination may replace the result at any moment.
      await expect(async () => {
        await storeResult();
        await page.goto("/admin/health");
        await expect(problem).toContainText(/31\sheures/, { timeout: 1_000 });
      }).toPass();
      await expect(problem).toContainText("rien n’est perdu");
      await expect(page.locator('[data-check="backups"].health-panel')).toHaveAttribute("data-state", "look");
      await expect(page.locator(".health-panel")).toHaveCount(6);
      await expect(page.locator('[data-waiting="health"]').first()).not.toHaveText("0");
      if (javaScriptEnabled) {
        await waitUntilHydrated(page);
        await expectAccessible(page);
      }
      await expectNoSidewaysScroll(page);

      const figures = page.locator("details:has(#pages-figures)");
      await figures.locator("summary").click();
      await expect(figures.getByRole("rowheader")).toHaveCount(24);

      await problem.getByRole("button").click();
      await expect(page.getByRole("status")).toContainText("dans la minute");
    });

    test("the time that is shown is a link, and a site without visits in it has sentences", async ({ page }) => {
      await signIn(page, await aMember("admin"));
      await page.goto("/admin/health");
      await page.getByRole("link", { name: /7\sjours/ }).click();
      await expect(page).toHaveURL(/period=week/);
      await expect(page.getByRole("link", { name: /7\sjours/ })).toHaveAttribute("aria-current", "page");
      await expect(page.locator("#pages-figures").getByRole("rowheader", { includeHidden: true })).toHaveCount(28);
      await expect(page.locator("main")).not.toContainText(/NaN|undefined|Infinity/);
    });
  });

test("only administrators open it", async ({ page }) => {
  await signIn(page, await aMember("editor"));
  const response = await page.goto("/admin/health");
  expect(response?.status()).toBe(403);
});
