import { asc, eq } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { articles, comments } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { upsertArticle } from "#features/articles/mutations.ts";
import { addComments, type NewComment } from "./mutations.ts";

const { db, clear } = testDatabase();
let articleId = 0;

beforeEach(async () => {
  await clear();
  const article = await upsertArticle(db, {
    slug: "fil",
    status: "published",
    title: "Fil",
    lead: "",
    bodyHtml: "",
    publishedAt: new Date(0),
  });
  articleId = article.id;
});

function comment(key: string, minute: number, change: Partial<NewComment> = {}): NewComment {
  return {
    key,
    authorName: key,
    status: "visible",
    bodySource: key,
    bodyHtml: `<p>${key}</p>`,
    createdAt: new Date(Date.UTC(2017, 2, 18, 12, minute)),
    ...change,
  };
}

async function shape() {
  const rows = await db.select().from(comments).orderBy(asc(comments.thread), asc(comments.depth), asc(comments.id));
  return rows.map((row) => `${row.thread}.${row.depth} ${row.authorName}`);
}

test("links replies to parents that come later in the batch and numbers threads by date", async () => {
  await addComments(db, articleId, [
    comment("réponse à réponse", 9, { parent: { key: "réponse" } }),
    comment("réponse", 5, { parent: { key: "premier" } }),
    comment("second", 3),
    comment("premier", 1),
  ]);
  expect(await shape()).toEqual(["1.0 premier", "1.1 réponse", "1.2 réponse à réponse", "2.0 second"]);
});

test("continues thread numbers in a later batch, which may answer a stored comment", async () => {
  const ids = await addComments(db, articleId, [comment("un", 1)]);
  const parent = ids.get("un") ?? 0;
  await addComments(db, articleId, [comment("deux", 2), comment("réponse", 3, { parent: { id: parent } })]);
  expect(await shape()).toEqual(["1.0 un", "1.1 réponse", "2.0 deux"]);
});

test("makes a root of an orphan, of the oldest comment of a loop, and of a reply to another article's comment", async () => {
  const other = await upsertArticle(db, {
    slug: "autre",
    status: "published",
    title: "Autre",
    lead: "",
    bodyHtml: "",
    publishedAt: new Date(0),
  });
  const foreign = await addComments(db, other.id, [comment("ailleurs", 1)]);
  await addComments(db, articleId, [
    comment("orphelin", 1, { parent: { key: "absent" } }),
    comment("a", 2, { parent: { key: "b" } }),
    comment("b", 3, { parent: { key: "a" } }),
    comment("égaré", 4, { parent: { id: foreign.get("ailleurs") ?? 0 } }),
  ]);
  const rows = await db.select().from(comments).where(eq(comments.articleId, articleId));
  expect(
    rows
      .filter((row) => row.parentId === null)
      .map((row) => row.authorName)
      .sort(),
  ).toEqual(["a", "orphelin", "égaré"]);
  expect(rows.find((row) => row.authorName === "b")).toMatchObject({ depth: 1 });
});

test("counts only visible comments", async () => {
  await addComments(db, articleId, [comment("un", 1), comment("deux", 2, { status: "pending" })]);
  expect(await db.select({ count: articles.commentCount }).from(articles)).toEqual([{ count: 1 }]);
});

test("never gives one thread number to two concurrent batches", async () => {
  await Promise.all([1, 2, 3, 4].map((n) => addComments(db, articleId, [comment(`a${n}`, n), comment(`b${n}`, n)])));
  const rows = await db.select({ thread: comments.thread }).from(comments).orderBy(asc(comments.thread));
  expect(rows.map((row) => row.thread)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
});

test("stores nothing of a batch that breaks a constraint", async () => {
  const broken = [comment("un", 1), comment("deux", 2, { memberId: 4242 })];
  await expect(addComments(db, articleId, broken)).rejects.toThrow();
  expect(await db.select().from(comments)).toEqual([]);
});

test("orders a long chain of replies in linear time", async () => {
  const length = 200;
  let reads = 0;
  const chain = Array.from({ length }, (_, index) =>
    Object.defineProperty(comment(`c${index}`, index), "parent", {
      get() {
        reads += 1;
        return index === 0 ? null : { key: `c${index - 1}` };
      },
    }),
  );
  const ids = await addComments(db, articleId, chain);
  expect(ids.size).toBe(length);
  expect((await shape()).at(-1)).toBe(`1.${length - 1} c${length - 1}`);
  expect(reads).toBeLessThan(10 * length);
});
