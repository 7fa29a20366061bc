import { beforeAll, expect, test } from "vitest";
import { testDatabase } from "#db/testing.ts";
import { putArticle } from "#features/articles/mutations.ts";
import { putAuthor, putCategory, putSource, putTag } from "./mutations.ts";
import { getAuthor, getCategory, getSource, getTag, listNavigation } from "./queries.ts";

const { db, queries } = testDatabase();

beforeAll(async () => {
  const late = await putCategory(db, { slug: "late", name: "A plus tard", position: 2 });
  const first = await putCategory(db, { slug: "first", name: "Z d’abord", position: 1, description: "Texte." });
  await putArticle(db, {
    slug: "accents",
    status: "published",
    title: "T",
    lead: "",
    bodyHtml: "",
    publishedAt: new Date(0),
    categoryIds: [
      await putCategory(db, { slug: "spam", name: "Spam", position: 3 }),
      await putCategory(db, { slug: "securite", name: "Sécurité", position: 3 }),
      await putCategory(db, { slug: "alerte", name: "alerte", position: 3 }),
    ],
  });
  const drafts = await putCategory(db, { slug: "drafts", name: "Brouillons", position: 0 });
  await putCategory(db, { slug: "empty", name: "Vide", position: 0 });
  const article = { title: "T", lead: "", bodyHtml: "", publishedAt: new Date(0) };
  await putArticle(db, { ...article, slug: "public", status: "published", categoryIds: [late, first] });
  await putArticle(db, { ...article, slug: "draft", status: "draft", categoryIds: [drafts] });
  await putTag(db, { slug: "cloud", name: "Cloud" });
  await putAuthor(db, { handle: "redac", name: "La rédaction", biography: "Qui veille." });
  await putSource(db, { slug: "zdnet", name: "ZDNet", url: "https://zdnet.example" });
});

test("the navigation has what holds published articles, in the editors' order, in one query", async () => {
  const { result, statements } = await queries(() => listNavigation(db));
  expect(result.map(({ slug }) => slug)).toEqual(["first", "late", "alerte", "securite", "spam"]);
  expect(statements).toHaveLength(1);
});

test("a place is found by its slug, or is null", async () => {
  expect(await getCategory(db, "first")).toMatchObject({ name: "Z d’abord", description: "Texte." });
  expect(await getTag(db, "cloud")).toMatchObject({ name: "Cloud", description: "" });
  expect(await getAuthor(db, "redac")).toMatchObject({ slug: "redac", description: "Qui veille." });
  expect(await getSource(db, "zdnet")).toMatchObject({ url: "https://zdnet.example" });
  for (const get of [getCategory, getTag, getAuthor, getSource]) expect(await get(db, "unknown")).toBeNull();
});
