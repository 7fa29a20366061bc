import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { articleDrafts, feeds, members, settingChanges } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { upsertArticle } from "#features/articles/mutations.ts";
import { countArticles } from "#features/articles/queries.ts";
import { ensureTags } from "#features/newsroom/drafts/draft-to-article.ts";
import { emptyContent, restoreRevision } from "#features/newsroom/drafts/mutations.ts";
import { findDraft } from "#features/newsroom/drafts/queries.ts";
import { createDraftOnce, saveDraft } from "#features/newsroom/drafts/save.ts";
import { applyBulkChange } from "#features/newsroom/list/mutations.ts";
import { listRevisions } from "#features/newsroom/revisions/mutations.ts";
import { resolveRedirect } from "#features/redirects/queries.ts";
import { refreshRelated } from "#features/related/mutations.ts";
import { addTestFeed } from "#features/syndication/publication/testing.ts";
import { upsertCategory, upsertTag } from "#features/taxonomy/mutations.ts";
import { resolveMergedTerms } from "#features/taxonomy/queries.ts";
import type { TermKind } from "#features/taxonomy/rules.ts";
import { imports } from "#server/cli/checks/imports.ts";
import { startProgress } from "#server/cli/progress.ts";
import { advanceMerge, continueMerge } from "./merge/merge.ts";
import { startTermMerge } from "./merge/start-merge.ts";
import { createCategory, deleteTerm, renameTerm, termVersion } from "./mutations.ts";
import { findTerm, listRunningMerges, listTerms } from "./queries.ts";
import { refreshTermRelated } from "./refresh-related.ts";
import { mergeBatchSize } from "./rules.ts";

const { db, sql, queries, clear } = testDatabase();
let editor: number;

beforeEach(async () => {
  await clear();
  const [row] = await db.insert(members).values({ name: "Ada", handle: "ada", role: "editor" }).returning();
  editor = row?.id ?? 0;
});

const article = async (
  slug: string,
  filed: { tagIds?: number[]; categoryIds?: number[] },
  status = "published" as const,
) =>
  (await upsertArticle(db, { slug, title: slug, status, lead: "", bodyHtml: "", publishedAt: new Date(), ...filed }))
    .id;

async function rename(kind: TermKind, id: number, words: { name: string; slug?: string; description?: string }) {
  const term = await findTerm(db, kind, id);
  if (!term) throw new Error("It is gone.");
  return renameTerm(db, editor, { kind, id, version: termVersion(term), slug: "", description: "", ...words });
}

async function merge(kind: TermKind, id: number, into: string) {
  const started = await startTermMerge(db, editor, { kind, id, into });
  if (started.ok) await advanceMerge(db, started.value.mergeId, () => false);
  return started;
}

describe("renaming", () => {
  test("redirects the old address, its pages and feeds in a single redirect, and records the change", async () => {
    const id = await upsertTag(db, { slug: "rgpd", name: "RGPD" });
    expect(await rename("tag", id, { name: "Données personnelles" })).toMatchObject({
      value: { slug: "donnees-personnelles" },
    });
    await rename("tag", id, { name: "Vie privée" });
    for (const [from, to] of [
      ["/tags/rgpd", "/tags/vie-privee"],
      ["/tags/donnees-personnelles", "/tags/vie-privee"],
      ["/tags/rgpd/page/3", "/tags/vie-privee?page=3"],
      ["/tags/rgpd/atom.xml", "/tags/vie-privee/atom.xml"],
      ["/tag/rgpd/feed", "/tags/vie-privee/feed.xml"],
      ["/tag/rgpd/page/2", "/tags/vie-privee?page=2"],
      ["/tags/vie-privee/page/99", null],
      ["/tags/unknown/feed.xml", null],
    ] as const)
      expect(await resolveRedirect(db, from), from).toBe(to);
    // Renaming it back removes the redirect.
    await rename("tag", id, { name: "RGPD" });
    expect(await resolveRedirect(db, "/tags/vie-privee")).toBe("/tags/rgpd");
    expect(await resolveRedirect(db, "/tags/rgpd/page/2")).toBeNull();
    const changes = await db.select().from(settingChanges).orderBy(settingChanges.id);
    expect(changes[0]).toMatchObject({
      key: "taxonomy.tags",
      before: ["RGPD (rgpd)"],
      after: ["Données personnelles (donnees-personnelles)"],
      actorId: editor,
    });
  });

  test("refuses an invalid name beside its field", async () => {
    const id = await upsertCategory(db, { slug: "reseau", name: "Réseau" });
    const other = await upsertCategory(db, { slug: "cloud", name: "Cloud" });
    await rename("category", other, { name: "Nuage" });
    for (const [words, fields] of [
      [{ name: "Réseau", slug: "feed" }, { slug: "newsroom.slugReserved" }],
      [{ name: "Réseau", slug: "à côté" }, { slug: "newsroom.slugShape" }],
      [{ name: "…" }, { slug: "newsroom.slugEmpty" }],
      [{ name: "Réseau", slug: "nuage" }, { slug: "taxonomy.slugTaken" }],
      [{ name: "Réseau", slug: "cloud" }, { slug: "taxonomy.slugLeads" }],
      [{ name: "nuage", slug: "autre" }, { name: "taxonomy.nameTaken" }],
    ] as const)
      expect(await rename("category", id, words)).toMatchObject({ ok: false, fields });
    expect(await createCategory(db, editor, { name: "Réseau", slug: "", description: "" })).toMatchObject({
      fields: { slug: "taxonomy.slugTaken" },
    });
    const stale = { kind: "category", id, version: "x", name: "Autre", slug: "", description: "" } as const;
    expect(await renameTerm(db, editor, stale)).toMatchObject({ code: "taxonomy.changed" });
  });

  test("redirects an old tag name that somebody still types, also if its slug was not made from it", async () => {
    const id = await upsertTag(db, { slug: "usa", name: "États-Unis" });
    expect(await rename("tag", id, { name: "Amérique", slug: "usa" })).toMatchObject({ ok: true });
    expect(await ensureTags(db, ["États-Unis"])).toEqual([id]);
    await rename("tag", id, { name: "Amérique du Nord" });
    for (const name of ["États-Unis", "usa", "Amérique"]) expect(await ensureTags(db, [name]), name).toEqual([id]);
    expect((await listTerms(db, "tag")).terms).toHaveLength(1);
    expect(await rename("tag", id, { name: "États-Unis" })).toMatchObject({ value: { slug: "etats-unis" } });
  });

  test("records what differs, with the description only if it changed", async () => {
    const id = await upsertCategory(db, { slug: "reseau", name: "Réseau", description: "Câbles" });
    const words = { name: "Réseau", slug: "reseau" };
    expect(await rename("category", id, { ...words, description: "Câbles" })).toMatchObject({
      value: { slug: "reseau", changed: false },
    });
    expect(await db.$count(settingChanges)).toBe(0);
    expect(await rename("category", id, { ...words, description: "Ondes" })).toMatchObject({
      value: { changed: true },
    });
    expect(await db.select().from(settingChanges)).toMatchObject([
      { before: ["Réseau (reseau) — Câbles"], after: ["Réseau (reseau) — Ondes"] },
    ]);
  });

  test("updates a tag in the reasons of related articles", async () => {
    const id = await upsertTag(db, { slug: "usb", name: "USB" });
    const ids = [await article("a", { tagIds: [id] }), await article("b", { tagIds: [id] })];
    await db.transaction((tx) => refreshRelated(tx, ids));
    await rename("tag", id, { name: "Clés USB" });
    await refreshTermRelated(db, { kind: "tag", id });
    const rows = await sql`select reasons->'tags'->>0 as tag from related_articles`;
    expect(rows.map(({ tag }) => tag)).toEqual(["Clés USB", "Clés USB"]);
  });
});

describe("merging", () => {
  test("moves every article once, keeps its main category, and redirects the old address", async () => {
    const [from, into] = [
      await upsertCategory(db, { slug: "securite", name: "Sécurité" }),
      await upsertCategory(db, { slug: "menaces", name: "Menaces" }),
    ];
    const child = await upsertCategory(db, { slug: "virus", name: "Virus", parentId: from });
    const first = await article("a", { categoryIds: [from, into] });
    await article("b", { categoryIds: [into] });
    await article("c", { categoryIds: [from] }, "draft" as "published");
    await db.insert(articleDrafts).values({ articleId: first, content: { ...content, categoryIds: [from, into] } });
    const feed = await addTestFeed(db, {
      categoryId: from,
      termMappings: [
        { term: "Sport", categoryId: child, tag: "sport" },
        { term: "Vie privée", categoryId: from, tag: null },
      ],
    });
    expect(await merge("category", from, "menaces")).toMatchObject({ ok: true });

    const policies = await db
      .select({ categoryId: feeds.categoryId, termMappings: feeds.termMappings })
      .from(feeds)
      .where(eq(feeds.id, feed));
    expect(policies).toEqual([
      {
        categoryId: into,
        termMappings: [
          { term: "Sport", categoryId: child, tag: "sport" },
          { term: "Vie privée", categoryId: into, tag: null },
        ],
      },
    ]);
    expect(await countArticles(db, { kind: "category", id: into })).toBe(2);
    const { terms } = await listTerms(db, "category");
    expect(terms.map(({ slug, articles, published }) => [slug, articles, published])).toEqual([
      ["menaces", 3, 2],
      ["virus", 0, 0],
    ]);
    expect(await sql`select position from article_categories where article_id = ${first}`).toEqual([{ position: 0 }]);
    expect(await sql`select parent_id::int as p from categories where id = ${child}`).toEqual([{ p: into }]);
    expect(await resolveRedirect(db, "/categories/securite")).toBe("/categories/menaces");
    expect(await resolveRedirect(db, "/categories/securite/feed.json")).toBe("/categories/menaces/feed.json");
    // Drafts and open forms still name the old category.
    expect(await sql`select content->'categoryIds' as ids from article_drafts`).toEqual([{ ids: [into] }]);
    expect(await resolveMergedTerms(db, "category", [from, child])).toEqual([into, child]);
    const last = await upsertCategory(db, { slug: "risques", name: "Risques" });
    await merge("category", into, "risques");
    expect(await resolveMergedTerms(db, "category", [from])).toEqual([last]);
    expect(await resolveRedirect(db, "/categories/securite")).toBe("/categories/risques");
  });

  test("updates the old category in open pages, revisions and lists rendered before", async () => {
    const [from, into] = [
      await upsertCategory(db, { slug: "securite", name: "Sécurité" }),
      await upsertCategory(db, { slug: "menaces", name: "Menaces" }),
    ];
    const writer = { id: editor, role: "editor" as const };
    const open = { ...(await emptyContent(db, editor)), title: "Un essai", categoryIds: [from] };
    const begun = await createDraftOnce(db, writer, open, { key: "page" });
    if (!begun.ok) throw new Error(begun.code);
    const { id } = begun.value;
    await merge("category", from, "menaces");
    const filedUnder = async () => [
      (await findDraft(db, id))?.content.categoryIds,
      (await sql`select category_id::int as c from article_categories where article_id = ${id}`).map(({ c }) => c),
    ];

    const save = { version: 1, kind: "auto" as const, page: { key: "page" } };
    expect(await saveDraft(db, writer, id, { ...open, lead: "Chapeau" }, save)).toMatchObject({ ok: true });
    expect(await filedUnder()).toEqual([[into], [into]]);
    const oldest = (await listRevisions(db, id, 10)).at(-1)?.id ?? 0;
    expect(await restoreRevision(db, writer, id, oldest, 2)).toMatchObject({ ok: true });
    expect(await filedUnder()).toEqual([[into], [into]]);
    const again = { ...open, categoryIds: [] };
    await saveDraft(db, writer, id, again, { version: 3, kind: "save" });
    await applyBulkChange(db, writer, [id], { act: "category", categoryId: from });
    expect(await filedUnder()).toEqual([[into], [into]]);
  });

  test("assigns the new term for the old name, and an import finds it", async () => {
    const from = await upsertTag(db, { slug: "usa", name: "États-Unis" });
    const into = await upsertTag(db, { slug: "amerique", name: "Amérique" });
    await sql`insert into imported_items (blog_url, kind, foreign_id, local_id, fingerprint) values ('b', 'tag', 'usa', ${String(from)}, '')`;
    await merge("tag", from, "AMÉRIQUE");
    expect(await ensureTags(db, ["États-Unis"])).toEqual([into]);
    expect(await ensureTags(db, ["usa"])).toEqual([into]);
    expect(await sql`select local_id from imported_items`).toEqual([{ local_id: String(into) }]);
  });

  test("refuses a missing target, itself, and a second merge at the same time", async () => {
    const [a, b] = [await upsertTag(db, { slug: "a", name: "A" }), await upsertTag(db, { slug: "b", name: "B" })];
    expect(await merge("tag", a, "nothing")).toMatchObject({ fields: { into: "taxonomy.intoUnknown" } });
    expect(await merge("tag", a, "a")).toMatchObject({ fields: { into: "taxonomy.intoItself" } });
    await startTermMerge(db, editor, { kind: "tag", id: a, into: "b" });
    expect(await startTermMerge(db, editor, { kind: "tag", id: b, into: "a" })).toMatchObject({
      code: "taxonomy.merging",
    });
    expect(await deleteTerm(db, editor, "tag", b)).toMatchObject({ code: "taxonomy.merging" });
  });

  test("continues a large merge in a job that can be stopped, with correct counts at every step", async () => {
    const total = 2 * mergeBatchSize + 10;
    const [from, into] = [await upsertTag(db, { slug: "a", name: "A" }), await upsertTag(db, { slug: "b", name: "B" })];
    await sql`
      insert into articles (slug, status, title, published_at)
      select 'n' || n, 'published', 'N', now() - n * interval '1 minute' from generate_series(1, ${total}::int) n`;
    await sql`insert into article_tags (article_id, tag_id, listed_at) select id, ${from}, published_at from articles`;
    const started = await startTermMerge(db, editor, { kind: "tag", id: from, into: "b" });
    if (!started.ok) throw new Error(started.code);
    const { mergeId } = started.value;
    expect(await advanceMerge(db, mergeId, () => true)).toBe(false);
    expect(await listRunningMerges(db, "tag")).toMatchObject([{ moved: mergeBatchSize, total }]);
    const counts = async () => Promise.all([from, into].map((id) => countArticles(db, { kind: "tag", id })));
    expect(await counts()).toEqual([total - mergeBatchSize, mergeBatchSize]);
    // The lock serialises the two.
    await Promise.all([continueMerge(db, { mergeId }), continueMerge(db, { mergeId })]);
    expect(await counts()).toEqual([0, total]);
    expect(await listRunningMerges(db, "tag")).toEqual([]);
    expect(await findTerm(db, "tag", from)).toBeUndefined();
  });
});

describe("deletion", () => {
  test("refuses a term with articles, published or not", async () => {
    const [full, wanted, empty] = [
      await upsertCategory(db, { slug: "pleine", name: "Pleine" }),
      await upsertCategory(db, { slug: "voulue", name: "Voulue" }),
      await upsertCategory(db, { slug: "vide", name: "Vide" }),
    ];
    const id = await article("a", { categoryIds: [full] }, "draft" as "published");
    await db.insert(articleDrafts).values({ articleId: id, content: { ...content, categoryIds: [wanted] } });
    expect(await deleteTerm(db, editor, "category", full)).toMatchObject({ code: "taxonomy.notEmpty" });
    expect(await deleteTerm(db, editor, "category", wanted)).toMatchObject({ code: "taxonomy.inWork" });
    await sql`insert into imported_items (blog_url, kind, foreign_id, local_id, fingerprint) values ('b', 'category', 'vide', ${String(empty)}, '')`;
    expect(await deleteTerm(db, editor, "category", empty)).toMatchObject({ ok: true });
    expect(await imported()).toEqual([]);
    expect(await deleteTerm(db, editor, "category", empty)).toMatchObject({ code: "taxonomy.gone" });
  });
});

test("pages by address, searches part of a name, and counts in one statement", async () => {
  await sql`insert into tags (slug, name) select 't' || lpad(n::text, 3, '0'), 'Tag ' || n from generate_series(1, 120) n`;
  const seen: string[] = [];
  let after: string | undefined;
  do {
    const page = await listTerms(db, "tag", { after });
    seen.push(...page.terms.map(({ slug }) => slug));
    after = page.next;
  } while (after);
  expect(seen).toHaveLength(120);
  expect(new Set(seen).size).toBe(120);
  const { result, statements } = await queries(() => listTerms(db, "tag", { words: "TAG 11" }));
  expect(result.terms.map(({ name }) => name)).toContain("Tag 117");
  expect(statements).toHaveLength(1);
  expect((await listTerms(db, "tag", { words: "100%_" })).terms).toEqual([]);
});

/** Returns what the check of imports finds. */
async function imported(): Promise<string[]> {
  return sql.begin(async (tx) => {
    const found: string[] = [];
    for await (const line of imports.find({ sql: tx, startProgress })) found.push(line);
    return found;
  });
}

const content = {
  title: "",
  lead: "",
  slug: "",
  bodyHtml: "",
  categoryIds: [] as number[],
  tags: [],
  authorIds: [],
  leadMediaId: null,
  leadCaption: "",
  source: null,
  canonicalUrl: "",
  seoTitle: "",
  seoDescription: "",
  commentPolicy: "open" as const,
  commentsCloseAfterDays: null,
};
