import { verify } from "@node-rs/argon2";
import { beforeEach, expect, test } from "vitest";
import { members } from "#db/schema/members.ts";
import { testDatabase } from "#db/testing.ts";
import { createMember, setMemberRole } from "./mutations.ts";

const { db, clear } = testDatabase();
const ada = { email: "Ada@example.org", name: "Ada Lovelace", role: "editor", password: "a long enough one" } as const;

beforeEach(clear);

test("a member is stored with a handle, a confirmed address and only a hash of the password", async () => {
  expect(await createMember(db, ada)).toMatchObject({ ok: true, value: { handle: "ada-lovelace" } });
  const [row] = await db.select().from(members);
  expect(row).toMatchObject({ email: "Ada@example.org", role: "editor", confirmedAt: expect.any(Date) });
  expect(row?.passwordHash).toMatch(/^\$argon2id\$/);
  expect(await verify(row?.passwordHash ?? "", ada.password)).toBe(true);
});

test("an address is taken whatever its capitals, a handle gets a number", async () => {
  await createMember(db, ada);
  expect(await createMember(db, { ...ada, email: "ada@EXAMPLE.org" })).toMatchObject({ code: "member.emailTaken" });
  expect(await createMember(db, { ...ada, email: "b@c.org" })).toMatchObject({ value: { handle: "ada-lovelace-2" } });
  expect(await db.select().from(members)).toHaveLength(2);
});

test("two at once with one address make one account", async () => {
  const results = await Promise.all([createMember(db, ada), createMember(db, ada), createMember(db, ada)]);
  expect(results.filter((result) => result.ok)).toHaveLength(1);
});

test.each([
  [{ email: "nobody" }, { email: "email.invalid" }],
  [{ email: `${"a".repeat(250)}@b.org` }, { email: "email.invalid" }],
  [{ email: "a@b.org, c@d.org" }, { email: "email.invalid" }],
  [{ name: "   " }, { name: "name.missing" }],
  [{ name: "x".repeat(81) }, { name: "name.tooLong" }],
  [{ password: "short" }, { password: "password.tooShort" }],
  [{ password: "x".repeat(201) }, { password: "password.tooLong" }],
])("%j is refused by its field", async (change, fields) => {
  expect(await createMember(db, { ...ada, ...change })).toMatchObject({ ok: false, code: "member.invalid", fields });
  expect(await db.select().from(members)).toEqual([]);
});

test("a role changes by address; an unknown address is refused", async () => {
  await createMember(db, ada);
  expect(await setMemberRole(db, " ADA@example.org ", "admin")).toMatchObject({
    ok: true,
    value: { before: "editor" },
  });
  expect((await db.select().from(members))[0]?.role).toBe("admin");
  expect(await setMemberRole(db, "no@body.org", "admin")).toMatchObject({ ok: false, code: "member.unknown" });
});
