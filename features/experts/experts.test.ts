import { eq } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { activityLog, expertiseGrants, members, notifications } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { anArticle } from "#features/articles/testing.ts";
import { readThreadsPage } from "#features/comments/queries.ts";
import { someComments } from "#features/comments/testing.ts";
import { findProfile } from "#features/members/profile/queries.ts";
import { decide } from "#features/moderation/decisions/decide.ts";
import { describeNotifications, notificationPath } from "#features/notifications/describe-notification.ts";
import { listNotifications } from "#features/notifications/queries.ts";
import { loadExperts } from "./loaders.ts";
import { changeExpertise, declineExpertise } from "./mutations.ts";
import { listExperts, listExpertsById } from "./queries.ts";
import { expertiseSchema } from "./schema.ts";

const { db, clear, recordedChanges } = testDatabase();
const ids = { editor: 0, ada: 0 };
const wording = { locale: "fr", zone: "Europe/Paris" } as const;

beforeEach(async () => {
  await clear();
  const rows = await db
    .insert(members)
    .values([
      { name: "Édith", handle: "edith", role: "editor", confirmedAt: new Date() },
      { name: "Ada", handle: "ada", confirmedAt: new Date() },
    ])
    .returning({ id: members.id });
  ids.editor = rows[0]?.id ?? 0;
  ids.ada = rows[1]?.id ?? 0;
});

const change = (expertise: string, expected = "", memberId = ids.ada) =>
  changeExpertise(db, { id: ids.editor }, { memberId, expertise, expected });
const badge = async () => (await findProfile(db, "ada"))?.expertise;

test("grants, changes and withdraws a badge, and keeps each step", async () => {
  expect(await change("Chercheuse")).toMatchObject({ ok: true, value: { name: "Ada", before: "" } });
  expect(await badge()).toBe("Chercheuse");
  expect(await change("Chercheuse en cryptographie", "Chercheuse")).toMatchObject({ ok: true });
  expect(await change("", "Chercheuse en cryptographie")).toMatchObject({ ok: true });
  expect(await badge()).toBe("");
  const grants = await db.select().from(expertiseGrants).orderBy(expertiseGrants.id);
  expect(grants.map(({ expertise, grantedBy }) => [expertise, grantedBy])).toEqual([
    ["Chercheuse", ids.editor],
    ["Chercheuse en cryptographie", ids.editor],
    ["", ids.editor],
  ]);
  const log = await db.select().from(activityLog).orderBy(activityLog.id);
  expect(log.map(({ kind, actorId, subjectId }) => [kind, actorId, subjectId])).toEqual([
    ["expertiseGranted", ids.editor, ids.ada],
    ["expertiseGranted", ids.editor, ids.ada],
    ["expertiseWithdrawn", ids.editor, ids.ada],
  ]);
  // The log names nobody and nothing.
  expect(JSON.stringify(log)).not.toContain("Chercheuse");
});

test("refuses editors a badge of their own, but lets them withdraw one", async () => {
  expect(await change("Experte", "", ids.editor)).toMatchObject({ ok: false, code: "expertise.oneself" });
  await db.update(members).set({ expertise: "Experte" }).where(eq(members.id, ids.editor));
  expect(await change("", "Experte", ids.editor)).toMatchObject({ ok: true });
});

test("notifies the member of each step, in the words of that time", async () => {
  await change("Avocate");
  await change("", "Avocate");
  const [withdrawn, granted] = await listNotifications(db, ids.ada);
  if (!withdrawn || !granted) throw new Error("There are two.");
  expect([withdrawn.kind, granted.kind]).toEqual(["badge", "badge"]);
  expect(describeNotifications([granted], wording)).toMatch(/«\sAvocate\s»/);
  expect(notificationPath(granted)).toBe("/account#expertise");
  expect(describeNotifications([withdrawn], wording)).toBe("La rédaction a retiré votre badge d’expert");
  expect(await db.select().from(notifications).where(eq(notifications.memberId, ids.editor))).toEqual([]);
});

test("refuses what another editor changed meanwhile, and members who are gone or not confirmed", async () => {
  await change("Avocate");
  expect(await change("Juge")).toMatchObject({ ok: false, code: "expertise.changed" });
  expect(await badge()).toBe("Avocate");
  // The same badge twice, as from a double click, is stored once.
  expect(await change("Avocate")).toMatchObject({ ok: true });
  expect(await db.$count(expertiseGrants)).toBe(1);
  expect(await change("X", "", 999)).toMatchObject({ ok: false, code: "people.gone" });
  await db.update(members).set({ confirmedAt: null }).where(eq(members.id, ids.ada));
  expect(await change("Juge", "Avocate")).toMatchObject({ ok: false, code: "people.unconfirmed" });
});

test("a member declines their badge, which editors see", async () => {
  await declineExpertise(db, ids.ada);
  expect(await db.$count(expertiseGrants)).toBe(0);
  await change("Avocate");
  expect(await listExperts(db)).toMatchObject([{ handle: "ada", expertise: "Avocate", by: "Édith", declined: false }]);
  await declineExpertise(db, ids.ada);
  expect(await badge()).toBe("");
  expect(await listExperts(db)).toEqual([]);
  expect(await listExpertsById(db, [ids.ada])).toMatchObject([{ expertise: "", declined: true }]);
});

test("shows the badge beside the comments, without another statement, and expires their pages", async () => {
  const id = await anArticle(db, "a");
  await someComments(db, id, [{ key: "un", memberId: ids.ada }, { key: "deux" }]);
  const changes = await recordedChanges(() => change("Avocate"));
  const { threads } = await readThreadsPage(db, id);
  expect(threads.map(({ expertise }) => expertise)).toEqual(["Avocate", ""]);
  expect(changes.flatMap(({ tags }) => tags)).toContain(`comments:article:${id}`);
});

test("hides the badge of a banned member, on their comments and profile, until the ban ends", async () => {
  const id = await anArticle(db, "a");
  await someComments(db, id, [{ key: "un", memberId: ids.ada }]);
  const [moderator] = await db
    .insert(members)
    .values({ name: "Modo", handle: "modo", role: "moderator", confirmedAt: new Date() })
    .returning({ id: members.id });
  await change("Avocate");
  const shown = async () => [(await readThreadsPage(db, id)).threads[0]?.expertise, await badge()];
  const decideOnAda = async (action: "ban" | "lift") => {
    const subject = { kind: "member", id: ids.ada } as const;
    const changes = await recordedChanges(async () => {
      const decided = await decide(db, {
        actor: { id: moderator?.id ?? 0 },
        subject,
        action,
        note: "",
        ...(action === "ban" && { reason: "respect" }),
      });
      expect(decided).toMatchObject({ ok: true });
    });
    expect(changes.flatMap(({ tags }) => tags)).toContain(`comments:article:${id}`);
  };
  expect(await shown()).toEqual(["Avocate", "Avocate"]);
  await decideOnAda("ban");
  expect(await shown()).toEqual(["", ""]);
  expect(await listExperts(db)).toMatchObject([{ expertise: "Avocate", banned: true }]);
  await decideOnAda("lift");
  expect(await shown()).toEqual(["Avocate", "Avocate"]);
});

test("finds members by name or handle, with or without a badge", async () => {
  expect(await loadExperts("ada")).toMatchObject([{ handle: "ada", expertise: "" }]);
  expect(await loadExperts("")).toEqual([]);
});

test.each([
  ["x".repeat(61), false],
  ["x".repeat(60), true],
  ["  Chercheuse\u202e  en\ncryptographie ", true],
])("checks the badge %j", (expertise, isValid) => {
  const parsed = expertiseSchema.safeParse({ id: "3", expertise, was: "" });
  expect(parsed.success).toBe(isValid);
  if (parsed.success && expertise.startsWith(" ")) expect(parsed.data.expertise).toBe("Chercheuse en cryptographie");
});
