import { randomUUID } from "node:crypto";
import sharp from "sharp";
import { expect, expectAccessible, expectNoSidewaysScroll, test } from "./fixtures.ts";
import { aMember, changeSetting, readSetting, signIn } from "./test-data.ts";

// Alone: logo and colours are shared.
test("an administrator sets a logo and readable colours, and previews a page before saving @alone", async ({
  page,
  browser,
  baseURL,
}) => {
  test.slow();
  await signIn(page, await aMember("admin"));
  const readers = await browser.newContext({ baseURL: baseURL ?? "", colorScheme: "dark" });
  const reader = await readers.newPage();
  try {
    await page.goto("/admin/media");
    const alt = `Emblème ${randomUUID().slice(0, 8)}`;
    const noise = Math.floor(Math.random() * 0xffffff);
    const logo = sharp({
      create: { width: 600, height: 150, channels: 3, background: `#${noise.toString(16).padStart(6, "0")}` },
    });
    const sent = await page.request.post("/admin/media/upload", {
      headers: { accept: "application/json", origin: baseURL ?? "" },
      multipart: { file: { name: `${alt}.png`, mimeType: "image/png", buffer: await logo.png().toBuffer() } },
    });
    const { id } = await sent.json();
    await page.goto("/admin/settings");
    const look = page.locator("#look");
    await look.locator(`input[name="look.logo"][value="${id}"]`).check();
    await look.getByLabel("Couleur d’accent", { exact: true }).fill("#ffcc00");
    await look.getByRole("button", { name: "Enregistrer" }).click();
    await expect(look.getByText(/serait difficile à lire sur les fonds clairs/)).toBeVisible();
    await look.getByLabel("Couleur d’accent", { exact: true }).fill("#6a1b9a");
    await look.getByRole("button", { name: "Enregistrer" }).click();
    await expect(look.getByText("Enregistré.")).toBeVisible();
    await expect(page.locator(".wordmark img")).toBeVisible();
    const accent = (of: typeof page) =>
      of.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--color-signal"));
    await expect.poll(() => accent(page)).toBe("#6a1b9a");
    await expectNoSidewaysScroll(page);

    await reader.goto("/");
    await expect(reader.getByRole("banner").locator(".wordmark img")).toBeVisible();
    // Derived from the light colour so that it is readable.
    expect(await accent(reader)).toMatch(/^#(?!6a1b9a)[0-9a-f]{6}$/);
    await expect(reader.locator('meta[property="og:image"]')).toHaveAttribute("content", new RegExp(`/media/${id}/`));
    await expectAccessible(reader);

    for (const name of ["Couleur d’accent", "Logo"]) {
      await look.getByRole("button", { name: `Rétablir : ${name}`, exact: true }).click();
      await expect(look.getByRole("button", { name: `Rétablir : ${name}`, exact: true })).toHaveCount(0);
    }
    await expect.poll(() => accent(page)).toBe("#c23a1a");
    await expect(page.locator(".wordmark img")).toHaveCount(0);
    // Typed but not saved: the contrast is shown while typing, and the same button restores the default.
    const link = look.getByLabel("Couleur des liens", { exact: true });
    await link.fill("#ffcc00");
    await expect(look.getByText("Contraste : 1,")).toBeVisible();
    await link.fill("#ffcc0");
    await expect(look.getByText("Cette couleur n’est pas complète")).toBeVisible();
    await look.getByRole("button", { name: "Rétablir : Couleur des liens", exact: true }).click();
    await expect(link).toHaveValue("");
    await expect(look.getByText("Cette couleur n’est pas complète")).toHaveCount(0);

    const pages = page.locator("#pages");
    await pages.getByRole("textbox", { name: "Mentions légales" }).fill("# Qui parle ici\n\nUne **petite** équipe.");
    await pages.getByRole("button", { name: /^Aperçu : Mentions/ }).click();
    await expect(page.getByRole("region", { name: "Aperçu" }).locator("strong")).toHaveText("petite");
    await expect(pages.getByRole("textbox", { name: "Mentions légales" })).toHaveValue(/Qui parle ici/);
    expect(await readSetting("pages.legal")).not.toContain("Qui parle ici");
  } finally {
    for (const key of ["look.logo", "look.accent"] as const) await changeSetting(key, "");
    await readers.close();
  }
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });
  test("an administrator checks a colour's contrast before saving it @only-nojs", async ({ page }) => {
    await signIn(page, await aMember("admin"));
    await page.goto("/admin/settings");
    const look = page.locator("#look");
    await look.getByLabel("Couleur des liens", { exact: true }).fill("#ffcc00");
    await look.getByRole("button", { name: "Voir le contraste : Couleur des liens", exact: true }).click();
    await expect(look.getByText("Contraste : 1,")).toBeVisible();
    await expect(
      look.getByRole("button", { name: "Voir le contraste : Couleur des liens", exact: true }),
    ).toBeFocused();
    await expect(look.getByLabel("Couleur des liens", { exact: true })).toHaveValue("#ffcc00");
    await page.goto("/admin/settings");
    await expect(look.getByLabel("Couleur des liens", { exact: true })).toHaveValue("");
  });
});
