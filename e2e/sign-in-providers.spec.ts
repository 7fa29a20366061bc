import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { elsewhere, linkApp, linux, member, nextCode, signIn, signOut } from "./account-security.ts";
import { expect, test } from "./fixtures.ts";

test.describe("a provider", () => {
  test.skip(!process.env.AUTH_GITHUB_URL, "the site was not started with a stand-in (docs/testing.md)");

  async function through(
    page: Page,
    name: "GitHub" | "Google",
    who: { email: string; subject: string; verified?: boolean },
  ) {
    await page.goto("/login?next=/account/security");
    await page.getByRole("button", { name: `Continuer avec ${name}` }).click();
    await page.getByLabel("Email").fill(who.email);
    await page.getByLabel("Number").fill(who.subject);
    if (who.verified === false) await page.getByLabel("Verified").uncheck();
    await page.getByRole("button", { name: "Authorize" }).click();
  }
  const subject = () => String(Math.floor(Math.random() * 1e12));
  const devices = (page: Page) => page.getByRole("heading", { name: "Appareils connectés" });

  for (const name of ["GitHub", "Google"] as const) {
    test(`a visitor joins through ${name}, and signs in with it later @nojs @desktop`, async ({
      browser,
      baseURL,
      javaScriptEnabled,
    }) => {
      const who = { email: `octavie-${randomUUID()}@example.org`, subject: subject() };
      for (const userAgent of [linux, undefined]) {
        await elsewhere(browser, { baseURL, javaScriptEnabled, userAgent }, async (page) => {
          await through(page, name, who);
          await expect(devices(page)).toBeVisible();
          await expect(page.getByRole("listitem").filter({ hasText: "cet appareil" })).toContainText(name);
        });
      }
    });

    test(`a member signs in through ${name} to the account of the same address only if it verified the address @desktop`, async ({
      browser,
      baseURL,
    }) => {
      const email = await member();
      await elsewhere(browser, { baseURL }, async (page) => {
        await through(page, name, { email, subject: subject(), verified: false });
        await expect(page).toHaveURL(/\/login/);
        await expect(page.getByText("Ce service ne nous a pas transmis d’adresse vérifiée")).toBeVisible();
        await through(page, name, { email, subject: subject() });
        await expect(devices(page)).toBeVisible();
      });
    });

    test(`a visitor who cancels at ${name} sees that the sign-in failed @nojs @desktop`, async ({
      browser,
      baseURL,
      javaScriptEnabled,
    }) => {
      await elsewhere(browser, { baseURL, javaScriptEnabled }, async (page) => {
        await page.goto("/login?next=/account/security");
        await page.getByRole("button", { name: `Continuer avec ${name}` }).click();
        await page.getByRole("button", { name: "Cancel" }).click();
        await expect(page).toHaveURL(/\/login/);
        await expect(page.getByText("La connexion n’a pas abouti")).toBeVisible();
        await expect(page.getByLabel("Mot de passe")).toBeVisible();
      });
    });
  }

  test("an editor who signs in through a provider is asked for the code too @desktop", async ({ browser, baseURL }) => {
    const email = await member("editor");
    await elsewhere(browser, { baseURL }, async (page) => {
      await signIn(page, email);
      const { app } = await linkApp(page);
      await signOut(page);
      await through(page, "GitHub", { email, subject: subject() });
      await expect(page).toHaveURL(/\/login\/code/);
      await page.getByLabel("Code", { exact: true }).fill(nextCode(app));
      await page.getByRole("button", { name: "Se connecter" }).click();
      await expect(devices(page)).toBeVisible();
    });
  });
});
