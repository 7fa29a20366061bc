import { expect, test } from "vitest";
import { testDatabase } from "#db/testing.ts";
import { setArticleStatus, upsertArticle } from "#features/articles/mutations.ts";
import { someComments } from "../testing.ts";
import { listRecentDiscussions } from "./queries.ts";

const { db, queries } = testDatabase();
const at = (minute: number) => new Date(Date.UTC(2026, 10, 27, 12, minute));

const article = async (slug: string) =>
  (
    await upsertArticle(db, {
      slug,
      status: "published",
      title: slug,
      lead: "",
      bodyHtml: "",
      publishedAt: new Date("2026-01-01"),
    })
  ).id;

test("lists each discussion once, by its newest visible comment, in one statement", async () => {
  expect(await listRecentDiscussions(db)).toEqual([]);
  const [first, second, hidden] = [await article("un"), await article("deux"), await article("retire")];
  await someComments(db, first, [
    { key: "a", createdAt: at(1), authorName: "Ada" },
    { key: "b", createdAt: at(5), status: "pending" },
  ]);
  await someComments(db, second, [
    { key: "c", createdAt: at(2) },
    { key: "d", createdAt: at(3), authorName: "Léa" },
  ]);
  await someComments(db, hidden, [{ key: "e", createdAt: at(9) }]);
  await setArticleStatus(db, [hidden], "withdrawn");
  const { result, statements } = await queries(() => listRecentDiscussions(db));
  expect(statements).toHaveLength(1);
  expect(result).toMatchObject([
    { bodyHtml: "<p>d</p>", name: "Léa", article: { slug: "deux", commentCount: 2 } },
    { bodyHtml: "<p>a</p>", name: "Ada", article: { slug: "un", commentCount: 1 } },
  ]);
});
