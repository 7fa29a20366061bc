import { randomUUID } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { articles, sources } from "#db/schema.ts";
import { expect, expectAccessible, expectNoSidewaysScroll, test } from "./fixtures.ts";
import { withSiteDatabase } from "./site-database.ts";
import { aMember, signIn } from "./test-data.ts";

let server: Server;
let base = "";
/** The addresses that the site requested. */
const asked: string[] = [];

// A site with two feeds: one is damaged.
test.beforeAll(async () => {
  server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    const key = url.searchParams.get("key") ?? "";
    asked.push(`${url.pathname}${url.search}`);
    const send = (type: string, body: string) => response.setHeader("Content-Type", type).end(body);
    if (url.pathname === "/")
      return send(
        "text/html; charset=utf-8",
        `<!doctype html><title>Le phare ${key}</title>
        <link rel="alternate" type="application/rss+xml" href="/rss?key=${key}" title="La une ${key}">
        <link rel="alternate" type="application/rss+xml" href="/broken?key=${key}" title="Le flux abîmé">`,
      );
    if (url.pathname === "/rss") return send("application/rss+xml; charset=utf-8", rss(key));
    if (url.pathname === "/broken") return send("application/rss+xml", "<rss version='2.0'>\n<channel><title>a</titl");
    response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
test.afterAll(() => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
});

const rss = (key: string) => `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel><title>Le phare ${key}</title><link>${base}/?key=${key}</link><language>fr</language>
${Array.from(
  { length: 12 },
  (_, n) => `<item><title>Nouvelle ${n} ${key}</title><link>${base}/a/${key}/${n}</link><category>Phares</category>
  <description>La lampe numéro ${n} du phare ${key} a été remplacée hier soir par les gardiens.</description>
  <pubDate>Tue, 24 Nov 2026 12:00:${String(n).padStart(2, "0")} GMT</pubDate></item>`,
).join("\n")}</channel></rss>`;

test("an editor follows a feed by the address of its site, after a preview, then pauses and removes it @nojs", async ({
  page,
}, { project }) => {
  test.slow();
  const key = randomUUID().slice(0, 8);
  const hasScripts = project.name !== "no-javascript";
  await signIn(page, await aMember("editor"));
  await page.goto("/admin/sources/new");
  await page.getByLabel("Adresse d’un site ou d’un flux").fill(`${base}/?key=${key}`);
  await page.getByRole("button", { name: "Aperçu" }).click();
  await expect(page.getByRole("heading", { name: "Cette page propose 2 flux" })).toBeVisible();

  await page.getByRole("link", { name: "Le flux abîmé" }).click();
  await expect(page.getByText(/\(ligne \d+, colonne \d+\)/)).toBeVisible();
  await page.goBack();
  await page.getByRole("link", { name: `La une ${key}` }).click();
  await expect(page.getByRole("heading", { name: /^Nouvelle \d+ / })).toHaveCount(10);
  await expectNoSidewaysScroll(page);
  if (project.name === "desktop") await expectAccessible(page);
  // What is rarely used is closed.
  await expect(page.getByLabel("Mots bloqués")).toBeHidden();
  const open = (section: string) => page.locator(".feed-more > summary", { hasText: section }).click();
  for (const section of ["mention", "Catégories", "bloqués", "Rythme"]) await open(section);
  if (hasScripts) {
    await page.getByLabel("Mots bloqués").fill("Lampe");
    await expect(page.getByText("Bloqué par « Lampe »").first()).toBeVisible();
    await page.getByLabel("Mots bloqués").fill("");
    await page.getByLabel("Mention de la source").fill("Lu sur {source} : {title}");
    await expect(page.getByText(new RegExp(`Exemple\\s: Lu sur Le phare ${key} : Nouvelle`))).toBeVisible();
  }
  await page.getByLabel("Mention de la source").fill("Sans source");
  await page.getByLabel("Minutes entre deux lectures").fill("30");
  await page.getByLabel("Catégorie du flux, ligne 1").fill("Phares");
  await page.getByLabel("Mot-clé, ligne 1").fill("phare");
  await page.getByRole("button", { name: "Suivre ce flux" }).click();
  // The refused field's section is open, also without JavaScript.
  await expect(page.getByText(/doit contenir \{source\}/)).toBeVisible();
  await expect(page.getByLabel("Minutes entre deux lectures")).toHaveValue("30");
  await expect(page.getByLabel("Mot-clé, ligne 1")).toHaveValue("phare");
  await page.getByLabel("Mention de la source").fill("Lu sur {source}");
  await page.getByRole("button", { name: "Suivre ce flux" }).click();

  await expect(page.getByText("Le flux est suivi.")).toBeVisible();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`Le phare ${key}`);
  await expectNoSidewaysScroll(page);
  if (project.name === "desktop") await expectAccessible(page);
  const feedPage = page.url().split("?")[0] ?? "";

  await page.goto(`/admin/sources/new?address=${encodeURIComponent(`${base}/rss?key=${key}`)}`);
  await page.getByRole("button", { name: "Aperçu" }).click();
  await page.getByRole("link", { name: "Ouvrir ce flux" }).click();
  expect(page.url()).toBe(feedPage);
  // What differs from a new feed's settings is open.
  await expect(page.getByLabel("Minutes entre deux lectures")).toBeVisible();
  await open("bloqués");
  await page.getByLabel("Mots bloqués").fill("lampe");
  await page.getByRole("button", { name: "Enregistrer" }).click();
  await expect(page.getByText("Enregistré.")).toBeVisible();
  await expect(page.getByLabel("Mots bloqués")).toHaveValue("lampe");
  await page.getByRole("button", { name: /^Mettre en pause/ }).click();
  await expect(page.getByText("Le flux est en pause")).toBeVisible();

  await page.goto(`/admin/sources?filter=paused&q=${key}`);
  await expect(page.getByRole("row")).toHaveCount(2);
  await expectNoSidewaysScroll(page);
  if (project.name === "desktop") await expectAccessible(page);
  await page.getByRole("link", { name: `Le phare ${key}` }).click();
  await page.locator("summary", { hasText: "Retirer" }).click();
  await page.getByRole("button", { name: "Retirer le flux" }).click();
  await expect(page.getByText("Le flux est retiré")).toBeVisible();
});

test("a link from elsewhere fetches nothing until the editor asks for it; then reloading and going back do @nojs @desktop", async ({
  page,
}) => {
  const key = randomUUID().slice(0, 8);
  await signIn(page, await aMember("editor"));
  const address = `${base}/rss?key=${key}`;
  await page.goto(`/admin/sources/new?${new URLSearchParams({ address, token: "kx0.another" })}`);
  await expect(page.getByText("Rien n’a encore été lu")).toBeVisible();
  await expect(page.getByLabel("Adresse d’un site ou d’un flux")).toHaveValue(address);
  expect(asked.filter((path) => path.includes(key))).toEqual([]);
  await page.getByRole("button", { name: "Aperçu" }).click();
  const preview = page.getByRole("heading", { name: /^Nouvelle \d+ / });
  await expect(preview).toHaveCount(10);
  await page.reload();
  await expect(preview).toHaveCount(10);
  await page.goto("/admin/sources");
  await page.goBack();
  await expect(preview).toHaveCount(10);
});

test("a site that articles credit and nobody follows is offered, with its feeds @nojs @desktop", async ({ page }) => {
  const key = randomUUID().slice(0, 8);
  const name = `Le Sémaphore ${key}`;
  await withSiteDatabase(async (db) => {
    const [source] = await db
      .insert(sources)
      .values({ slug: `semaphore-${key}`, name, url: `${base}/?key=${key}` })
      .returning({ id: sources.id });
    const credited = Array.from({ length: 20 }, (_, n) => ({ slug: `semaphore-${key}-${n}`, title: `${name} ${n}` }));
    const published = { status: "published" as const, publishedAt: new Date("2001-01-01") };
    const credit = { sourceId: source?.id ?? 0, sourceUrl: `${base}/` };
    await db.insert(articles).values(credited.map((article) => ({ ...article, ...published, ...credit })));
  });
  await signIn(page, await aMember("editor"));
  await page.goto("/admin/sources");
  await page.getByRole("link", { name: `Chercher le flux du site ${name}` }).click();
  await expect(page.getByRole("heading", { name: "Cette page propose 2 flux" })).toBeVisible();
  await page.getByRole("link", { name: `La une ${key}` }).click();
  await expect(page.getByRole("heading", { name: /^Nouvelle \d+ / })).toHaveCount(10);
});

test("a list of feeds is checked, followed, and exported again @nojs @desktop", async ({ page }) => {
  test.slow();
  const key = randomUUID().slice(0, 8);
  await signIn(page, await aMember("editor"));
  await page.goto("/admin/sources/import");
  const upload = (body: string) =>
    page.getByLabel("Fichier OPML").setInputFiles({
      name: "liste.opml",
      mimeType: "text/x-opml",
      buffer: Buffer.from(body),
    });
  await upload('<!DOCTYPE opml [<!ENTITY a "b">]><opml/>');
  await page.getByRole("button", { name: "Vérifier" }).click();
  await expect(page.getByText("Le fichier contient un type de document (DTD)")).toBeVisible();
  await upload(
    `<opml version="2.0"><body><outline text="Liste ${key}" xmlUrl="${base}/rss?key=${key}"/><outline text="Sans" xmlUrl="x:"/></body></opml>`,
  );
  await page.getByRole("button", { name: "Vérifier" }).click();
  await expect(page.getByText("1 nouveau flux")).toBeVisible();
  await expect(page.getByText("1 entrée sans adresse valable")).toBeVisible();
  await expectNoSidewaysScroll(page);
  await page.getByRole("button", { name: "Suivre ce flux" }).click();
  await expect(page.getByText("1 flux est suivi.")).toBeVisible();
  const list = await page.request.get("/admin/sources/opml");
  expect(list.headers()["content-disposition"]).toContain("sources.opml");
  expect(await list.text()).toContain(`text="Liste ${key}"`);
});
