import { eq } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { authors, libraryPictures, media, memberAvatars, members, settingChanges } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { upsertArticle } from "#features/articles/mutations.ts";
import { getArticleContent } from "#features/articles/queries.ts";
import { isUnused } from "#features/media/queries.ts";
import { getAuthor } from "#features/taxonomy/queries.ts";
import { authorVersion, updateAuthor } from "./mutations.ts";
import { countAuthors, findAuthor, listAuthors } from "./queries.ts";
import { authorForm } from "./schema.ts";

const { db, sql, clear } = testDatabase();
const [picture, avatar] = ["0123456789abcdef01234567", "fedcba9876543210fedcba98"];
const ids = { member: 0, author: 0 };

beforeEach(async () => {
  await clear();
  const [member] = await db
    .insert(members)
    .values({ name: "Ada", handle: "ada", role: "editor", confirmedAt: new Date(), fediverse: "@ada@a.test" })
    .returning({ id: members.id });
  ids.member = member?.id ?? 0;
  const [author] = await db
    .insert(authors)
    .values({ handle: "ada", name: "Ada L.", memberId: ids.member })
    .returning({ id: authors.id });
  ids.author = author?.id ?? 0;
  const file = { format: "jpeg", width: 900, height: 900, bytes: 10 };
  await db.insert(media).values([
    { id: picture, ...file, revision: 2 },
    { id: avatar, ...file },
  ]);
  await sql`insert into library_pictures (media_id, content_hash, search) values (${picture}, 'x', '')`;
  await upsertArticle(db, {
    slug: "a",
    title: "A",
    status: "published",
    lead: "",
    bodyHtml: "",
    publishedAt: new Date(),
    authorIds: [ids.author],
  });
});

async function update(change: Partial<{ name: string; biography: string; fediverse: string; portrait: string }>) {
  const author = await findAuthor(db, ids.author);
  if (!author) throw new Error("The author is gone.");
  return updateAuthor(db, ids.member, { ...author, version: authorVersion(author), ...change });
}

test("shows what an author has, and the member's for what is missing", async () => {
  const read = async () => (await getArticleContent(db, "a"))?.authors[0];
  expect(await read()).toEqual({
    id: ids.author,
    slug: "ada",
    name: "Ada L.",
    fediverse: "@ada@a.test",
    articles: 1,
  });
  await db.insert(memberAvatars).values({ memberId: ids.member, mediaId: avatar });
  expect(await read()).toMatchObject({ portrait: { id: avatar, revision: 0 } });
  expect(await getAuthor(db, "ada")).toMatchObject({ portrait: { id: avatar }, fediverse: "@ada@a.test" });
  expect(await update({ biography: "Écrit.", portrait: picture, fediverse: "@vigie@b.test" })).toMatchObject({
    ok: true,
  });
  const own = { portrait: { id: picture, revision: 2 }, fediverse: "@vigie@b.test" };
  expect(await read()).toMatchObject({ ...own, biography: "Écrit." });
  expect(await getAuthor(db, "ada")).toMatchObject({ ...own, description: "Écrit." });
});

test("hides the picture of a member whose profile is hidden", async () => {
  await db.insert(memberAvatars).values({ memberId: ids.member, mediaId: avatar });
  await db.update(members).set({ profileHiddenAt: new Date() }).where(eq(members.id, ids.member));
  expect((await getArticleContent(db, "a"))?.authors[0]).not.toHaveProperty("portrait");
  expect(await getAuthor(db, "ada")).toMatchObject({ portrait: null });
});

test("records a change once, and refuses an outdated form and a picture outside the library", async () => {
  const before = await findAuthor(db, ids.author);
  expect(await update({ biography: "Écrit." })).toEqual({ ok: true, value: { changed: true } });
  expect(await update({})).toEqual({ ok: true, value: { changed: false } });
  expect(await db.select({ key: settingChanges.key }).from(settingChanges)).toEqual([{ key: "taxonomy.authors" }]);
  if (!before) throw new Error("The author is gone.");
  const outdated = { ...before, version: authorVersion(before), name: "Autre" };
  expect(await updateAuthor(db, ids.member, outdated)).toMatchObject({ ok: false, code: "taxonomy.changed" });
  expect(await update({ portrait: avatar })).toMatchObject({ fields: { portrait: "taxonomy.portraitGone" } });
  expect(await updateAuthor(db, ids.member, { ...outdated, id: 999 })).toMatchObject({ code: "taxonomy.authorGone" });
});

test("a portrait does not count as unused, and its deletion leaves the author without one", async () => {
  const unused = () =>
    db.select({ id: libraryPictures.mediaId }).from(libraryPictures).where(isUnused(libraryPictures.mediaId));
  expect(await unused()).toEqual([{ id: picture }]);
  await update({ portrait: picture });
  expect(await unused()).toEqual([]);
  await db.delete(media).where(eq(media.id, picture));
  expect(await findAuthor(db, ids.author)).toMatchObject({ portrait: "" });
});

test("lists authors by handle with the number of their published articles, and finds them by words", async () => {
  await db.insert(authors).values([
    { handle: "zoe", name: "Zoé 100 %" },
    { handle: "bob", name: "Bob" },
  ]);
  expect((await listAuthors(db)).authors).toMatchObject([
    { handle: "ada", published: 1 },
    { handle: "bob", published: 0 },
    { handle: "zoe", published: 0 },
  ]);
  expect((await listAuthors(db, { words: "0 %" })).authors).toMatchObject([{ handle: "zoe" }]);
  expect((await listAuthors(db, { after: "bob" })).authors).toMatchObject([{ handle: "zoe" }]);
  expect(await countAuthors(db)).toBe(3);
});

test("accepts an account as people write it, and no portrait but an id", () => {
  const form = {
    id: "1",
    version: "v",
    name: "Ada",
    biography: "",
    fediverse: "https://a.test/@ada",
    portrait: picture,
  };
  expect(authorForm.parse(form)).toMatchObject({ fediverse: "@ada@a.test", portrait: picture });
  expect(authorForm.safeParse({ ...form, fediverse: "ada" }).success).toBe(false);
  expect(authorForm.safeParse({ ...form, portrait: "../x" }).success).toBe(false);
  expect(authorForm.safeParse({ ...form, biography: "a".repeat(601) }).success).toBe(false);
});
