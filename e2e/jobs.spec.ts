import { randomInt } from "node:crypto";
import { sql } from "drizzle-orm";
import { expect, expectAccessible, expectNoSidewaysScroll, test } from "./fixtures.ts";
import { withSiteDatabase } from "./site-database.ts";
import { aMember, signIn, waitUntilHydrated } from "./test-data.ts";

/** A job of an appeal that does not exist, which was given up; returns its id in the payload. */
async function aFailedJob(): Promise<number> {
  const appeal = randomInt(1_000_000_000, 2_000_000_000);
  await withSiteDatabase((db) =>
    db.execute(sql`
      insert into pgboss.job (name, data, state, retry_count, retry_limit, completed_on, output)
      values ('appeal-mail', jsonb_build_object('appeal', ${appeal}::int), 'failed', 20, 20, now(),
        '{"message":"451 try again later, ada@exemple.test"}')`),
  );
  return appeal;
}

const stateOf = (appeal: number) =>
  withSiteDatabase(async (db) => {
    const rows = await db.execute<{ state: string }>(
      sql`select state from pgboss.job where name = 'appeal-mail' and data ->> 'appeal' = ${String(appeal)}`,
    );
    return rows[0]?.state ?? "deleted";
  });

for (const javaScriptEnabled of [true, false])
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("an administrator reads why a job failed, retries it, and deletes another", async ({ page }) => {
      const [retried, deleted] = [await aFailedJob(), await aFailedJob()];
      await signIn(page, await aMember("admin"));
      await page.goto("/admin/jobs");
      if (javaScriptEnabled) {
        await waitUntilHydrated(page);
        await expectAccessible(page);
        await expectNoSidewaysScroll(page);
      }
      await expect(page.locator('[data-schedule="maintenance"]')).toBeVisible();
      await expect(page.locator('[data-queue="appeal-mail"]')).toBeVisible();
      const row = (appeal: number) => page.locator("[data-failed]").filter({ hasText: `appeal ${appeal}` });
      await expect(row(retried)).toContainText("451 try again later");
      await expect(page.locator("main")).not.toContainText("ada@exemple.test");

      await row(retried).locator('[name="act"][value="retry"]').click();
      await expect(page.getByRole("status")).toBeVisible();
      await expect.poll(() => stateOf(retried)).not.toBe("failed");

      if (javaScriptEnabled) await waitUntilHydrated(page);
      await row(deleted).getByText("Supprimer", { exact: true }).click();
      expect(await stateOf(deleted)).toBe("failed");
      await row(deleted).getByRole("button", { name: "Oui, supprimer" }).click();
      await expect(row(deleted)).toHaveCount(0);
      await expect.poll(() => stateOf(deleted)).toBe("deleted");
    });
  });
