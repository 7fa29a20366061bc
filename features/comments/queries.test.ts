import { beforeAll, expect, test } from "vitest";
import { testDatabase } from "#db/testing.ts";
import { putArticle } from "#features/articles/mutations.ts";
import { putAuthor } from "#features/taxonomy/mutations.ts";
import { addComments, type NewComment } from "./mutations.ts";
import { type CommentShown, countCommentPages, listThreads } from "./queries.ts";
import type { Threaded } from "./rules.ts";

const { db, queries, sql } = testDatabase();
let article = 0;

const comment = (key: string, minute: number, more: Partial<NewComment> = {}): NewComment => ({
  key,
  authorName: key,
  status: "visible",
  bodySource: key,
  bodyHtml: `<p>${key}</p>`,
  createdAt: new Date(Date.UTC(2026, 0, 1, 0, minute)),
  ...more,
});
const names = (nodes: Threaded<CommentShown>[]): unknown[] =>
  nodes.map((node) => (node.replies.length > 0 ? [node.name, names(node.replies)] : node.name));

beforeAll(async () => {
  const [member] = await sql`insert into members (name, handle) values ('Rédac', 'redac') returning id::int`;
  const author = await putAuthor(db, { handle: "redac", name: "La rédaction", memberId: member?.id });
  const put = await putArticle(db, {
    slug: "a",
    status: "published",
    title: "A",
    lead: "",
    bodyHtml: "",
    publishedAt: new Date(0),
    authorIds: [author],
  });
  article = put.id;
  await addComments(db, article, [
    comment("un", 1),
    comment("un-b", 9, { parent: { key: "un" } }),
    comment("un-a", 5, { parent: { key: "un" }, memberId: member?.id }),
    comment("un-a-1", 12, { parent: { key: "un-a" } }),
    comment("caché", 2, { status: "pending" }),
    comment("retiré", 3, { status: "removed" }),
    comment("sous-retiré", 4, { parent: { key: "retiré" } }),
    comment("spam", 3, { status: "spam", parent: { key: "un" } }),
    ...Array.from({ length: 22 }, (_, n) => comment(`s${n}`, 20 + n)),
    comment("dernier-caché", 59, { status: "pending" }),
  ]);
});

test("a page of threads comes in one query, as trees, without what is hidden", async () => {
  const { result, statements } = await queries(() => listThreads(db, article, 1));
  expect(statements).toHaveLength(1);
  expect(names(result).slice(0, 3)).toEqual([["un", [["Rédac", ["un-a-1"]], "un-b"]], ["", ["sous-retiré"]], "s0"]);
  expect(result[0]).toMatchObject({ hidden: false, byAuthor: false, bodyHtml: "<p>un</p>" });
  expect(result[0]?.replies[0]).toMatchObject({ byAuthor: true });
});

test("what is hidden says nothing, even above a visible reply", async () => {
  const [, removed] = await listThreads(db, article, 1);
  expect(removed).toMatchObject({ hidden: true, name: "", bodyHtml: "" });
  expect(JSON.stringify(await listThreads(db, article, 1))).not.toContain("caché");
});

test("pages are ranges of thread numbers, up to the last visible one", async () => {
  // Threads 1 to 3 are un, caché, retiré; s0 to s22 are 4 to 25; 26 is hidden.
  expect(names(await listThreads(db, article, 1))).toHaveLength(19);
  expect(names(await listThreads(db, article, 2))).toEqual(["s17", "s18", "s19", "s20", "s21"]);
  expect(await countCommentPages(db, article)).toBe(2);
  expect(await listThreads(db, article, 3)).toEqual([]);
  expect(await countCommentPages(db, 999)).toBe(0);
});
