import { eq } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { authors, members } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { findProfile } from "./queries.ts";

const { db, clear } = testDatabase();

beforeEach(async () => {
  await clear();
  await db.insert(members).values({ name: "Ada L.", handle: "ada", biography: "Je relis.", confirmedAt: new Date() });
});

test("finds a profile by its handle, in any case", async () => {
  expect(await findProfile(db, "ADA")).toMatchObject({
    handle: "ada",
    name: "Ada L.",
    biography: "Je relis.",
    avatar: null,
    authorHandle: null,
  });
  expect(await findProfile(db, "personne")).toBeUndefined();
});

test.each([
  ["switched off", { profileHiddenAt: new Date() }],
  ["deleted", { deletedAt: new Date() }],
  ["not confirmed", { confirmedAt: null }],
])("hides a profile that is %s", async (_, change) => {
  await db.update(members).set(change);
  expect(await findProfile(db, "ada")).toBeUndefined();
});

test("links an author's profile to their articles", async () => {
  const [ada] = await db.select({ id: members.id }).from(members).where(eq(members.handle, "ada"));
  await db.insert(authors).values({ handle: "ada-l", name: "Ada L.", memberId: ada?.id ?? 0 });
  expect(await findProfile(db, "ada")).toMatchObject({ authorHandle: "ada-l" });
});
