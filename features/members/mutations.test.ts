import { randomUUID } from "node:crypto";
import { verify } from "@node-rs/argon2";
import { eq } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { members } from "#db/schema/members.ts";
import { testDatabase } from "#db/testing.ts";
import { addRedirect } from "#features/redirects/mutations.ts";
import { setMemberRole } from "#features/staff/roles/mutations.ts";
import { createMember } from "./mutations.ts";

const { db, clear, queries } = testDatabase();
const ada = { email: "Ada@example.org", name: "Ada Lovelace", role: "editor", password: "a long enough one" } as const;

beforeEach(clear);

test("stores a member with a handle, a confirmed address and only a hash of the password", async () => {
  expect(await createMember(db, ada)).toMatchObject({ ok: true, value: { handle: "ada-lovelace" } });
  const [row] = await db.select().from(members);
  expect(row).toMatchObject({ email: "Ada@example.org", role: "editor", confirmedAt: expect.any(Date) });
  expect(row?.passwordHash).toMatch(/^\$argon2id\$/);
  expect(await verify(row?.passwordHash ?? "", ada.password)).toBe(true);
});

test("treats e-mail addresses as case-insensitive and numbers duplicate handles", async () => {
  await createMember(db, ada);
  expect(await createMember(db, { ...ada, email: "ada@EXAMPLE.org" })).toMatchObject({ code: "member.emailTaken" });
  expect(await createMember(db, { ...ada, email: "b@c.org" })).toMatchObject({ value: { handle: "ada-lovelace-2" } });
  expect(await db.select().from(members)).toHaveLength(2);
});

test("never gives out a former handle, a deleted member's or a reserved one", async () => {
  await addRedirect(db, "/members/ada-lovelace", { toPath: "/members/countess" });
  const handleOf = async (name: string) => {
    const made = await createMember(db, { ...ada, name, email: `${randomUUID()}@example.org`, role: "reader" });
    return made.ok ? made.value.handle : made.code;
  };
  expect(await handleOf("Ada Lovelace")).toBe("ada-lovelace-2");
  expect(await handleOf("Deleted 12")).toBe("deleted-12-2");
  // Each is a name in its own script whose transliteration is the administrator's.
  expect(await handleOf("Админ")).toBe("membre");
  expect(await handleOf("李雷")).toBe("membre-2");
});

test("finds a free handle for a very common name in few queries", async () => {
  await db
    .insert(members)
    .values(Array.from({ length: 60 }, (_, n) => ({ name: "Li", handle: n === 0 ? "li" : `li-${n + 1}` })));
  const { result, statements } = await queries(() => createMember(db, { ...ada, name: "Li" }));
  expect(result).toMatchObject({ value: { handle: expect.stringMatching(/^li-\d{3,6}$/) } });
  expect(statements.length).toBeLessThan(80);
});

test("creates one account for two concurrent requests with one address", async () => {
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
])("refuses %j beside its field", async (change, fields) => {
  expect(await createMember(db, { ...ada, ...change })).toMatchObject({ ok: false, code: "member.invalid", fields });
  expect(await db.select().from(members)).toEqual([]);
});

test("changes a role by address and refuses an unknown address", async () => {
  await createMember(db, ada);
  expect(await setMemberRole(db, " ADA@example.org ", "admin")).toMatchObject({
    ok: true,
    value: { before: "editor" },
  });
  expect((await db.select().from(members))[0]?.role).toBe("admin");
  expect(await setMemberRole(db, "no@body.org", "admin")).toMatchObject({ ok: false, code: "member.unknown" });
});

test("keeps the last administrator's role unless the operator forces the change", async () => {
  await createMember(db, { ...ada, role: "admin" });
  expect(await setMemberRole(db, ada.email, "editor")).toMatchObject({ ok: false, code: "people.lastAdmin" });
  expect(await setMemberRole(db, ada.email, "admin")).toMatchObject({ ok: true, value: { before: "admin" } });

  const grace = { email: "grace@example.org", name: "Grace Hopper", role: "admin", password: ada.password } as const;
  await createMember(db, grace);
  // Of two administrators who step down at once, the second keeps the role.
  const both = await Promise.all([ada, grace].map(({ email }) => setMemberRole(db, email, "editor")));
  expect(both.map(({ ok }) => ok).sort()).toEqual([false, true]);

  const last = both[0]?.ok ? grace : ada;
  expect(await setMemberRole(db, last.email, "editor", { force: true })).toMatchObject({ ok: true });
  expect(await db.$count(members, eq(members.role, "admin"))).toBe(0);
});
