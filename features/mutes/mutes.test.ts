import { beforeEach, expect, test } from "vitest";
import { members, mutes } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { mostMutes, muteMember, unmuteMember } from "./mutations.ts";
import { findMutable, listMutedHandles, listMutes } from "./queries.ts";

const { db, clear } = testDatabase();
let ada = 0;

beforeEach(async () => {
  await clear();
  const people = [
    { name: "Ada", handle: "ada" },
    { name: "Bruno", handle: "bruno", confirmedAt: new Date() },
    { name: "alix", handle: "alix" },
    { name: "Parti", handle: "parti", deletedAt: new Date() },
  ];
  const [row] = await db.insert(members).values(people).returning({ id: members.id });
  ada = row?.id ?? 0;
});

test("muted once, however often; listed by name; shown again", async () => {
  expect(await muteMember(db, ada, "BRUNO")).toEqual({ ok: true, value: { name: "Bruno" } });
  await Promise.all([muteMember(db, ada, "bruno"), muteMember(db, ada, "alix"), muteMember(db, ada, "alix")]);
  expect((await listMutes(db, ada)).map(({ name, profile }) => [name, profile])).toEqual([
    ["alix", false],
    ["Bruno", true],
  ]);
  expect((await listMutedHandles(db, ada)).sort()).toEqual(["alix", "bruno"]);
  expect(await findMutable(db, ada, "bruno")).toMatchObject({ muted: true, own: false });
  await unmuteMember(db, ada, "bruno");
  await unmuteMember(db, ada, "bruno");
  expect(await listMutedHandles(db, ada)).toEqual(["alix"]);
});

test.each([
  ["ada", "mute.oneself"],
  ["personne", "mute.unknown"],
  ["parti", "mute.unknown"],
])("%s is refused with %s", async (handle, code) => {
  expect(await muteMember(db, ada, handle)).toMatchObject({ ok: false, code });
  expect(await db.select().from(mutes)).toEqual([]);
});

test("the list has an end", async () => {
  const many = Array.from({ length: mostMutes }, (_, n) => ({ name: `M${n}`, handle: `m-${n}` }));
  const rows = await db.insert(members).values(many).returning({ id: members.id });
  await db.insert(mutes).values(rows.map(({ id }) => ({ memberId: ada, mutedId: id })));
  expect(await muteMember(db, ada, "bruno")).toMatchObject({ code: "mute.tooMany", values: { most: mostMutes } });
});
