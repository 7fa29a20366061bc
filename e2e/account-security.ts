import { randomUUID } from "node:crypto";
import type { Browser, BrowserContextOptions, CDPSession, Page } from "@playwright/test";
import { sql } from "drizzle-orm";
import { TOTP } from "otpauth";
import type { Role } from "#features/members/rules.ts";
import { expect } from "./fixtures.ts";
import { withSiteDatabase } from "./site-database.ts";
import { aMember } from "./test-data.ts";

export const password = "quatre tuiles sur un phare";
export const linux = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";

/** Creates a member for one journey. */
export async function member(role: Role = "reader"): Promise<string> {
  const { email } = await aMember(role, { email: `garde-${randomUUID()}@example.org`, name: "Garde Essai", password });
  return email;
}

export async function tryPassword(page: Page, email: string, given: string, next = "/account/security"): Promise<void> {
  await page.goto(`/login?next=${encodeURIComponent(next)}`);
  await page.getByLabel("Adresse électronique").fill(email);
  await page.getByLabel("Mot de passe").fill(given);
  await page.getByRole("button", { name: "Se connecter" }).click();
}

export async function signIn(page: Page, email: string): Promise<void> {
  await tryPassword(page, email, password);
  await expect(page.getByRole("heading", { name: "Appareils connectés" })).toBeVisible();
}

export async function signOut(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Se déconnecter" }).click();
  await expect(page).toHaveURL((url) => url.pathname === "/");
}

/** Runs requests of another client, without waiting for anything but their responses. */
export async function elsewhere<T>(
  browser: Browser,
  options: BrowserContextOptions,
  work: (page: Page) => Promise<T>,
): Promise<T> {
  const context = await browser.newContext(options);
  try {
    return await work(await context.newPage());
  } finally {
    await context.close();
  }
}

/** Backdates all sessions of this account. */
export async function grownOld(email: string): Promise<void> {
  await withSiteDatabase((db) =>
    db.execute(sql`update member_sessions set created_at = now() - interval '31 minutes'
      where member_id = (select id from members where email = ${email})`),
  );
}

export async function authenticator(page: Page): Promise<{ session: CDPSession; id: string }> {
  const session = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable");
  const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      automaticPresenceSimulation: true,
      hasUserVerification: true,
      isUserVerified: true,
    },
  });
  return { session, id: authenticatorId };
}

/** Links an authenticator app to the signed-in account; returns it with the recovery codes. */
export async function linkApp(page: Page): Promise<{ app: TOTP; codes: string[] }> {
  await page.getByRole("button", { name: "Associer une application" }).click();
  await expect(page.getByRole("img", { name: "Code QR" })).toBeVisible();
  const secret = ((await page.locator(".authenticator-setup code").textContent()) ?? "").replace(/\s/g, "");
  const app = new TOTP({ secret });
  await page.getByLabel("Code à six chiffres").fill("12345");
  await page.getByRole("button", { name: "Activer" }).click();
  await expect(page.getByText("Ce code n’est pas le bon.")).toBeVisible();
  await page.getByLabel("Code à six chiffres").fill(app.generate());
  await page.getByRole("button", { name: "Activer" }).click();
  await expect(page.getByRole("heading", { name: "Codes de secours" })).toBeVisible();
  const codes = await page.locator(".recovery-codes code").allTextContents();
  expect(codes).toHaveLength(10);
  await expect(page.getByRole("link", { name: "Télécharger" })).toHaveAttribute("href", new RegExp(codes[0] ?? "none"));
  await page.getByRole("link", { name: "Je les ai notés" }).click();
  await expect(page.getByText("Il vous reste 10 codes de secours.")).toBeVisible();
  return { app, codes };
}

/** The app's next code: a used code is not accepted again, and clocks may differ by one step. */
export const nextCode = (app: TOTP) => app.generate({ timestamp: Date.now() + 30_000 });
