import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { listArticleCacheTags } from "#db/cache-tags/list-article-cache-tags.ts";
import { taxonomyCacheTags } from "#db/cache-tags/taxonomy.ts";
import { readQueryPlans } from "#db/query-plans-testing.ts";
import { members, stories, storyArticles } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { setArticleStatus } from "#features/articles/mutations.ts";
import { listArticles } from "#features/articles/queries.ts";
import { anArticle } from "#features/articles/testing.ts";
import { resolveRedirect } from "#features/redirects/queries.ts";
import {
  createStory,
  deleteStory,
  ensureStory,
  mergeStory,
  orderStory,
  orderVersion,
  placeInStory,
  storyVersion,
  updateStory,
} from "./mutations.ts";
import { findStory, findStoryLinks, findStoryPlace, getStory, listPlacedArticles, listStories } from "./queries.ts";
import { maxLatest, maxPartsAround } from "./rules.ts";

const { db, sql, clear, queries } = testDatabase();

beforeEach(async () => {
  await clear();
  await db.insert(members).values({ name: "É", handle: "e", role: "editor" });
});

async function aStory(name: string, kind: "story" | "series" = "series"): Promise<number> {
  const created = await createStory(db, 1, { name, slug: "", description: "", kind });
  if (!created.ok) throw new Error(created.code);
  return created.value.id;
}

const day = 86_400_000;

/** Articles `a`, `b` …, each a day later than the one before, put into the story in this order. */
async function withParts(storyId: number, ...slugs: string[]): Promise<number[]> {
  const ids: number[] = [];
  for (const [index, slug] of slugs.entries()) {
    const id = await anArticle(db, slug, { publishedAt: new Date(Date.UTC(2020, 0, 1) + index * day) });
    await placeInStory(db, id, { storyId, place: null });
    ids.push(id);
  }
  return ids;
}

const orderOf = async (id: number) => {
  const story = await findStory(db, id);
  return story ? (await listPlacedArticles(db, story)).map(({ title }) => title).join("") : undefined;
};
const linksOf = async (id: number) => (await findStoryLinks(db, id))?.story;

describe("what readers see", () => {
  test("a story without published articles is none", async () => {
    const id = await aStory("Vide");
    expect(await getStory(db, "vide")).toBeNull();
    const draft = await anArticle(db, "brouillon", { status: "draft", publishedAt: null });
    await placeInStory(db, draft, { storyId: id, place: null });
    expect(await getStory(db, "vide")).toBeNull();
    expect(await linksOf(draft)).toBeNull();
    await setArticleStatus(db, [draft], "published");
    expect(await getStory(db, "vide")).toMatchObject({ name: "Vide", kind: "series" });
    await setArticleStatus(db, [draft], "withdrawn");
    expect(await getStory(db, "vide")).toBeNull();
  });

  test("the parts of a series are in its order, with numbers that leave no gap for unpublished ones", async () => {
    const id = await aStory("Série");
    const [a = 0, b = 0, c = 0] = await withParts(id, "a", "b", "c");
    expect((await listArticles(db, { kind: "series", id })).map(({ slug }) => slug)).toEqual(["a", "b", "c"]);
    expect(await linksOf(c)).toMatchObject({
      number: 3,
      total: 3,
      parts: [{ slug: "a" }, { slug: "b" }, { slug: "c" }],
    });
    await setArticleStatus(db, [b], "withdrawn");
    expect(await linksOf(c)).toMatchObject({ number: 2, total: 2, parts: [{ slug: "a" }, { slug: "c", number: 2 }] });
    expect(await linksOf(b)).toBeNull();
    expect(await linksOf(a)).toMatchObject({ number: 1 });
  });

  test("a long series is listed around the article, with the number of all its parts", async () => {
    const id = await aStory("Feuilleton");
    const count = 2 * maxPartsAround + 20;
    const ids = await withParts(id, ...Array.from({ length: count }, (_, index) => `partie-${index + 1}`));
    const links = await linksOf(ids[19] ?? 0);
    expect(links).toMatchObject({ number: 20, total: count });
    expect(links?.parts.map(({ number }) => number)).toEqual(
      Array.from({ length: 2 * maxPartsAround + 1 }, (_, index) => 20 - maxPartsAround + index),
    );
    expect((await linksOf(ids[0] ?? 0))?.parts).toHaveLength(1 + maxPartsAround);
  });

  test("links read few articles of a long story, and count those of a series once", async () => {
    const [story, series] = [await aStory("Affaire", "story"), await aStory("Série")];
    await sql`
      insert into articles (slug, title, status, published_at)
      select 'partie-' || n, 'Partie', 'published', '2020-01-01'::timestamptz + n * interval '1 hour' from generate_series(1, 4000) n`;
    await sql`
      insert into story_articles (article_id, story_id, position, listed_at)
      select id, case when id % 2 = 0 then ${story}::bigint else ${series}::bigint end, id, published_at from articles`;
    await sql`analyze`;
    for (const [kind, odd, maxRead] of [
      ["story", 0, 50],
      ["series", 1, 3 * 2_000],
    ] as const) {
      const [middle] =
        await sql`select min(article_id) as id from story_articles where article_id % 2 = ${odd} and position > 2000`;
      const plans = await readQueryPlans(sql, (db) => findStoryLinks(db, Number(middle?.id)));
      expect(plans[0]?.read, kind).toBeLessThan(maxRead);
    }
  });

  test("a running story has the newest article first, and names the latest others", async () => {
    const id = await aStory("Affaire", "story");
    const ids = await withParts(id, "a", "b", "c", "d", "e", "f");
    expect((await listArticles(db, { kind: "story", id })).map(({ slug }) => slug).join("")).toBe("fedcba");
    const links = await linksOf(ids[4] ?? 0);
    expect(links?.parts.map(({ slug }) => slug).join("")).toBe("fdcb");
    expect(links?.parts).toHaveLength(maxLatest);
  });

  test("an article in no story costs one statement, and so does one in a series", async () => {
    const id = await aStory("Série");
    const [a = 0] = await withParts(id, "a", "b");
    const alone = await anArticle(db, "seul");
    expect(await linksOf(alone)).toBeNull();
    for (const article of [a, alone])
      expect((await queries(() => findStoryLinks(db, article))).statements).toHaveLength(1);
  });

  test("the pages of a story depend on each of its articles", async () => {
    const id = await aStory("Série");
    const [a = 0] = await withParts(id, "a");
    expect(await listArticleCacheTags(db, [a])).toContain(taxonomyCacheTags.story("serie"));
  });
});

describe("places in a series", () => {
  test("a number puts an article between two others, before the first, or last", async () => {
    const id = await aStory("Série");
    const [a = 0, , c = 0] = await withParts(id, "a", "b", "c");
    await placeInStory(db, c, { storyId: id, place: 2 });
    expect(await orderOf(id)).toBe("acb");
    await placeInStory(db, c, { storyId: id, place: 1 });
    expect(await orderOf(id)).toBe("cab");
    await placeInStory(db, a, { storyId: id, place: 99 });
    expect(await orderOf(id)).toBe("cba");
    expect(await findStoryPlace(db, a)).toEqual({ number: 3, total: 3 });
    await placeInStory(db, a, { storyId: id, place: null });
    expect(await orderOf(id)).toBe("cba");
  });

  test("an article is in one story at most, and leaves it with null", async () => {
    const [one, two] = [await aStory("Un"), await aStory("Deux")];
    const [a = 0] = await withParts(one, "a");
    await placeInStory(db, a, { storyId: two, place: null });
    expect([await orderOf(one), await orderOf(two)]).toEqual(["", "a"]);
    await placeInStory(db, a, { storyId: 999, place: null });
    expect(await orderOf(two)).toBe("a");
    await placeInStory(db, a, null);
    expect(await orderOf(two)).toBe("");
  });

  test("two at once both get in", async () => {
    const id = await aStory("Série");
    const articles = await Promise.all(["a", "b", "c", "d"].map((slug) => anArticle(db, slug)));
    await Promise.all(articles.map((one) => db.transaction((tx) => placeInStory(tx, one, { storyId: id, place: 1 }))));
    const rows = await db.select().from(storyArticles);
    expect(new Set(rows.map(({ position }) => position)).size).toBe(4);
  });

  test("numbers put a series in order; another order in between is refused", async () => {
    const id = await aStory("Série");
    const [a = 0, b = 0, c = 0] = await withParts(id, "a", "b", "c");
    const version = orderVersion(await listPlacedArticles(db, { id, kind: "series" }));
    const places = new Map([
      [a, 3],
      [b, 1],
      [c, 1],
    ]);
    expect(await orderStory(db, { id, version, places, removed: [] })).toMatchObject({ ok: true });
    expect(await orderOf(id)).toBe("bca");
    expect(await orderStory(db, { id, version, places, removed: [] })).toMatchObject({ code: "stories.orderChanged" });
    const now = orderVersion(await listPlacedArticles(db, { id, kind: "series" }));
    expect(await orderStory(db, { id, version: now, places: new Map(), removed: [c] })).toMatchObject({ ok: true });
    expect(await orderOf(id)).toBe("ba");
  });
});

describe("stories in the newsroom", () => {
  test("a title makes the address; titles and addresses are unique", async () => {
    await aStory("L’été à Paris");
    expect(
      await createStory(db, 1, { name: "l’ÉTÉ à paris", slug: "x", description: "", kind: "story" }),
    ).toMatchObject({
      fields: { name: "stories.titleTaken" },
    });
    expect(
      await createStory(db, 1, { name: "Autre", slug: "l-ete-a-paris", description: "", kind: "story" }),
    ).toMatchObject({ fields: { slug: "stories.slugTaken" } });
    expect(await createStory(db, 1, { name: "!", slug: "", description: "", kind: "story" })).toMatchObject({
      ok: false,
      fields: { slug: expect.any(String) },
    });
  });

  test("an address that an article's new story takes meanwhile is refused beside the field", async () => {
    const other = await aStory("Autre");
    const story = await findStory(db, other);
    if (!story) throw new Error("missing");
    const input = { name: "LES PORTS !", slug: "les-ports", description: "", kind: "series" as const };
    for (const change of [
      () => createStory(db, 1, input),
      () => updateStory(db, 1, { ...input, id: other, version: storyVersion(story) }),
    ]) {
      const inserted = Promise.withResolvers<void>();
      const waits = Promise.withResolvers<void>();
      const publishing = db.transaction(async (tx) => {
        await ensureStory(tx, "Les ports", "series", 1);
        inserted.resolve();
        await waits.promise;
      });
      await inserted.promise;
      const changed = change();
      await expect
        .poll(() => sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`)
        .toHaveLength(1);
      waits.resolve();
      await publishing;
      expect(await changed).toMatchObject({ ok: false, fields: { slug: "stories.slugTaken" } });
      await db.delete(stories).where(eq(stories.slug, "les-ports"));
    }
  });

  test("an article that is put into a story while that is merged follows it", async () => {
    const [one, two] = [await aStory("Un"), await aStory("Deux")];
    const article = await anArticle(db, "a");
    const merged = Promise.withResolvers<void>();
    const waits = Promise.withResolvers<void>();
    const merging = db.transaction(async (tx) => {
      await tx.update(stories).set({ mergedIntoId: two }).where(eq(stories.id, one));
      merged.resolve();
      await waits.promise;
    });
    await merged.promise;
    const placed = placeInStory(db, article, { storyId: one, place: null });
    await expect
      .poll(() => sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`)
      .toHaveLength(1);
    waits.resolve();
    await Promise.all([merging, placed]);
    expect(await orderOf(two)).toBe("a");
  });

  test("two articles that name the same new series create one", async () => {
    const make = () => db.transaction((tx) => ensureStory(tx, "Les ports", "series", 1));
    const ids = await Promise.all([make(), make(), make()]);
    expect(new Set(ids).size).toBe(1);
    expect(await db.$count(stories)).toBe(1);
    expect(await ensureStory(db, "LES PORTS", "story", 1)).toBe(ids[0]);
    // Another title with the same address gets a number.
    await ensureStory(db, "Les ports !", "story", 1);
    expect((await listStories(db)).stories.map(({ slug }) => slug)).toEqual(["les-ports-2", "les-ports"]);
  });

  test("an old address leads to the new one; a change in between is refused", async () => {
    const id = await aStory("Avant");
    await withParts(id, "a");
    const story = await findStory(db, id);
    if (!story) throw new Error("missing");
    const input = {
      id,
      version: storyVersion(story),
      name: "Après",
      slug: "",
      description: "D",
      kind: "story",
    } as const;
    expect(await updateStory(db, 1, input)).toMatchObject({ value: { changed: true } });
    expect(await getStory(db, "apres")).toMatchObject({ name: "Après", description: "D", kind: "story" });
    expect(await resolveRedirect(db, "/stories/avant")).toBe("/stories/apres");
    expect(await updateStory(db, 1, input)).toMatchObject({ code: "stories.changed" });
  });

  test("a merge appends the articles, redirects the address, and later uses of the old id follow", async () => {
    const [one, two] = [await aStory("Un"), await aStory("Deux")];
    await withParts(one, "a", "b");
    await withParts(two, "c", "d");
    expect(await mergeStory(db, 1, { id: two, into: "Trois" })).toMatchObject({
      fields: { into: "stories.intoUnknown" },
    });
    expect(await mergeStory(db, 1, { id: two, into: "deux" })).toMatchObject({
      fields: { into: "stories.intoItself" },
    });
    expect(await mergeStory(db, 1, { id: two, into: "un" })).toMatchObject({ value: { intoId: one } });
    expect(await orderOf(one)).toBe("abcd");
    expect(await getStory(db, "deux")).toBeNull();
    expect(await resolveRedirect(db, "/stories/deux")).toBe("/stories/un");
    expect(await resolveRedirect(db, "/stories/deux/feed.xml")).toBe("/stories/un/feed.xml");
    expect(await resolveRedirect(db, "/stories/deux/page/2")).toBe("/stories/un?page=2");
    const late = await anArticle(db, "e");
    await placeInStory(db, late, { storyId: two, place: null });
    expect(await orderOf(one)).toBe("abcde");
    expect((await listStories(db)).stories).toMatchObject([{ name: "Un", articles: 5, published: 5 }]);
    expect(await mergeStory(db, 1, { id: two, into: "un" })).toMatchObject({ code: "stories.gone" });
  });

  test("deleting a story leaves its articles", async () => {
    const id = await aStory("Un");
    const [a = 0] = await withParts(id, "a");
    expect(await deleteStory(db, 1, id)).toMatchObject({ ok: true });
    expect(await db.select().from(storyArticles).where(eq(storyArticles.articleId, a))).toEqual([]);
    expect(await linksOf(a)).toBeNull();
    expect(await deleteStory(db, 1, id)).toMatchObject({ code: "stories.gone" });
  });
});
