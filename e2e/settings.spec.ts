import { randomUUID } from "node:crypto";
import { decideInBulk } from "#features/moderation/decisions/bulk-decision.ts";
import { expect, expectNoSidewaysScroll, expectReadableAtBothWidths, test } from "./fixtures.ts";
import { withSiteDatabase } from "./site-database.ts";
import {
  aMember,
  anArticleWithComments,
  changeSetting,
  findMemberRow,
  readSetting,
  signIn,
  type TestMember,
} from "./test-data.ts";

const somebody = (role: "admin" | "moderator") => aMember(role, { name: `Réglages ${randomUUID().slice(0, 6)}` });

// Alone: the setting applies to all.
for (const javaScriptEnabled of [true, false])
  test.describe(javaScriptEnabled ? "with scripts" : "without scripts", () => {
    test.use({ javaScriptEnabled });
    test("an administrator changes a setting, sees errors and an earlier change by another administrator, and restores the default @alone", async ({
      page,
    }) => {
      test.slow();
      const admin = await somebody("admin");
      await changeSetting("related.count", "6");
      await signIn(page, admin);
      await page.goto("/admin/settings");
      const group = page.locator("#related");
      const field = group.getByRole("textbox", { name: "Articles liés" });
      const save = group.getByRole("button", { name: "Enregistrer" });
      await field.fill("beaucoup");
      await save.click();
      await expect(group.getByText("« Articles liés » doit être un nombre entier de 0 à 12.")).toBeVisible();
      await expect(field).toHaveValue("beaucoup");
      await field.fill("4");
      await save.click();
      await expect(group.getByText("Enregistré.")).toBeVisible();
      await expect(group.getByText("Modifié")).toBeVisible();
      await expect(page.locator("#changes li").first()).toContainText(admin.name);
      expect(await readSetting("related.count")).toContain("4");

      // Another administrator is faster.
      await field.fill("5");
      await changeSetting("related.count", "3");
      await save.click();
      await expect(group.getByText(/a changé depuis que vous l’avez ouvert/)).toBeVisible();
      await expect(field).toHaveValue("5");
      await save.click();
      await expect(group.getByText("Enregistré.")).toBeVisible();
      expect(await readSetting("related.count")).toContain("5");

      await group.getByRole("button", { name: /Rétablir/ }).click();
      await expect(group.getByText("La valeur d’origine est rétablie.")).toBeVisible();
      await expect(field).toHaveValue("6");
    });
  });

test("a moderator sees the settings that concern members, cannot change them, and tries a text @nojs @desktop", async ({
  page,
}) => {
  const moderator = await somebody("moderator");
  await signIn(page, moderator);
  await page.goto("/admin/settings");
  await expect(page.locator("#moderation").getByLabel("Liens", { exact: true })).toHaveAttribute("readonly", "");
  await expect(page.locator("#pages")).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Enregistrer" })).toHaveCount(0);
  const form = page.locator("form", { has: page.getByLabel("Texte d’un commentaire") });
  await form
    .getByLabel("Texte d’un commentaire")
    .fill("https://un.example https://deux.example https://trois.example https://quatre.example");
  await form.getByRole("button", { name: "Essayer" }).click();
  await expect(form.locator(".try-found")).toContainText("En attente.");
  await expect(form.locator(".try-found")).toContainText("liens");
  await expectNoSidewaysScroll(page);
});

test("the statistics compare the moderators for administrators, and show a moderator their own figures only", async ({
  page,
}) => {
  const [one, other] = [await aMember("moderator"), await aMember("moderator")];
  const { comments } = await anArticleWithComments(
    Array.from({ length: 104 }, (_, n) => ({ key: `Avis ${n}`, status: "pending" })),
  );
  const items = [...comments.values()].map((id) => ({ id, version: 0 }));
  const decided = async (member: TestMember, action: "approve" | "remove", some: typeof items) => {
    const actor = { id: (await findMemberRow(member)).id };
    await withSiteDatabase((db) => decideInBulk(db, { actor, action, reason: "respect", items: some }));
  };
  await decided(one, "remove", items.slice(0, 52));
  await decided(other, "approve", items.slice(52));
  await signIn(page, one);
  await page.goto("/admin/stats");
  const table = page.locator("#moderators");
  const row = (member: TestMember) => table.locator("tbody tr", { hasText: member.name });
  // All, as spam none, and none undone. Whether it is marked depends on what other journeys decide.
  await expect(row(one).locator("[data-figure]")).toHaveText([/^52$/, /^100\s%$/, /^0\s%$/, /^0\s%$/]);
  await expect(table.locator("tbody tr")).toHaveCount(1);
  await expect(table.locator("tfoot")).toContainText("Ensemble");
  await expectReadableAtBothWidths(page);
  await signIn(page, await somebody("admin"));
  await page.goto("/admin/stats");
  await expect(row(one)).toHaveCount(1);
  await expect(row(other).locator("[data-figure]")).toHaveText([/^52$/, /^0\s%$/, /^0\s%$/, /^0\s%$/]);
});

test("the statistics show their figures as a table too @desktop", async ({ page }) => {
  await signIn(page, await somebody("admin"));
  await page.goto("/admin/stats");
  await page.locator("summary", { hasText: "Voir le tableau" }).first().click();
  await expect(page.getByRole("columnheader", { name: "Jour" }).first()).toBeVisible();
});
