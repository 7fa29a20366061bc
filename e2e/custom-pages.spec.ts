import { randomUUID } from "node:crypto";
import { expect, expectAccessible, expectNoSidewaysScroll, test } from "./fixtures.ts";
import { aMember, signIn } from "./test-data.ts";

const withScripts = () => test.info().project.use.javaScriptEnabled !== false;

test("an administrator adds a custom page; readers open it, are redirected to its new address, and get a 410 once it is withdrawn @nojs @desktop", async ({
  page,
  context,
  request,
}) => {
  test.slow();
  const name = `Équipe ${randomUUID().slice(0, 8)}`;
  const path = `/pages/${name.toLowerCase().replace("é", "e").replace(" ", "-")}`;
  await signIn(page, await aMember("admin"));
  const statusOf = async (address: string) => (await request.get(address, { maxRedirects: 0 })).status();
  const click = (button: string) => page.getByRole("button", { name: button, exact: true }).click();

  await page.goto("/admin/settings/pages");
  await page.getByRole("link", { name: "Nouvelle page" }).click();
  await click("Publier");
  await expect(page.getByLabel("Titre", { exact: true })).toHaveAttribute("aria-invalid", "true");
  await page.getByLabel("Titre", { exact: true }).fill(name);
  await page
    .getByLabel("Texte")
    .fill("## Qui écrit\n\nNous **tous**, <script>alert(1)</script> et [la rédaction](/legal).");
  await click("Aperçu");
  await expect(page.getByRole("heading", { name: "Qui écrit" })).toBeVisible();
  await expect(page.getByLabel("Titre", { exact: true })).toHaveValue(name);
  expect(await statusOf(path)).toBe(404);
  await click("Enregistrer");
  await expect(page.getByText("Page créée.")).toBeVisible();
  await expect(page.getByText("Brouillon", { exact: true })).toBeVisible();
  expect(await statusOf(path)).toBe(404);

  await click("Publier");
  await expect(page.getByText("Publiée : la page est en ligne.")).toBeVisible();
  if (withScripts()) await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  await expect.poll(() => statusOf(path)).toBe(200);
  const reader = await context.newPage();
  await reader.goto(path);
  await expect(reader.getByRole("heading", { level: 1 })).toHaveText(name);
  await expect(reader.getByRole("heading", { name: "Qui écrit" })).toBeVisible();
  await expect(reader.locator("main")).toContainText("Nous tous, alert(1) et la rédaction.");
  expect((await reader.content()).includes("<script>alert(1)")).toBe(false);
  if (withScripts()) await expectAccessible(reader);
  await expectNoSidewaysScroll(reader);

  // After a change of address the old one redirects to the new one.
  await page.getByLabel("Adresse").fill(`${path.slice("/pages/".length)}-ici`);
  await click("Enregistrer");
  await expect(page.getByText("Enregistré.")).toBeVisible();
  await expect.poll(() => statusOf(`${path}-ici`)).toBe(200);
  await expect.poll(() => statusOf(path)).toBe(308);

  await click("Retirer");
  await expect(page.getByText("Page retirée : son adresse l’indique.")).toBeVisible();
  await expect.poll(() => statusOf(`${path}-ici`)).toBe(410);
});

// Alone: a step compares the whole list.
for (const javaScriptEnabled of [true, false])
  test.describe(javaScriptEnabled ? "with scripts" : "without scripts", () => {
    test.use({ javaScriptEnabled });
    test("an administrator adds, orders, ends and deletes newsletter topics @alone", async ({ page }) => {
      const [first, second] = [`Matin ${randomUUID().slice(0, 6)}`, `Soir ${randomUUID().slice(0, 6)}`];
      await signIn(page, await aMember("admin"));
      await page.goto("/admin/settings/topics");
      for (const name of [first, second]) {
        await page.getByText("Nouveau thème").click();
        const form = page.locator("form", { has: page.getByRole("button", { name: "Ajouter" }) });
        await form.getByLabel("Nom", { exact: true }).fill(name);
        await form.getByRole("button", { name: "Ajouter" }).click();
        await expect(page.getByText("Thème ajouté.")).toBeVisible();
        await expect(page.locator(".topic-list")).toContainText(name);
      }
      const order = async () => {
        const names = await page.locator(".topic-list strong").allTextContents();
        return names.filter((name) => name === first || name === second);
      };
      const row = (name: string) => page.locator(".topic-list > li", { hasText: name });
      expect(await order()).toEqual([first, second]);
      await row(second)
        .getByRole("button", { name: /^Monter/ })
        .click();
      await expect.poll(order).toEqual([second, first]);
      if (javaScriptEnabled) await expectAccessible(page);
      await row(first)
        .getByRole("button", { name: /^Ne plus proposer/ })
        .click();
      await expect(row(first)).toContainText("n’est plus proposé");
      for (const name of [first, second]) {
        await row(name)
          .getByRole("button", { name: /^Supprimer/ })
          .click();
        await expect(row(name)).toHaveCount(0);
      }
    });
  });
