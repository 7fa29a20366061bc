import { eq, sql as text } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import {
  activityLog,
  memberSessions,
  memberStandings,
  members,
  memberTotp,
  passkeys,
  staffInvitations,
} from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { hasSecondStep, isTwoStepSession } from "#features/auth/second-step/queries.ts";
import type { Role } from "#features/members/rules.ts";
import { aMember } from "#features/members/testing.ts";
import {
  acceptInvitation,
  createInvitation,
  createInvitedMember,
  deleteExpiredInvitations,
  findInvitation,
  renewInvitationSecret,
  resendInvitation,
  withdrawInvitation,
} from "./invitations/mutations.ts";
import { listPendingInvitations, listStaff } from "./queries.ts";
import { changeRole, setMemberRole } from "./roles/mutations.ts";
import { invitationIdSchema, newInvitationSchema, roleChangeSchema } from "./schema.ts";

const { db, sql, clear } = testDatabase();
const good = "corail parapluie tourbillon";
let people: Record<"ada" | "eve" | "rita" | "nils", number>;

beforeEach(async () => {
  await clear();
  const rows = await db
    .insert(members)
    .values([
      { name: "Ada", handle: "ada", email: "ada@example.org", role: "admin", confirmedAt: new Date() },
      { name: "Eve", handle: "eve", email: "eve@example.org", role: "editor", confirmedAt: new Date() },
      { name: "Rita", handle: "rita", email: "rita@example.org", role: "reader", confirmedAt: new Date() },
      { name: "Nils", handle: "nils", email: "nils@example.org", role: "reader" },
    ])
    .returning({ id: members.id });
  const [ada = 0, eve = 0, rita = 0, nils = 0] = rows.map(({ id }) => id);
  people = { ada, eve, rita, nils };
});

const roleOf = async (id: number) =>
  (await db.select({ role: members.role }).from(members).where(eq(members.id, id)))[0]?.role;
const noted = () =>
  db
    .select({ kind: activityLog.kind, by: activityLog.actorId, detail: activityLog.detail })
    .from(activityLog)
    .orderBy(activityLog.id);

describe("roles", () => {
  const change = (by: number, memberId: number, expectedRole: Role, role: Role) =>
    changeRole(db, { id: by }, { memberId, expectedRole, role });

  test("are changed by an administrator, recorded, and keep the member's session", async () => {
    expect(await change(people.ada, people.rita, "reader", "contributor")).toMatchObject({
      ok: true,
      value: { changed: true },
    });
    expect(await roleOf(people.rita)).toBe("contributor");
    expect(await noted()).toEqual([
      { kind: "role", by: people.ada, detail: { before: "reader", role: "contributor" } },
    ]);
    const [row] = await db.select({ version: members.sessionVersion }).from(members).where(eq(members.id, people.rita));
    expect(row?.version).toBe(1);
  });

  test.each([
    ["somebody who is none", "eve", "rita", "reader", "editor", "member.forbidden"],
    ["the last one of themselves", "ada", "ada", "admin", "editor", "people.lastAdmin"],
    ["who has not confirmed", "ada", "nils", "reader", "editor", "people.unconfirmed"],
    ["whose role changed meanwhile", "ada", "eve", "reader", "contributor", "people.changed"],
  ] as const)("refused: %s", async (_, by, whom, was, role, code) => {
    expect(await change(people[by], people[whom], was, role)).toMatchObject({ ok: false, code });
    expect(await db.$count(activityLog)).toBe(0);
  });

  test("keep one of two administrators who remove each other's role at once", async () => {
    await change(people.ada, people.eve, "editor", "admin");
    const both = await Promise.all([
      change(people.ada, people.eve, "admin", "reader"),
      change(people.eve, people.ada, "admin", "reader"),
    ]);
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await db.$count(members, eq(members.role, "admin"))).toBe(1);
  });

  test("ignore a banned administrator, who neither counts nor changes roles", async () => {
    await change(people.ada, people.eve, "editor", "admin");
    await db.insert(memberStandings).values({ memberId: people.eve, bannedAt: new Date() });
    expect(await change(people.ada, people.ada, "admin", "reader")).toMatchObject({ code: "people.lastAdmin" });
    expect(await change(people.eve, people.rita, "reader", "admin")).toMatchObject({ code: "member.forbidden" });
  });

  test("are recorded as changed by the command line and close an invitation", async () => {
    await createInvitation(db, people.ada, { email: "RITA@example.org", name: "Rita", role: "editor" });
    await setMemberRole(db, "rita@example.org", "moderator");
    expect((await noted()).at(-1)).toEqual({ kind: "role", by: null, detail: { before: "reader", role: "moderator" } });
    expect(await db.$count(staffInvitations)).toBe(0);
  });

  test("are changed from the command line by handle, too", async () => {
    expect(await setMemberRole(db, "@RITA", "editor")).toMatchObject({
      ok: true,
      value: { id: people.rita, confirmed: true },
    });
    const id = await aMember(db, "old-editor", { email: "old-editor@example.org" });
    expect(await setMemberRole(db, "@old-editor", "editor")).toMatchObject({
      ok: true,
      value: { id, confirmed: false },
    });
    expect(await setMemberRole(db, "@nobody", "editor")).toMatchObject({ ok: false, code: "member.unknown" });
  });
});

describe("invitations", () => {
  const asked = { email: "new@example.org", name: "Noé", role: "contributor" as const };
  const secretOf = async (id: number) => (await renewInvitationSecret(db, id))?.secret ?? "";
  async function invited(input: Parameters<typeof createInvitation>[2] = asked) {
    const made = await createInvitation(db, people.ada, input);
    if (!made.ok) throw new Error(made.code);
    return { id: made.value.id, secret: await secretOf(made.value.id) };
  }

  test("are invalid while their inviter may not invite, until another administrator sends them again", async () => {
    const { id, secret } = await invited();
    await db.update(members).set({ role: "editor" }).where(eq(members.id, people.ada));
    expect(await findInvitation(db, secret)).toBeUndefined();
    expect(await createInvitedMember(db, { token: secret, name: "Noé", password: good })).toMatchObject({
      code: "link.spent",
    });
    await db.update(members).set({ role: "admin" }).where(eq(members.id, people.eve));
    expect(await resendInvitation(db, people.eve, id)).toMatchObject({ ok: true });
    expect(await createInvitedMember(db, { token: await secretOf(id), name: "Noé", password: good })).toMatchObject({
      ok: true,
    });
  });

  test("create a confirmed account with the role, are single-use, and keep nothing of the address", async () => {
    const { id, secret } = await invited();
    const [row] = await sql`select encode(hash, 'escape') as hash from staff_invitations where id = ${id}`;
    expect(row?.hash).not.toContain(secret);
    expect(await findInvitation(db, secret)).toMatchObject({ name: "Noé", role: "contributor", accountId: null });
    const both = await Promise.all(
      [1, 2].map(() => createInvitedMember(db, { token: secret, name: "Noé Noir", password: good })),
    );
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    const [member] = await db.select().from(members).where(eq(members.email, asked.email));
    expect(member).toMatchObject({ name: "Noé Noir", role: "contributor" });
    expect(member?.confirmedAt).not.toBeNull();
    expect(await db.$count(staffInvitations)).toBe(0);
    expect(await createInvitedMember(db, { token: secret, name: "Noé", password: good })).toMatchObject({
      code: "link.spent",
    });
    expect((await noted()).map(({ kind, by }) => [kind, by])).toEqual([
      ["invited", people.ada],
      ["joined", member?.id],
    ]);
  });

  test("validate name and password as a registration does, and stay valid after a refusal", async () => {
    const { secret } = await invited();
    expect(await createInvitedMember(db, { token: secret, name: "Admin", password: "motdepasse1" })).toMatchObject({
      fields: { name: "name.reserved", password: "password.guessable" },
    });
    expect(await findInvitation(db, secret)).toBeDefined();
  });

  test("give the role only to the account of the address", async () => {
    const { secret } = await invited({ ...asked, email: "Rita@Example.org" });
    expect(await findInvitation(db, secret)).toMatchObject({ accountId: people.rita });
    expect(await createInvitedMember(db, { token: secret, name: "Rita", password: good })).toMatchObject({
      code: "invitation.signIn",
    });
    expect(await acceptInvitation(db, people.nils, secret)).toMatchObject({ code: "invitation.otherAccount" });
    expect(await acceptInvitation(db, people.rita, secret)).toMatchObject({ ok: true });
    expect(await roleOf(people.rita)).toBe("contributor");
    expect(await acceptInvitation(db, people.rita, secret)).toMatchObject({ code: "link.spent" });
  });

  test("revoke the earlier link at once when sent again, and every link when withdrawn", async () => {
    const { id, secret } = await invited();
    expect(await resendInvitation(db, people.ada, id)).toMatchObject({ ok: true });
    expect(await findInvitation(db, secret)).toBeUndefined();
    const second = await secretOf(id);
    expect(await findInvitation(db, second)).toBeDefined();
    expect(await withdrawInvitation(db, people.ada, id)).toMatchObject({ ok: true });
    expect(await findInvitation(db, second)).toBeUndefined();
    expect(await withdrawInvitation(db, people.ada, id)).toMatchObject({ code: "invitation.gone" });
    expect(await renewInvitationSecret(db, id), "the mail that waited is not sent").toBeUndefined();
    expect((await noted()).map(({ kind }) => kind)).toEqual(["invited", "invitedAgain", "invitationWithdrawn"]);
  });

  test("expire after seven days and are deleted a month later", async () => {
    const { secret } = await invited();
    const [open] = await listPendingInvitations(db);
    expect((open?.expiresAt.getTime() ?? 0) - Date.now()).toBeGreaterThan(6.9 * 86_400_000);
    await db.update(staffInvitations).set({ expiresAt: text`now() - interval '1 second'` });
    expect(await createInvitedMember(db, { token: secret, name: "Noé", password: good })).toMatchObject({
      code: "link.spent",
    });
    expect(await listPendingInvitations(db)).toMatchObject([{ isExpired: true, hasAccount: false }]);
    await deleteExpiredInvitations(db);
    expect(await db.$count(staffInvitations)).toBe(1);
    await db.update(staffInvitations).set({ expiresAt: text`now() - interval '31 days'` });
    await deleteExpiredInvitations(db);
    expect(await db.$count(staffInvitations)).toBe(0);
  });

  test.each([
    ["somebody of the staff", { ...asked, email: "EVE@example.org" }, { email: "invitation.staff" }],
    ["a throw-away address", { ...asked, email: "a@yopmail.com" }, { email: "email.disposable" }],
  ])("are refused for %s", async (_, input, fields) => {
    expect(await createInvitation(db, people.ada, input)).toMatchObject({ ok: false, fields });
  });

  test("are limited to one pending per address, in any case, and to a number of mails", async () => {
    const { id } = await invited();
    expect(await createInvitation(db, people.ada, { ...asked, email: "NEW@example.org" })).toMatchObject({
      fields: { email: "invitation.open" },
    });
    const codes = [];
    for (let time = 0; time < 5; time += 1) codes.push((await resendInvitation(db, people.ada, id)).ok);
    expect(codes).toEqual([true, true, true, true, false]);
  });
});

describe("the second step", () => {
  test("counts an app from its first code on, a passkey for sessions that began with it", async () => {
    await db.insert(memberSessions).values([
      { id: "by-password", memberId: people.eve, method: "password" },
      { id: "by-passkey", memberId: people.eve, method: "passkey" },
    ]);
    const proves = async () =>
      Promise.all(
        ["by-password", "by-passkey"].map((sessionId) => isTwoStepSession(db, { id: people.eve, sessionId })),
      );
    await db.insert(memberTotp).values({ memberId: people.eve, secret: "x" });
    expect(await proves()).toEqual([false, true]);
    expect(await hasSecondStep(db, people.eve)).toBe(false);
    await db.insert(passkeys).values({ id: "k", memberId: people.eve, publicKey: new Uint8Array([1]) });
    expect(await hasSecondStep(db, people.eve)).toBe(true);
    expect(await proves()).toEqual([false, true]);
    await db.update(memberTotp).set({ confirmedAt: new Date() });
    expect(await proves()).toEqual([true, true]);
    expect(await isTwoStepSession(db, { id: people.ada, sessionId: "by-passkey" })).toBe(false);
  });
});

test("lists each staff member once by role, page after page", async () => {
  const staff = await listStaff(db);
  expect(staff.map(({ name }) => name)).toEqual(["Ada", "Eve"]);
  expect(staff[0]).toMatchObject({ secondStep: false, sanctioned: false, lastSeen: null });
  expect((await listStaff(db, people.ada)).map(({ name }) => name)).toEqual(["Eve"]);
});

test.each([
  [newInvitationSchema, { email: "a@b.c", name: "A", role: "reader" }],
  [newInvitationSchema, { email: "a", name: "A", role: "editor" }],
  [roleChangeSchema, { id: "1", role: "king", was: "reader" }],
  [roleChangeSchema, { id: "-1", role: "editor", was: "reader" }],
  [invitationIdSchema, { id: "1 or 1=1" }],
])("refuses invalid form values: %#", (schema, input) => {
  expect(schema.safeParse(input).success).toBe(false);
});
