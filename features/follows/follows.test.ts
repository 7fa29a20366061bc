import { eq, sql as raw } from "drizzle-orm";
import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { articles, authors, categories, follows, members, tags, taxonomyMerges } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { setArticleStatus, upsertArticle } from "#features/articles/mutations.ts";
import { followSubject, moveFollows, setMailed, unfollowSubject } from "./mutations.ts";
import { listFollows } from "./queries.ts";
import { followsPerPage, formatSubject, maxFollows, parseSubject, type SubjectKind, subjectKinds } from "./rules.ts";
import { followForm } from "./schema.ts";

const { db, sql, clear, queries } = testDatabase();
let ada = 0;
const ids: Record<SubjectKind, number> = { tag: 0, category: 0, author: 0, discussion: 0 };

beforeEach(async () => {
  await clear();
  const [member] = await db.insert(members).values({ name: "Ada", handle: "ada" }).returning({ id: members.id });
  const [tag] = await db.insert(tags).values({ slug: "rancongiciel", name: "Rançongiciel" }).returning();
  const [category] = await db.insert(categories).values({ slug: "securite", name: "Sécurité" }).returning();
  const [author] = await db.insert(authors).values({ handle: "zoe", name: "Zoé" }).returning();
  const article = { slug: "fil", status: "published", title: "Fil", lead: "", bodyHtml: "" } as const;
  const { id } = await upsertArticle(db, { ...article, publishedAt: new Date() });
  ada = member?.id ?? 0;
  Object.assign(ids, { tag: tag?.id, category: category?.id, author: author?.id, discussion: id });
});

test.each([
  ["tag", "Rançongiciel", "/tags/rancongiciel"],
  ["category", "Sécurité", "/categories/securite"],
  ["author", "Zoé", "/authors/zoe"],
  ["discussion", "Fil", "/articles/fil#comments"],
] as const)("follows a %s once, however often it is sent, and unfollows it", async (kind, name, path) => {
  const subject = { kind, id: ids[kind] };
  const all = await Promise.all([1, 2, 3].map(() => followSubject(db, ada, subject)));
  expect(all.map(({ ok }) => ok)).toEqual([true, true, true]);
  expect(await followSubject(db, ada, subject)).toEqual({ ok: true, value: { ...subject, name, path } });
  expect(await listFollows(db, ada, kind)).toMatchObject([{ ...subject, name, path, mailed: true }]);
  expect(await setMailed(db, ada, subject, false)).toBe(true);
  expect(await listFollows(db, ada, kind)).toMatchObject([{ mailed: false }]);
  expect(await unfollowSubject(db, ada, subject)).toMatchObject({ name });
  await unfollowSubject(db, ada, subject);
  expect(await db.$count(follows)).toBe(0);
  expect(await setMailed(db, ada, subject, true)).toBe(false);
});

test("refuses subjects that readers do not find", async () => {
  for (const kind of subjectKinds)
    expect(await followSubject(db, ada, { kind, id: 999 })).toMatchObject({ ok: false, code: "follow.gone" });
  await followSubject(db, ada, { kind: "discussion", id: ids.discussion });
  await setArticleStatus(db, [ids.discussion], "withdrawn");
  expect(await followSubject(db, ada, { kind: "discussion", id: ids.discussion })).toMatchObject({ ok: false });
  expect(await listFollows(db, ada, "discussion")).toEqual([]);
  await unfollowSubject(db, ada, { kind: "discussion", id: ids.discussion });
  expect(await db.$count(follows)).toBe(0);
});

test("refuses more than maxFollows follows, also of two at once", async () => {
  await sql`insert into tags (slug, name) select 't' || n, 'T' || n from generate_series(1, ${maxFollows}) n`;
  await sql`insert into follows (member_id, tag_id) select ${ada}, id from tags where slug ~ '^t[0-9]' limit ${maxFollows - 1}`;
  const both = await Promise.all([
    followSubject(db, ada, { kind: "tag", id: ids.tag }),
    followSubject(db, ada, { kind: "author", id: ids.author }),
  ]);
  expect(both.filter(({ ok }) => ok)).toHaveLength(1);
  expect(both.find(({ ok }) => !ok)).toMatchObject({ code: "follow.tooMany", values: { max: maxFollows } });
  expect(await db.$count(follows)).toBe(maxFollows);
});

test("a form that was opened before a merge follows the merged tag's successor", async () => {
  const [into] = await db.insert(tags).values({ slug: "nouveau", name: "Nouveau" }).returning();
  const merge = { kind: "tag" as const, fromId: ids.tag, fromName: "Rançongiciel", intoId: into?.id ?? 0, total: 0 };
  await db.insert(taxonomyMerges).values(merge);
  expect(await followSubject(db, ada, { kind: "tag", id: ids.tag })).toMatchObject({ value: { name: "Nouveau" } });
  await unfollowSubject(db, ada, { kind: "tag", id: ids.tag });
  expect(await db.$count(follows)).toBe(0);
});

test("a merge moves follows, and a member who follows both follows the successor once", async () => {
  const [into] = await db.insert(tags).values({ slug: "nouveau", name: "Nouveau" }).returning();
  const [bruno] = await db.insert(members).values({ name: "B", handle: "b" }).returning({ id: members.id });
  const intoId = into?.id ?? 0;
  await db.insert(follows).values([
    { memberId: ada, tagId: ids.tag, mailed: false },
    { memberId: ada, tagId: intoId },
    { memberId: bruno?.id ?? 0, tagId: ids.tag, mailed: false },
  ]);
  await moveFollows(db, "tag", ids.tag, intoId);
  const rows = await db.select({ member: follows.memberId, tag: follows.tagId, mailed: follows.mailed }).from(follows);
  expect(rows).toHaveLength(2);
  expect(rows).toContainEqual({ member: ada, tag: intoId, mailed: true });
  expect(rows).toContainEqual({ member: bruno?.id, tag: intoId, mailed: false });
  await moveFollows(db, "category", ids.category, 999);
  expect(await db.$count(follows)).toBe(2);
});

test("lists newest first, page by page, in one statement", async () => {
  await sql`insert into tags (slug, name) select 't' || n, 'T' || n from generate_series(1, 40) n`;
  await sql`insert into follows (member_id, tag_id) select ${ada}, id from tags where slug <> 'rancongiciel' order by id`;
  const { result, statements } = await queries(() => listFollows(db, ada, "tag"));
  expect(statements).toHaveLength(1);
  expect(result).toHaveLength(followsPerPage + 1);
  expect(result[0]?.name).toBe("T40");
  const last = result[followsPerPage - 1]?.follow;
  expect((await listFollows(db, ada, "tag", { before: last })).map(({ name }) => name)).toHaveLength(10);
  expect(await listFollows(db, ada, "author")).toEqual([]);
});

test("a deleted tag takes its follows with it, and a row names exactly one subject", async () => {
  await followSubject(db, ada, { kind: "tag", id: ids.tag });
  await db.delete(tags).where(eq(tags.id, ids.tag));
  expect(await db.$count(follows)).toBe(0);
  const both = { memberId: ada, authorId: ids.author, categoryId: ids.category };
  await expect(db.insert(follows).values(both)).rejects.toThrow();
  await expect(db.insert(follows).values({ memberId: ada })).rejects.toThrow();
  expect(await db.$count(articles, raw`true`)).toBe(1);
});

test("a subject survives the form, and other texts are refused without an error", () => {
  fc.assert(
    fc.property(fc.constantFrom(...subjectKinds), fc.integer({ min: 1, max: 999_999_999_999_999 }), (kind, id) => {
      expect(parseSubject(formatSubject({ kind, id }))).toEqual({ kind, id });
    }),
  );
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.constantFrom("tag-0", "tag-", "tag--1", "tag-1e3", "mot-1")), (text) => {
      const parsed = followForm.safeParse({ subject: text, does: "follow" });
      expect(parsed.success).toBe(parseSubject(text) !== undefined);
    }),
  );
});
