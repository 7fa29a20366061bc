import { randomInt, randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { recordGuests } from "#features/comments/guests/mutations.ts";
import { hashGuestAddress } from "#features/members/guest-comments/address-hmac.ts";
import { importUsers } from "#features/wordpress/users/import-users.ts";
import { readEnv } from "#lib/env.ts";
import { expect, test } from "./fixtures.ts";
import { findMailedLink } from "./mailbox.ts";
import { withSiteDatabase } from "./site-database.ts";
import { anArticleWithComments } from "./test-data.ts";

const samples: { form: string; password: string; hash: string }[] = JSON.parse(
  readFileSync(new URL("../features/auth/credentials/wordpress-hashes.json", import.meta.url), "utf8"),
);

/** Imports a user of an old site with a password of WordPress 6.8, who also wrote these comments there as a guest. */
async function anOldMember(commentIds: number[]): Promise<{ email: string; name: string; password: string }> {
  const sample = samples.find(({ form }) => form === "wp 6.8");
  const email = `old-${randomUUID()}@example.org`;
  const name = `Zoé ${randomUUID().slice(0, 8)}`;
  const folder = mkdtempSync(join(tmpdir(), "vigie-old-members-"));
  const file = join(folder, "users.csv");
  writeFileSync(file, `ID,user_email,display_name,user_pass\n${randomInt(1e9)},${email},${name},${sample?.hash}\n`);
  await withSiteDatabase(async (db) => {
    await importUsers(db, "https://old.example", file);
    process.env.AUTH_SECRET ||= readFileSync(join(readEnv().DATA_DIR, "auth-secret"), "utf8").trim();
    const addressHmac = hashGuestAddress(email) ?? "";
    await recordGuests(
      db,
      commentIds.map((commentId) => ({ commentId, addressHmac })),
    );
  });
  rmSync(folder, { recursive: true });
  return { email, name, password: sample?.password ?? "" };
}

const storedHash = (email: string) =>
  withSiteDatabase(async (db) => {
    const [row] = await db.execute<{ hash: string }>(
      sql`select password_hash as hash from members where email = ${email}`,
    );
    return row?.hash ?? "";
  });

test("a member of the old site signs in with the old password, confirms the address and claims old comments @nojs", async ({
  page,
}) => {
  const article = await anArticleWithComments([
    { key: "Premier", authorName: "Zozo" },
    { key: "Second", authorName: "Zozo" },
    { key: "Autre" },
  ]);
  const [first = 0, second = 0] = article.comments.values();
  const { email, name, password } = await anOldMember([first, second]);

  await page.goto("/login?next=/account/mail");
  await page.getByLabel("Adresse électronique").fill(email);
  await page.getByLabel("Mot de passe").fill("pas celui-là");
  await page.getByRole("button", { name: "Se connecter" }).click();
  await expect(page.getByText("Adresse électronique ou mot de passe incorrect.")).toBeVisible();
  await page.getByLabel("Mot de passe").fill(password);
  await page.getByRole("button", { name: "Se connecter" }).click();
  await expect(page.getByText("Cette adresse n’est pas encore confirmée")).toBeVisible();
  expect(await storedHash(email)).toMatch(/^\$argon2id\$/);

  // Nothing is offered before the address is confirmed.
  await page.goto("/account");
  await expect(page.getByRole("heading", { name: "Vos anciens commentaires" })).toHaveCount(0);
  // The first sign-in has sent the link.
  await page.goto(await findMailedLink(email, "/confirm"));
  await page.getByRole("button", { name: "Confirmer mon adresse" }).click();

  await expect(page).toHaveURL(/\/account#old-comments$/);
  const card = page.locator("#old-comments");
  await expect(card).toContainText(/2\scommentaires de l’ancien site ont été écrits avec votre adresse/);
  await expect(card).toContainText("Zozo");
  await card.getByText("Reprendre ces 2 commentaires…").click();
  await card.getByRole("button", { name: "Reprendre ces 2 commentaires", exact: true }).click();
  await expect(page.getByText("Vos anciens commentaires sont maintenant signés de votre nom.")).toBeVisible();
  await expect(card).toHaveCount(0);

  await page.goto(article.path);
  await expect(page.locator(`#comment-${first}`)).toContainText(name);
  await expect(page.locator(`#comment-${second}`)).toContainText(name);
  await expect(page.getByText("Zozo")).toHaveCount(0);
  await page.context().clearCookies();
  await page.goto("/login?next=/account/mail");
  await page.getByLabel("Adresse électronique").fill(email);
  await page.getByLabel("Mot de passe").fill(password);
  await page.getByRole("button", { name: "Se connecter" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Adresse et courriels" })).toBeVisible();
});
