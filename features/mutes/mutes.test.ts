import { beforeEach, expect, test } from "vitest";
import { comments, members, mutes } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { upsertArticle } from "#features/articles/mutations.ts";
import { addComments } from "#features/comments/mutations.ts";
import { maxMutes, muteMember, unmuteMember } from "./mutations.ts";
import { findMutable, listMutes, selectMutedHandles } from "./queries.ts";

const { db, clear } = testDatabase();
let ada = 0;
let alix = 0;

beforeEach(async () => {
  await clear();
  const people = [
    { name: "Ada", handle: "ada" },
    { name: "Bruno", handle: "bruno", confirmedAt: new Date() },
    { name: "alix", handle: "alix", confirmedAt: new Date(), profileHiddenAt: new Date() },
    { name: "Celle", handle: "celle" },
    { name: "Parti", handle: "parti", deletedAt: new Date() },
  ];
  const rows = await db.insert(members).values(people).returning({ id: members.id });
  [ada = 0, , alix = 0] = rows.map(({ id }) => id);
});

async function comment(memberId: number, status: "visible" | "pending" = "visible") {
  const article = { slug: status, title: "Un", lead: "", bodyHtml: "", publishedAt: new Date() };
  const { id } = await upsertArticle(db, { ...article, status: "published" });
  const one = { key: "k", memberId, status, bodySource: "x", bodyHtml: "<p>x</p>", createdAt: new Date() };
  await addComments(db, id, [one]);
}

const mutedHandles = async () => (await selectMutedHandles(db, ada)).map(({ handle }) => handle).sort();

test("mutes a member once even if asked twice, lists them by name, and unmutes them", async () => {
  await comment(alix);
  expect(await muteMember(db, ada, "BRUNO")).toEqual({ ok: true, value: { name: "Bruno" } });
  await Promise.all([muteMember(db, ada, "bruno"), muteMember(db, ada, "alix"), muteMember(db, ada, "alix")]);
  expect((await listMutes(db, ada)).map(({ name, profile }) => [name, profile])).toEqual([
    ["alix", false],
    ["Bruno", true],
  ]);
  expect(await mutedHandles()).toEqual(["alix", "bruno"]);
  expect(await findMutable(db, ada, "bruno")).toMatchObject({ muted: true, own: false });
  await unmuteMember(db, ada, "bruno");
  await unmuteMember(db, ada, "bruno");
  expect(await mutedHandles()).toEqual(["alix"]);
});

test.each([
  ["ada", "mute.oneself"],
  ["personne", "mute.unknown"],
  ["parti", "mute.unknown"],
  // Unconfirmed, without visible comments.
  ["celle", "mute.unknown"],
  // Has no public profile.
  ["alix", "mute.unknown"],
])("refuses %s with %s", async (handle, code) => {
  expect(await muteMember(db, ada, handle)).toMatchObject({ ok: false, code });
  expect(await db.select().from(mutes)).toEqual([]);
});

test("hides members without a profile or visible comments, unless they are already muted", async () => {
  await comment(alix, "pending");
  expect(await findMutable(db, ada, "alix")).toBeUndefined();
  await comment(alix);
  expect(await findMutable(db, ada, "alix")).toMatchObject({ name: "alix", profile: false, muted: false });
  await muteMember(db, ada, "alix");
  await db.update(comments).set({ status: "removed" });
  expect(await findMutable(db, ada, "alix")).toMatchObject({ muted: true });
  expect(await findMutable(db, alix, "alix")).toMatchObject({ own: true });
  expect(await unmuteMember(db, ada, "alix")).toMatchObject({ ok: true });
  expect(await findMutable(db, ada, "alix")).toBeUndefined();
});

test("refuses more than maxMutes mutes", async () => {
  const many = Array.from({ length: maxMutes }, (_, n) => ({ name: `M${n}`, handle: `m-${n}` }));
  const rows = await db.insert(members).values(many).returning({ id: members.id });
  await db.insert(mutes).values(rows.map(({ id }) => ({ memberId: ada, mutedId: id })));
  expect(await muteMember(db, ada, "bruno")).toMatchObject({ code: "mute.tooMany", values: { max: maxMutes } });
});
