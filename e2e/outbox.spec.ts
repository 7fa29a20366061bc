import { expect, expectAccessible, expectNoSidewaysScroll, test } from "./fixtures.ts";
import { findMailedLink } from "./mailbox.ts";
import { aMember, signIn } from "./test-data.ts";

test("an administrator reads a mail in the outbox, but not the link in it that signs another member in @nojs", async ({
  page,
  javaScriptEnabled,
}) => {
  const scripts = javaScriptEnabled !== false;
  const [admin, reader] = [await aMember("admin"), await aMember("reader")];
  await page.goto("/login/link");
  await page.getByLabel("Adresse électronique").fill(reader.email);
  await page.getByRole("button", { name: "Envoyer le lien" }).click();
  const link = await findMailedLink(reader.email, "/login/link");

  await signIn(page, admin);
  await page.goto("/admin/newsletter/outbox");
  if (scripts) await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  await page.getByRole("listitem").filter({ hasText: reader.email }).getByRole("link").first().click();
  await expect(page.getByText("Les liens personnels de ce courriel sont abrégés")).toBeVisible();
  await expect(page.frameLocator("iframe").getByRole("heading", { level: 1 })).toContainText("Votre lien de connexion");
  if (scripts) await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  const path = new URL(page.url()).pathname;
  for (const address of [path, `${path}/view`, `${path}/download`]) {
    const response = await page.request.get(address);
    expect(response.status(), address).toBe(200);
    expect(await response.text(), address).not.toContain(link.split("token=")[1] ?? "missing");
  }
  await page.getByRole("link", { name: "Sombre" }).click();
  await expect(page.locator("iframe")).toHaveAttribute("src", /scheme=dark$/);

  await page.context().clearCookies();
  await signIn(page, await aMember("editor"));
  for (const address of [path, `${path}/view`, `${path}/download`])
    expect((await page.request.get(address)).status(), address).toBe(403);
});
