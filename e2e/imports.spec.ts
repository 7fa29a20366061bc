import { randomInt } from "node:crypto";
import { gzipSync } from "node:zlib";
import { sampleExport } from "#features/wordpress/export/sample-testing.ts";
import { expect, expectAccessible, expectNoSidewaysScroll, test } from "./fixtures.ts";
import { aMember, signIn, waitUntilHydrated } from "./test-data.ts";

const withScripts = () => test.info().project.use.javaScriptEnabled !== false;

/** An export of one article, of a blog of its own. */
function anExport() {
  const number = randomInt(1_000_000_000);
  const slug = `essai-import-${number}`;
  const file = sampleExport(
    [
      {
        id: 1,
        name: slug,
        link: `https://blog-${number}.example/2017/03/${slug}/`,
        title: `Essai import ${number}`,
        content: "Le texte de l’ancien site.",
        comments: [{ id: 1, author: "Lecteur", content: "Un commentaire d’avant." }],
      },
      { id: 2, type: "nav_menu_item", name: "x" },
    ],
    { blogUrl: `https://blog-${number}.example` },
  );
  return {
    slug,
    old: `/2017/03/${slug}`,
    upload: { name: `site-${number}.xml`, mimeType: "text/xml", buffer: Buffer.from(file) },
  };
}

test("an administrator does a dry run of an export, then imports it, and readers find its article at its old address @nojs", async ({
  page,
  request,
}) => {
  test.slow();
  const { slug, old, upload } = anExport();
  await signIn(page, await aMember("admin"));
  await page.goto("/admin/import");
  if (withScripts()) {
    await waitUntilHydrated(page);
    await expectAccessible(page);
  }
  await expectNoSidewaysScroll(page);
  await page.getByLabel("Fichier d’export de WordPress").setInputFiles(upload);
  await page.getByRole("button", { name: "Commencer" }).click();
  await expect(page).toHaveURL(/\/admin\/import\/\d+$/);

  const report = page.getByRole("region", { name: "Ce qui serait importé" });
  await expect(report).toBeVisible({ timeout: 90_000 });
  await expect(report.getByRole("row", { name: /Articles/ })).toContainText("1");
  await expect(report.getByText("Autres contenus non importés, par type (1)")).toBeVisible();
  expect((await request.get(`/articles/${slug}`)).status()).toBe(404);
  if (withScripts()) await expectAccessible(page);
  await expectNoSidewaysScroll(page);

  await page.getByRole("button", { name: "Importer pour de bon" }).click();
  await expect(page.getByRole("region", { name: "Ce qui a été importé" })).toBeVisible({ timeout: 90_000 });
  await page.goto(old);
  await expect(page).toHaveURL(new RegExp(`/articles/${slug}$`));
  await expect(page.locator("main")).toContainText("Le texte de l’ancien site.");
});

test("a file that is not an export is refused with a reason, and creates no import @nojs @desktop", async ({
  page,
}) => {
  await signIn(page, await aMember("admin"));
  await page.goto("/admin/import");
  if (withScripts()) await waitUntilHydrated(page);
  const name = `photo-${randomInt(1_000_000_000)}.xml`;
  await page
    .getByLabel("Fichier d’export de WordPress")
    .setInputFiles({ name, mimeType: "text/xml", buffer: Buffer.from("<html><body>Bonjour</body></html>") });
  await page.getByRole("button", { name: "Commencer" }).click();
  await expect(page.getByText("Ce n’est pas un export de WordPress.")).toBeVisible();
  await page.goto("/admin/import");
  await expect(page.locator("main")).not.toContainText(name);
});

test("an upload resumes after a lost connection @desktop", async ({ page, context }) => {
  const { upload } = anExport();
  await signIn(page, await aMember("admin"));
  await page.goto("/admin/import");
  await waitUntilHydrated(page);
  const packed = { name: `${upload.name}.gz`, mimeType: "application/gzip", buffer: gzipSync(upload.buffer) };
  await page.getByLabel("Fichier d’export de WordPress").setInputFiles(packed);
  await context.setOffline(true);
  await page.getByRole("button", { name: "Commencer" }).click();
  await expect(page.getByText("Connexion perdue.")).toBeVisible();
  await context.setOffline(false);
  await expect(page).toHaveURL(/\/admin\/import\/\d+$/, { timeout: 30_000 });
});

test("the form refuses an invalid address, an empty form, and a file together with an address @nojs @desktop", async ({
  page,
}) => {
  await signIn(page, await aMember("admin"));
  const send = async (address: string, file?: ReturnType<typeof anExport>["upload"]) => {
    await page.goto("/admin/import");
    if (withScripts()) await waitUntilHydrated(page);
    await page.getByLabel("Ou l’adresse de l’ancien site").fill(address);
    if (file) await page.getByLabel("Fichier d’export de WordPress").setInputFiles(file);
    await page.getByRole("button", { name: "Commencer" }).click();
  };
  await send("");
  await expect(page.getByText("Choisissez un fichier d’export, ou indiquez l’adresse")).toBeVisible();
  await send("https://nom:secret@blog.example/");
  await expect(page.getByText("Indiquez l’adresse sans identifiant ni mot de passe")).toBeVisible();
  await send("https://blog.example", anExport().upload);
  await expect(page.getByText("Choisissez un fichier ou indiquez une adresse, pas les deux.")).toBeVisible();
});
