import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { testDatabase } from "#db/testing.ts";
import { absoluteUrl } from "#lib/site-address.ts";
import { rebuildRelated, refreshRelated } from "../mutations.ts";
import { listSelection, writeArticle } from "./articles-testing.ts";
import { listLinkedArticles } from "./links.ts";

const { db, clear, queries } = testDatabase();
const ids: Record<string, number> = {};

beforeEach(async () => {
  await clear();
  for (const slug of ["source", "cible", "autre"]) ids[slug] = await writeArticle(db, slug, { tags: ["vpn"] });
  await db.execute(
    sql`insert into redirects (from_path, article_id) values ('/2017/05/vieux', ${ids.cible ?? 0}), ('/?p=901', ${ids.cible ?? 0})`,
  );
  await db.execute(
    sql`insert into redirects (from_path, to_path) values ('/hop', '/hop2'), ('/hop2', '/articles/cible'), ('/boucle', '/boucle2'), ('/boucle2', '/boucle')`,
  );
});

async function linksOf(bodyHtml: string): Promise<number[]> {
  await writeArticle(db, "source", { tags: ["vpn"], bodyHtml }, ids.source);
  const links = await listLinkedArticles(db, [ids.source ?? 0]);
  return [...new Set(links.map(({ linkedId }) => linkedId))];
}

describe("links of a text", () => {
  test.each([
    ["/articles/cible"],
    ["/articles/cible#comments"],
    ["/articles/cible?page=2"],
    ["/articles/cible/comments"],
    [absoluteUrl("/articles/cible")],
    ["/2017/05/vieux"],
    ["/2017/05/vieux/"],
    ["/2017/05/CIBLE/"],
    ["/?p=901"],
    [absoluteUrl("/hop")],
  ])("%s leads to the article", async (href) => {
    expect(await linksOf(`<p>Voir <a href="${href}">ici</a>.</p>`)).toEqual([ids.cible]);
  });

  test.each([
    ["https://ailleurs.test/articles/cible"],
    ["//ailleurs.test/articles/cible"],
    ["/tags/cible"],
    ["/articles/inconnu"],
    ["/boucle"],
    ["/%E0%A4%A"],
    ["/media/cible"],
    ["#cible"],
    ["mailto:cible@example.org"],
  ])("%s leads to no article", async (href) => {
    expect(await linksOf(`<p>Voir <a href="${href}">ici</a>.</p>`)).toEqual([]);
  });

  test("counts a card by its id", async () => {
    expect(await linksOf(`<p data-card="${ids.autre}"><a href="/articles/ancien-nom">Autre</a></p>`)).toEqual([
      ids.autre,
    ]);
  });
});

test("an article to which the text links is never selected, and returns when the link goes", async () => {
  const link = '<p>Voir <a href="/2017/05/vieux">ici</a>.</p>';
  await writeArticle(db, "source", { tags: ["vpn"], bodyHtml: link }, ids.source);
  await refreshRelated(db, Object.values(ids));
  expect(await listSelection(db, "source")).toEqual(["autre"]);
  expect(await listSelection(db, "cible")).toEqual(["autre", "source"]);
  const before = await db.execute(sql`select * from related_articles order by 1, 2`);
  await db.execute(sql`truncate related_articles, article_keywords`);
  await rebuildRelated(db);
  expect(await db.execute(sql`select * from related_articles order by 1, 2`)).toEqual(before);
  await writeArticle(db, "source", { tags: ["vpn"], bodyHtml: "<p>Rien.</p>" }, ids.source);
  await refreshRelated(db, [ids.source ?? 0]);
  expect(await listSelection(db, "source")).toEqual(["autre", "cible"]);
});

test("a link to an article published later counts", async () => {
  await writeArticle(
    db,
    "source",
    { tags: ["vpn"], bodyHtml: '<p><a href="/articles/futur">Bientôt</a></p>' },
    ids.source,
  );
  await refreshRelated(db, Object.values(ids));
  ids.futur = await writeArticle(db, "futur", { tags: ["vpn"] });
  await refreshRelated(db, [ids.futur]);
  expect(await listSelection(db, "source")).toEqual(["autre", "cible"]);
  expect(await listSelection(db, "futur")).toContain("source");
});

test("a text with 5,000 links costs a bounded number of statements and hides no other article", async () => {
  const hrefs = Array.from(
    { length: 5_000 },
    (_, n) => `<a href="/articles/lien-${n}">x</a> <a href="/2017/05/${n}/">y</a>`,
  );
  for (let n = 0; n < 20; n += 1) ids[`lien-${n}`] = await writeArticle(db, `lien-${n}`, { tags: ["vpn"] });
  await writeArticle(db, "source", { tags: ["vpn"], bodyHtml: `<p>${hrefs.join("")}</p>` }, ids.source);
  const { statements } = await queries(() => refreshRelated(db, Object.values(ids)));
  expect(statements.length).toBeLessThan(30);
  expect(await listSelection(db, "source")).toEqual(["autre", "cible"]);
});
