import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { printQueryPlans, readQueryPlans } from "#db/query-plans-testing.ts";
import { articleHeadlines, articles, categories, media, members } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { setArticleStatus } from "#features/articles/mutations.ts";
import { addRedirect } from "#features/redirects/mutations.ts";
import { emptyContent } from "../drafts/mutations.ts";
import { checkContent, findDeadPaths, findSimilarHeadlines } from "./queries.ts";

const { db, sql, queries, withoutTriggers } = testDatabase();
const total = 20_000;
const hospital = "Une cyberattaque paralyse l’hôpital de Brest pendant trois jours";

beforeAll(async () => {
  await db.insert(members).values({ name: "Ada", handle: "ada", role: "editor" });
  await withoutTriggers(async (tx) => {
    await tx`
    insert into articles (slug, status, title, published_at)
    select 'a' || n, 'published', 'Le dossier numéro ' || n || ' parle de mot' || n % 977 || ' et de chose' || n % 499, now()
    from generate_series(1, ${total}::int) n`;
    await tx`insert into article_headlines (article_id, title, word_pairs) select id, title, headline_pairs(title) from articles`;
  });
  await db.insert(articles).values([
    { slug: "brest", status: "published", title: hospital, publishedAt: new Date() },
    { slug: "retire", status: "withdrawn", title: "Retiré", publishedAt: new Date() },
    { slug: "brouillon", title: hospital },
    { slug: "phare", status: "published", title: "Phare", publishedAt: new Date() },
  ]);
  await sql`analyze`;
}, 120_000);

const titles = async (title: string, except = 0) =>
  (await findSimilarHeadlines(db, title, except)).map((one) => one.title);

describe("similar headlines", () => {
  test.each([
    hospital,
    "Une cyberattaque paralyse l'hôpital de Brest",
    "Cyberattaque : l’hôpital de Brest paralysé pendant trois jours",
    "UNE CYBERATTAQUE PARALYSE L’HOPITAL DE BREST PENDANT QUATRE JOURS",
  ])("finds one for %j", async (title) => {
    expect(await titles(title)).toContain(hospital);
  });

  test.each(["L’hôpital de Brest recrute trois infirmières", "Trois jours à Brest", "", "de la et du"])(
    "none for %j",
    async (title) => {
      expect(await titles(title)).toEqual([]);
    },
  );

  test("excludes the article itself and unpublished ones; compares a single word too", async () => {
    const [own] = await db.select().from(articleHeadlines).where(eq(articleHeadlines.title, hospital));
    expect(await titles(hospital, own?.articleId)).toEqual([]);
    expect(await titles("Phare !")).toEqual(["Phare"]);
  });

  test("follows changes of articles: a new title, a withdrawal, a return", async () => {
    const [row] = await db
      .insert(articles)
      .values({ slug: "suivi", title: "Une fuite de données chez un opérateur breton" })
      .returning({ id: articles.id });
    const id = row?.id ?? 0;
    const found = () => titles("Fuite de données chez un opérateur breton");
    expect(await found()).toEqual([]);
    await setArticleStatus(db, [id], "published");
    expect(await found()).toHaveLength(1);
    await sql`update articles set title = 'Tout autre chose désormais' where id = ${id}`;
    expect(await found()).toEqual([]);
    expect(await titles("Tout autre chose désormais !")).toHaveLength(1);
    await setArticleStatus(db, [id], "withdrawn");
    expect(await titles("Tout autre chose désormais !")).toEqual([]);
  });

  test("finds candidates by the index, without a table scan", async () => {
    const plans = await readQueryPlans(sql, (plain) => findSimilarHeadlines(plain, hospital, 0));
    printQueryPlans("similar", plans);
    expect(plans.flatMap(({ text }) => text)).toEqual([]);
    expect(plans[0]?.read).toBeLessThan(50);
  });
});

test("reports our links that answer 404 or 410, but not redirected ones", async () => {
  await db.insert(categories).values({ slug: "monde", name: "Monde" });
  const [brest] = await db.select().from(articleHeadlines).where(eq(articleHeadlines.title, hospital));
  await addRedirect(db, "/articles/ancien", { articleId: brest?.articleId ?? 0 });
  const paths = [
    ...[
      "/",
      "/rules",
      "/articles/brest",
      "/articles/brest/comments",
      "/articles/ancien",
      "/categories/monde",
      "/members/ada",
    ],
    ...[
      "/articles/retire",
      "/articles/brouillon",
      "/articles/jamais",
      "/categories/lune",
      "/nulle-part",
      "/articles/%E0%A4%A",
      "/articles/%00",
      "/members/a%00",
      "/media/%00",
    ],
  ];
  const { result, statements } = await queries(() => findDeadPaths(db, paths));
  expect(result).toEqual([
    ...["/members/ada", "/articles/retire", "/articles/brouillon", "/articles/jamais", "/categories/lune"],
    ...["/nulle-part", "/articles/%E0%A4%A", "/articles/%00", "/members/a%00", "/media/%00"],
  ]);
  expect(statements.length).toBeLessThan(60);
});

test("checks a saved article for everything at once", async () => {
  await db.insert(media).values({ id: "a".repeat(24), format: "jpeg", width: 1, height: 1, bytes: 1 });
  const content = {
    ...(await emptyContent(db, 1)),
    title: hospital,
    leadMediaId: "a".repeat(24),
    bodyHtml: '<p><a href="/articles/retire">Un lien</a></p>',
  };
  expect((await checkContent(db, 0, content)).map(({ code }) => code)).toEqual([
    ...["similar", "links", "categoryMissing", "leadMissing", "pictureAlt"],
  ]);
});

test("stores a title of any length and compares its beginning", async () => {
  const long = Array.from({ length: 20_000 }, (_, n) => `mot${n}`).join(" ");
  await db.insert(articles).values({ slug: "long", status: "published", title: long, publishedAt: new Date() });
  const [row] = await sql`select cardinality(word_pairs) as pairs from article_headlines where title = ${long}`;
  expect(row?.pairs).toBeLessThan(200);
});

test("stores a title of one word that is too long for the index", async () => {
  // Different characters: PostgreSQL would compress the others.
  const word = Array.from({ length: 500 }, (_, n) => String.fromCodePoint(0x4e00 + ((n * 7_919) % 20_000))).join("");
  await db.insert(articles).values({ slug: "one-word", status: "published", title: word, publishedAt: new Date() });
  expect(await sql`select word_pairs from article_headlines where title = ${word}`).toEqual([{ word_pairs: [] }]);
});
