import { randomUUID } from "node:crypto";
import { expect, expectNoSidewaysScroll, test } from "./fixtures.ts";
import { aMember, changeSetting, readSetting, signIn } from "./test-data.ts";

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

test("the statistics show their figures as a table too @desktop", async ({ page }) => {
  await signIn(page, await somebody("admin"));
  await page.goto("/admin/stats");
  await page.locator("summary", { hasText: "Voir le tableau" }).first().click();
  await expect(page.getByRole("columnheader", { name: "Jour" }).first()).toBeVisible();
});
