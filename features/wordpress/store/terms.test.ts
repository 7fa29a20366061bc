import { asc, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { categories, tags } from "#db/schema.ts";
import { resolveRedirect } from "#features/redirects/queries.ts";
import { importFixtures } from "../testing.ts";
import { storeImportedRedirects } from "./imported-redirects.ts";
import { TermImporter } from "./terms.ts";

const { db, bring } = importFixtures();
const term = (nicename: string, name: string, taxonomy = "post_tag") => ({ taxonomy, nicename, name });
const listTags = () => db.select({ slug: tags.slug, name: tags.name }).from(tags).orderBy(asc(tags.id));
const listedTag = (id: number, nicename: string, name: string) =>
  `<wp:tag><wp:term_id>${id}</wp:term_id><wp:tag_slug>${nicename}</wp:tag_slug><wp:tag_name>${name}</wp:tag_name></wp:tag>`;

test("terms without Latin letters stay apart, and their old addresses lead to each", async () => {
  const items = [
    {
      id: 1,
      terms: [
        term("%e5%ad%a6%e4%b9%a0", "学习"),
        term("%e7%94%9f%e6%b4%bb", "生活"),
        term("%e6%9d%82", "杂货铺", "category"),
        term("%e9%93%ba", "铺", "category"),
      ],
    },
  ];
  const head = listedTag(31, "%e5%ad%a6%e4%b9%a0", "学习");
  const report = await bring(items, {}, { head });
  expect(report.tags).toEqual({ new: 2, known: 0 });
  expect(report.categories).toEqual({ new: 2, known: 0 });
  expect(await listTags()).toEqual([
    { slug: "tag-31", name: "学习" },
    { slug: "tag", name: "生活" },
  ]);
  const names = await db.select({ slug: categories.slug, name: categories.name }).from(categories);
  expect(names).toEqual([
    { slug: "category", name: "杂货铺" },
    { slug: "category-2", name: "铺" },
  ]);
  for (const [address, target] of [
    ["/tag/%e5%ad%a6%e4%b9%a0/", "/tags/tag-31"],
    ["/tag/%E7%94%9F%E6%B4%BB/", "/tags/tag"],
    ["/category/%e9%93%ba/page/2/", "/categories/category-2?page=2"],
    ["/?tag_id=31", "/tags/tag-31"],
  ] as const)
    expect([address, await resolveRedirect(db, address)]).toEqual([address, target]);
  const again = await bring(items, {}, { head });
  expect(again.tags).toEqual({ new: 0, known: 2 });
  expect(await listTags()).toHaveLength(2);
});

test("names that only differ in what a slug cannot hold stay apart", async () => {
  await bring([
    { id: 1, terms: [term("php%e5%ad%a6", "PHP学"), term("php", "PHP"), term("c", "C"), term("c%23", "C#")] },
  ]);
  expect((await listTags()).map(({ name }) => name).sort()).toEqual(["C", "C#", "PHP", "PHP学"]);
});

test("a term that is here under the same slug is used and counted as known", async () => {
  await db.insert(tags).values([
    { slug: "sauvegarde", name: "Copies" },
    { slug: "ete", name: "Été" },
    { slug: "metro", name: "Métro" },
  ]);
  const items = [
    { id: 1, terms: [term("sauvegarde", "sauvegarde"), term("%c3%a9t%c3%a9", "été"), term("m%c3%a9tro", "Le métro")] },
  ];
  expect((await bring(items)).tags).toEqual({ new: 1, known: 2 });
  expect(await listTags()).toEqual([
    { slug: "sauvegarde", name: "Copies" },
    { slug: "ete", name: "Été" },
    { slug: "metro", name: "Métro" },
    { slug: "metro-2", name: "Le métro" },
  ]);
});

test("former names keep the ending of the permalinks", async () => {
  const link = "https://blog.example/201004/nokia.html";
  await bring([{ id: 1, name: "nokia", link, meta: { _wp_old_slug: "%e8%af%ba%e5%9f%ba%e4%ba%9a" } }]);
  expect(await resolveRedirect(db, "/201004/%E8%AF%BA%E5%9F%BA%E4%BA%9A.html")).toBe("/articles/nokia");
});

/** PostgreSQL takes 65,535 parameters in a statement. */
const beyondOneStatement = 66_000;

test("more terms than a statement has parameters are found again", async () => {
  await db.execute(sql`
    insert into tags (slug, name) select 't-' || n, 'T ' || n from generate_series(1, ${beyondOneStatement}::int) n`);
  await db.execute(sql`
    insert into imported_items (blog_url, kind, foreign_id, local_id, fingerprint)
    select 'https://blog.example', 'tag', slug, id::text, '' from tags`);
  const terms = new TermImporter("https://blog.example", [], []);
  await terms.loadKnown(
    db,
    "tag",
    Array.from({ length: beyondOneStatement }, (_, index) => `t-${index + 1}`),
  );
  expect(terms.counts.tag).toEqual({ new: 0, known: beyondOneStatement });
});

test("an item may have more former addresses than a statement has parameters", async () => {
  const rules = Array.from({ length: beyondOneStatement / 2 }, (_, index) => ({
    fromPath: `/vieux-${index}`,
    target: { toPath: "/articles/x" },
  }));
  const report = { takenAddresses: { count: 0, named: [] } };
  const stored = await storeImportedRedirects(db, rules, { blogUrl: "https://blog.example", report });
  expect(stored).toBe(rules.length);
  expect(await storeImportedRedirects(db, rules, { blogUrl: "https://blog.example", report })).toBe(0);
  expect(report.takenAddresses).toEqual({ count: 0, named: [] });
});
