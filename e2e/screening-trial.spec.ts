import { randomUUID } from "node:crypto";
import { expect, expectAccessible, expectReadableAtBothWidths, test } from "./fixtures.ts";
import { aMember, anArticleWithComments, changeSetting, readSetting, signIn } from "./test-data.ts";

// Alone: the settings apply to all, and a trial reads the newest comments of the site.
for (const javaScriptEnabled of [true, false])
  test.describe(javaScriptEnabled ? "with scripts" : "without scripts", () => {
    test.use({ javaScriptEnabled });

    test("an administrator is led once to what screening does, tries it, switches a part off and confirms @alone", async ({
      page,
    }) => {
      test.slow();
      await changeSetting("moderation.setupReminder", "1");
      await changeSetting("moderation.personalData", "1");
      const said = `Joignez-moi au 06 12 34 56 78, ${randomUUID().slice(0, 6)}`;
      await anArticleWithComments([{ key: said }]);
      await signIn(page, await aMember("admin"));
      await page.goto("/admin");
      const card = page.getByRole("region", { name: "Protection des commentaires" });
      await card.getByRole("link", { name: "Vérifier" }).click();
      await expect(page.getByRole("heading", { level: 1, name: "Protection des commentaires" })).toBeVisible();
      const found = page.locator(".stored-trial li", { hasText: said });
      await expect(found).toContainText("En attente.");
      await expect(found).toContainText("Pas de décision");
      if (javaScriptEnabled) await expectReadableAtBothWidths(page);

      const part = page.getByRole("checkbox", { name: "Données personnelles" });
      await part.uncheck();
      await page.getByRole("button", { name: "Essayer sur les 100 derniers commentaires" }).click();
      await expect(found).toHaveCount(0);
      await expect(part).not.toBeChecked();
      expect(await readSetting("moderation.personalData")).toContain("1");

      await page.getByRole("button", { name: "Confirmer" }).click();
      await expect(page.getByText("C’est enregistré.")).toBeVisible();
      expect(await readSetting("moderation.personalData")).toContain("0");
      await page.goto("/admin");
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await expect(card).toHaveCount(0);
      await page.goto("/admin/settings");
      await expect(card).toHaveCount(0);
      await changeSetting("moderation.personalData", "1");
    });

    test("an administrator dismisses the card, and it stays away @alone", async ({ page }) => {
      await changeSetting("moderation.setupReminder", "1");
      await signIn(page, await aMember("admin"));
      await page.goto("/admin/settings");
      const card = page.getByRole("region", { name: "Protection des commentaires" });
      await card.getByRole("button", { name: "Ne plus afficher" }).click();
      await expect(card).toHaveCount(0);
      await page.goto("/admin");
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await expect(card).toHaveCount(0);
    });

    test("settings that are not saved are tried on the last comments, and stay in the form @alone", async ({
      page,
    }) => {
      test.slow();
      const word = `zorg${randomUUID().replaceAll(/[^a-f]/g, "")}lub`;
      await anArticleWithComments([{ key: `Voici un ${word} et la suite` }]);
      await signIn(page, await aMember("admin"));
      await page.goto("/admin/settings");
      const group = page.locator("#moderation");
      const field = group.getByRole("textbox", { name: "Mots surveillés" });
      await field.fill(word);
      await group.getByRole("button", { name: "Essayer sur les 100 derniers commentaires" }).click();
      await expect(group.locator(".stored-trial li", { hasText: word }).first()).toContainText("signalé");
      await expect(field).toHaveValue(word);
      expect(await readSetting("moderation.suspectWords")).not.toContain(word);
      if (javaScriptEnabled) await expectAccessible(page);
    });
  });
