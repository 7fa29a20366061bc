import { beforeAll, expect, test } from "vitest";
import { testDatabase } from "#db/testing.ts";
import { upsertArticle } from "#features/articles/mutations.ts";
import { setSetting } from "#features/settings/mutations.ts";
import { upsertAuthor } from "#features/taxonomy/mutations.ts";
import { invalidateClosedByAge, storeThreadRanks } from "./jobs.ts";
import { addComments, type NewComment } from "./mutations.ts";
import { findBranch, findComment, type PublicComment, readThreadsPage } from "./queries.ts";
import { maxCommentsPerThread, maxReplyDepth, type Threaded } from "./rules.ts";

const { db, queries, sql, recordedChanges } = testDatabase();
let article = 0;
let readers: number[] = [];

async function react(comment: string, times: number) {
  for (const member of readers.slice(0, times)) {
    await sql`
      with reaction as (
        insert into comment_reactions (comment_id, member_id)
        select id, ${member} from comments where author_name = ${comment} returning comment_id)
      update comments set reaction_count = reaction_count + 1 where id in (select comment_id from reaction)`;
  }
}

async function anArticle(slug: string) {
  const put = await upsertArticle(db, {
    slug,
    status: "published",
    title: slug,
    lead: "",
    bodyHtml: "",
    publishedAt: new Date(0),
  });
  return put.id;
}

const comment = (key: string, minute: number, more: Partial<NewComment> = {}): NewComment => ({
  key,
  authorName: key,
  status: "visible",
  bodySource: key,
  bodyHtml: `<p>${key}</p>`,
  createdAt: new Date(Date.UTC(2026, 0, 1, 0, minute)),
  ...more,
});
const names = (nodes: Threaded<PublicComment>[]): unknown[] =>
  nodes.map((node) => (node.replies.length > 0 ? [node.name, names(node.replies)] : node.name));

beforeAll(async () => {
  const [member] = await sql`insert into members (name, handle) values ('Rédac', 'redac') returning id::int`;
  const rows = await sql`
    insert into members (name, handle) select 'L' || n, 'l' || n from generate_series(1, 12) n returning id::int`;
  readers = rows.map((row) => row.id);
  const author = await upsertAuthor(db, { handle: "redac", name: "La rédaction", memberId: member?.id });
  const put = await upsertArticle(db, {
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

test("reads a page of threads in one query, as trees, without hidden comments", async () => {
  const { result, statements } = await queries(async () => (await readThreadsPage(db, article, 1)).threads);
  expect(statements).toHaveLength(1);
  expect(names(result).slice(0, 3)).toEqual([["un", [["Rédac", ["un-a-1"]], "un-b"]], ["", ["sous-retiré"]], "s0"]);
  expect(result[0]).toMatchObject({ hidden: false, byAuthor: false, bodyHtml: "<p>un</p>" });
  expect(result[0]?.replies[0]).toMatchObject({ byAuthor: true });
});

test("says which comments the staff wrote, also once their author has another role", async () => {
  const staff = async (role: string) => {
    await sql`update members set role = ${role} where handle = 'redac'`;
    return (await readThreadsPage(db, article, 1)).threads[0]?.replies[0]?.byStaff;
  };
  expect([await staff("editor"), await staff("contributor"), await staff("reader")]).toEqual([true, true, false]);
});

test("lists the two visible comments that moderators picked last, with where to find them", async () => {
  const picked = await anArticle("picked");
  await addComments(db, picked, [
    ...["p1", "p2", "p3", "p4"].map((key, n) => comment(key, n)),
    comment("p5", 6, { parent: { key: "p1" } }),
  ]);
  expect((await readThreadsPage(db, picked)).picked).toEqual([]);
  const pick = (name: string, at: string) =>
    sql`update comments set featured_at = ${at} where article_id = ${picked} and author_name = ${name}`;
  await pick("p2", "2026-02-01");
  await pick("p5", "2026-02-02");
  await pick("p3", "2026-02-03");
  await pick("p4", "2026-02-04");
  await sql`update comments set status = 'removed' where article_id = ${picked} and author_name = 'p4'`;
  expect((await readThreadsPage(db, picked)).picked).toMatchObject([
    { name: "p3", thread: 3, bodyHtml: "<p>p3</p>", hasSeparatePage: false },
    { name: "p5", thread: 1 },
  ]);
  const shown = (await readThreadsPage(db, picked)).threads;
  expect(shown.map(({ name, picked }) => [name, picked])).toEqual([
    ["p1", false],
    ["p2", true],
    ["p3", true],
  ]);
});

test("empties a hidden comment, even above a visible reply", async () => {
  const [, removed] = (await readThreadsPage(db, article, 1)).threads;
  expect(removed).toMatchObject({ hidden: true, name: "", bodyHtml: "" });
  expect(JSON.stringify((await readThreadsPage(db, article, 1)).threads)).not.toContain("caché");
});

test("divides threads into pages by number, up to the last visible one", async () => {
  // Threads 1 to 3 are un, caché, retiré; s0 to s22 are 4 to 25; 26 is hidden.
  expect(names((await readThreadsPage(db, article, 1)).threads)).toHaveLength(19);
  expect(names((await readThreadsPage(db, article, 2)).threads)).toEqual(["s17", "s18", "s19", "s20", "s21"]);
  expect((await readThreadsPage(db, article)).pages).toBe(2);
  expect((await readThreadsPage(db, article, 3)).threads).toEqual([]);
  expect((await readThreadsPage(db, 999)).pages).toBe(0);
});

test("lists the newest threads first, each with its replies in order, without empty pages for hidden ones", async () => {
  expect(names((await readThreadsPage(db, article, 1, "newest")).threads).slice(0, 2)).toEqual(["s21", "s20"]);
  const last = (await readThreadsPage(db, article, 2, "newest")).threads;
  expect(names(last).at(-1)).toEqual(["un", [["Rédac", ["un-a-1"]], "un-b"]]);
  expect((await readThreadsPage(db, article, 3, "newest")).threads).toEqual([]);
});

test("lists the best threads first and every other thread once, including those newer than the ranks", async () => {
  const slug = await anArticle("best");
  await addComments(
    db,
    slug,
    Array.from({ length: 30 }, (_, n) => comment(`b${n + 1}`, n)),
  );
  expect(names((await readThreadsPage(db, slug, 1, "best")).threads)).toEqual(
    names((await readThreadsPage(db, slug, 1)).threads),
  );
  await react("b25", 8);
  await react("b7", 3);
  await storeThreadRanks(db, slug);
  await addComments(db, slug, [comment("b31", 55)]);
  const [one, two] = [
    (await readThreadsPage(db, slug, 1, "best")).threads,
    (await readThreadsPage(db, slug, 2, "best")).threads,
  ];
  expect(names(one).slice(0, 4)).toEqual(["b25", "b7", "b1", "b2"]);
  expect(names(two).at(-1)).toBe("b31");
  expect(names([...one, ...two]).toSorted()).toEqual(Array.from({ length: 31 }, (_, n) => `b${n + 1}`).toSorted());
  await sql`delete from comment_reactions`;
  await sql`update comments set reaction_count = 0`;
  await storeThreadRanks(db, slug);
  expect(names((await readThreadsPage(db, slug, 1, "best")).threads)).toEqual(
    names((await readThreadsPage(db, slug, 1)).threads),
  );
});

test("truncates a long thread and continues it on its own pages without loss", async () => {
  const long = await anArticle("long");
  const root = comment("racine", 0);
  const replies = Array.from({ length: maxCommentsPerThread + 40 }, (_, n) =>
    comment(`r${n}`, 1, { parent: { key: "racine" } }),
  );
  const ids = await addComments(db, long, [root, ...replies]);
  const rootId = ids.get("racine") ?? 0;
  const [thread] = (await readThreadsPage(db, long)).threads;
  expect(thread?.replies).toHaveLength(maxCommentsPerThread - 1);
  const rest = await findBranch(db, long, rootId, thread?.continuesAfter);
  expect(rest).toMatchObject({ root: rootId, thread: 1 });
  expect([...names(thread?.replies ?? []), ...names(rest?.nodes ?? [])]).toEqual(replies.map(({ key }) => key));
  const late = (nodes: Threaded<PublicComment>[] = []) =>
    nodes.filter((node) => node.hasSeparatePage).map(({ name }) => name);
  expect([late(thread?.replies), late(rest?.nodes)]).toEqual([
    [],
    replies.slice(maxCommentsPerThread - 1).map(({ key }) => key),
  ]);
  const one = await findBranch(db, long, ids.get("r120") ?? 0);
  expect(late(one?.nodes)).toEqual(["r120"]);
  const isSeparate = async (key: string) => (await findComment(db, ids.get(key) ?? 0))?.hasSeparatePage;
  expect([
    await isSeparate("racine"),
    await isSeparate("r98"),
    await isSeparate("r99"),
    await isSeparate("r139"),
  ]).toEqual([false, false, true, true]);
});

test("shows a comment that is too deep on its own page with only its replies", async () => {
  const deep = await anArticle("deep");
  const batch = Array.from({ length: 9 }, (_, n) =>
    comment(`d${n}`, n, n === 0 ? {} : { parent: { key: `d${n - 1}` } }),
  );
  const ids = await addComments(db, deep, [...batch, comment("à côté", 30, { parent: { key: "d5" } })]);
  const id = (key: string) => ids.get(key) ?? 0;
  expect((await findComment(db, id(`d${maxReplyDepth}`)))?.hasSeparatePage).toBe(false);
  expect((await findComment(db, id(`d${maxReplyDepth + 1}`)))?.hasSeparatePage).toBe(true);
  const branch = await findBranch(db, deep, id("d6"));
  expect(names(branch?.nodes ?? [])).toEqual([["d6", [["d7", ["d8"]]]]]);
  expect(branch?.root).toBe(id("d0"));
  expect(branch?.parents.map(({ name, hidden }) => [name, hidden])).toEqual([
    ["d3", false],
    ["d4", false],
    ["d5", false],
  ]);
  expect((await findBranch(db, deep, id("d0")))?.parents).toEqual([]);
  expect(await findBranch(db, article, id("d6"))).toBeUndefined();
  expect(await findBranch(db, deep, 999_999)).toBeUndefined();
});

test("invalidates only articles whose discussions closed by age recently", async () => {
  expect(await invalidateClosedByAge(db, 2)).toBe(0);
  await setSetting(db, "comments.closeAfterDays", "30");
  const ages = { young: "29 days 23 hours", late: "30 days 1 hour", old: "30 days 3 hours" };
  for (const [slug, age] of Object.entries(ages)) {
    const id = await anArticle(slug);
    await sql`update articles set published_at = now() - ${age}::interval where id = ${id}`;
  }
  const changes = await recordedChanges(async () => expect(await invalidateClosedByAge(db, 2)).toBe(1));
  const [late] = await sql<{ id: number }[]>`select id from articles where slug = 'late'`;
  expect(changes).toEqual([{ tags: [`comments:article:${late?.id}`], urgency: "update", messages: [] }]);
});
