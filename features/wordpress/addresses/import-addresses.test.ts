import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { asc } from "drizzle-orm";
import { expect, test } from "vitest";
import { articles, redirects } from "#db/schema.ts";
import { resolveRedirect } from "#features/redirects/queries.ts";
import { sampleFoot, sampleHead, sampleItem } from "../export/sample-testing.ts";
import { importFixtures } from "../testing.ts";

const { db, folder, run, bring } = importFixtures();

/** The lists of an export, with ids, as WordPress writes them. */
const lists = `<wp:author><wp:author_id>3</wp:author_id><wp:author_login>Jean.Dupont</wp:author_login><wp:author_display_name>Jean</wp:author_display_name></wp:author>
<wp:author><wp:author_id>4</wp:author_id><wp:author_login>secret@mail.example</wp:author_login><wp:author_display_name>secret@mail.example</wp:author_display_name></wp:author>
<wp:category><wp:term_id>5</wp:term_id><wp:category_nicename>%c3%a9t%c3%a9</wp:category_nicename><wp:cat_name>Été</wp:cat_name></wp:category>
<wp:category><wp:term_id>99999999999999999999</wp:term_id><wp:category_nicename>nuages</wp:category_nicename><wp:cat_name>Nuages</wp:cat_name></wp:category>
<wp:tag><wp:term_id>8</wp:term_id><wp:tag_slug>rgpd</wp:tag_slug><wp:tag_name>RGPD</wp:tag_name></wp:tag>`;

const file = (blogUrl: string) => {
  const path = join(folder, "addresses.xml");
  const article = { id: 10, name: "nuage", link: `${blogUrl}/2017/03/nuage/`, content: "Texte." };
  const picture = { id: 11, type: "attachment", parent: 10, link: `${blogUrl}/2017/03/nuage/photo/`, name: "photo" };
  const lost = { id: 12, type: "attachment", link: `${blogUrl}/sans-parent/`, name: "sans-parent" };
  const items = [article, picture, lost].map(sampleItem).join("");
  writeFileSync(path, sampleHead({ blogUrl }) + lists + items + sampleFoot);
  return path;
};

test("every id and every changed name leads to what it was", async () => {
  const report = await run(file("https://blog.example"));
  for (const [address, target] of [
    ["/?cat=5", "/categories/ete"],
    ["/?cat=5&feed=rss2", "/categories/ete/feed.xml"],
    ["/category/%C3%A9t%C3%A9/page/2/", "/categories/ete?page=2"],
    ["/?tag_id=8&paged=3", "/tags/rgpd?page=3"],
    ["/?author=3", "/authors/jean-dupont"],
    ["/author/jean-dupont/", "/authors/jean-dupont"],
    ["/?attachment_id=11", "/articles/nuage"],
    ["/2017/03/nuage/photo/", "/articles/nuage"],
    ["/?p=10&preview=true", "/articles/nuage"],
    ["/?attachment_id=12", null],
    ["/sans-parent", null],
  ] as const)
    expect([address, await resolveRedirect(db, address)]).toEqual([address, target]);
  const stored = await db.select().from(redirects).orderBy(asc(redirects.fromPath));
  expect(JSON.stringify(stored)).not.toMatch(/mail|9{20}/);
  expect(report.redirects).toBe(stored.length);
  const again = await run(file("https://blog.example"));
  expect(again.redirects).toBe(0);
  expect(await db.select().from(redirects).orderBy(asc(redirects.fromPath))).toEqual(stored);
});

test("a blog in a folder has its front page and feeds there", async () => {
  await run(file("https://blog.example/journal"));
  for (const [address, target] of [
    ["/journal/", "/"],
    ["/journal/2017/03/nuage/", "/articles/nuage"],
    ["/journal/?p=10", "/articles/nuage"],
    ["/journal/category/%C3%A9t%C3%A9/", "/categories/ete"],
    ["/journal/feed/", "/feed.xml"],
    ["/journal/2017/03/", "/search?period=2017-03&sort=date"],
  ] as const)
    expect([address, await resolveRedirect(db, address)]).toEqual([address, target]);
});

test("a blog in a folder, with plain permalinks, has a redirect for each", async () => {
  const blogUrl = "https://blog.example/journal";
  const items = [1, 2].map((id) => ({ id, name: `billet-${id}`, link: `${blogUrl}/?p=${id}` }));
  const page = { id: 3, type: "page", name: "equipe", link: `${blogUrl}/?page_id=3`, content: "Nous." };
  const picture = { id: 4, type: "attachment", parent: 2, link: `${blogUrl}/?attachment_id=4` };
  const report = await bring([...items, page, picture], {}, { blogUrl, head: lists });
  for (const [address, target] of [
    ["/journal/", "/"],
    ["/journal/?p=1", "/articles/billet-1"],
    ["/journal/?p=2", "/articles/billet-2"],
    ["/journal/?page_id=3", "/pages/equipe"],
    ["/journal/?page_id=99", null],
    ["/journal/?attachment_id=4", "/articles/billet-2"],
    ["/journal/?cat=5", "/categories/ete"],
    ["/journal/?feed=rss2", "/feed.xml"],
    ["/journal/?s=x", "/search?q=x"],
    ["/journal/page/2/", "/?page=2"],
    ["/journal/billet-1/page/2/", "/articles/billet-1"],
  ] as const)
    expect([address, await resolveRedirect(db, address)]).toEqual([address, target]);
  expect(report.redirects).toBe((await db.select().from(redirects)).length);
  expect((await bring([...items, page, picture], {}, { blogUrl, head: lists })).redirects).toBe(0);
});

test.each(["https://blog.example", "https://blog.example/journal"])(
  "links in texts lead to the front page and the lists of %s here",
  async (blogUrl) => {
    const link = (path: string) => `<a href="${blogUrl}${path}">x</a>`;
    const paths = [
      "",
      "/",
      "/?utm_source=x",
      "/category/%C3%A9t%C3%A9/",
      "/tag/rgpd",
      "/?cat=5",
      "/2017/03/",
      "/feed/",
      "/?s=x",
      "/tag/inconnu/",
      "/?p=99",
      "/wp-content/uploads/a.pdf",
    ];
    await bring([{ id: 1, content: paths.map(link).join("\n\n") }], {}, { blogUrl, head: lists });
    const [row] = await db.select({ body: articles.bodyHtml }).from(articles);
    const targets = [...(row?.body ?? "").matchAll(/<p><a href="([^"]*)">x<\/a><\/p>/g)].map(([, href]) => href);
    expect(targets).toEqual([
      ...["/", "/", "/", "/categories/ete", "/tags/rgpd", "/categories/ete"],
      ...["/search?period=2017-03&amp;sort=date", "/feed.xml", "/search?q=x"],
      ...["/tag/inconnu/", "/?p=99", "/wp-content/uploads/a.pdf"].map((path) => blogUrl + path),
    ]);
  },
);

test("a file without a post leads to its picture", async () => {
  const { addRedirect } = await import("#features/redirects/mutations.ts");
  await addRedirect(db, "/?attachment_id=12", { toPath: "/media/abc" });
  await bring([
    { id: 12, type: "attachment", link: "https://blog.example/photo/", attachmentUrl: "https://blog.example/x.jpg" },
  ]);
  expect(await resolveRedirect(db, "/photo/")).toBe("/media/abc");
});
