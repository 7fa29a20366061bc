import { beforeAll, expect, test } from "vitest";
import { testDatabase } from "#db/testing.ts";
import { upsertArticle } from "#features/articles/mutations.ts";
import { ensureSource, upsertAuthor, upsertCategory, upsertTag } from "./mutations.ts";
import {
  getAuthor,
  getCategory,
  getSource,
  getTag,
  listNavigationCategories,
  listNewestArticleTimes,
} from "./queries.ts";

const { db, queries } = testDatabase();

beforeAll(async () => {
  const late = await upsertCategory(db, { slug: "late", name: "A plus tard", position: 2 });
  const first = await upsertCategory(db, { slug: "first", name: "Z d’abord", position: 1, description: "Texte." });
  await upsertArticle(db, {
    slug: "accents",
    status: "published",
    title: "T",
    lead: "",
    bodyHtml: "",
    publishedAt: new Date(0),
    categoryIds: [
      await upsertCategory(db, { slug: "spam", name: "Spam", position: 3 }),
      await upsertCategory(db, { slug: "securite", name: "Sécurité", position: 3 }),
      await upsertCategory(db, { slug: "alerte", name: "alerte", position: 3 }),
    ],
  });
  const drafts = await upsertCategory(db, { slug: "drafts", name: "Brouillons", position: 0 });
  await upsertCategory(db, { slug: "empty", name: "Vide", position: 0 });
  const article = { title: "T", lead: "", bodyHtml: "", publishedAt: new Date(0) };
  await upsertArticle(db, { ...article, slug: "public", status: "published", categoryIds: [late, first] });
  await upsertArticle(db, { ...article, slug: "draft", status: "draft", categoryIds: [drafts] });
  await upsertTag(db, { slug: "cloud", name: "Cloud" });
  await upsertAuthor(db, { handle: "redac", name: "La rédaction", biography: "Qui veille." });
  await ensureSource(db, { slug: "zdnet", name: "ZDNet", url: "https://zdnet.example" });
});

test("lists categories with published articles in the editors' order, in one query", async () => {
  const { result, statements } = await queries(() => listNavigationCategories(db));
  expect(result.map(({ slug }) => slug)).toEqual(["first", "late", "alerte", "securite", "spam"]);
  expect(statements).toHaveLength(1);
});

test("finds an archive by its slug, or returns null", async () => {
  expect(await getCategory(db, "first")).toMatchObject({ name: "Z d’abord", description: "Texte." });
  expect(await getTag(db, "cloud")).toMatchObject({ name: "Cloud", description: "" });
  expect(await getAuthor(db, "redac")).toMatchObject({ slug: "redac", description: "Qui veille." });
  expect(await getSource(db, "zdnet")).toMatchObject({ url: "https://zdnet.example" });
  for (const get of [getCategory, getTag, getAuthor, getSource]) expect(await get(db, "unknown")).toBeNull();
});

test("lists when the nine newest articles of each category were published, in one query", async () => {
  const busy = await upsertCategory(db, { slug: "busy", name: "Active" });
  for (let n = 1; n <= 11; n += 1)
    await upsertArticle(db, {
      slug: `busy-${n}`,
      status: n === 11 ? "draft" : "published",
      title: "T",
      lead: "",
      bodyHtml: "",
      publishedAt: new Date(n * 1_000),
      categoryIds: [busy],
    });
  const { result, statements } = await queries(() => listNewestArticleTimes(db));
  expect(statements).toHaveLength(1);
  expect(result).toMatchObject({ busy: [10, 9, 8, 7, 6, 5, 4, 3, 2], late: [0] });
  expect(result).not.toHaveProperty("drafts");
});
