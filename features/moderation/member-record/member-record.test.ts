import { eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import type { CommentStatus } from "#db/schema/comments.ts";
import {
  commentReports,
  comments,
  memberSessions,
  members,
  registrationNetworkSalts,
  registrationNetworks,
} from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { anonymiseMember } from "#features/account/deletion/anonymise-member.ts";
import { upsertArticle } from "#features/articles/mutations.ts";
import {
  deleteOldRegistrationNetworks,
  recordRegistrationNetwork,
} from "#features/auth/registration/registration-network.ts";
import { aComment } from "#features/comments/testing.ts";
import type { Role } from "#features/members/rules.ts";
import { voteAs } from "#features/ratings/testing.ts";
import { redirectMovedPath } from "#features/redirects/mutations.ts";
import { setSetting } from "#features/settings/mutations.ts";
import { readSettings } from "#features/settings/queries.ts";
import { presets } from "#features/settings/schema.ts";
import { decideInBulk } from "../decisions/bulk-decision.ts";
import type { Decision } from "../decisions/decide.ts";
import { decideOrThrow } from "../decisions/testing.ts";
import { undoDecision } from "../decisions/undo.ts";
import { listMemberDecisions } from "./decisions/queries.ts";
import { searchMembers } from "./list/queries.ts";
import { findMemberRecord } from "./queries.ts";
import { summarizeMember } from "./summary.ts";

const { db, clear, queries } = testDatabase();
const people: Record<string, number> = {};
let articleId = 0;

beforeEach(async () => {
  await clear();
  const input = { slug: "un", status: "published", title: "Un", lead: "", bodyHtml: "" } as const;
  articleId = (await upsertArticle(db, { ...input, publishedAt: new Date() })).id;
  const roles: [string, Role][] = [
    ["jeanne", "reader"],
    ["malik", "reader"],
    ["modo", "moderator"],
    ["autre", "moderator"],
    ["chef", "admin"],
  ];
  for (const [handle, role] of roles) {
    const [row] = await db
      .insert(members)
      .values({ name: handle, handle, role, email: `${handle}@example.org`, confirmedAt: new Date() })
      .returning({ id: members.id });
    people[handle] = row?.id ?? 0;
  }
});

const memberIdOf = (handle: string) => people[handle] ?? 0;
type Status = CommentStatus;
function write(status: Status, handle = "jeanne"): Promise<number> {
  return aComment(db, articleId, { memberId: memberIdOf(handle), status, bodySource: "x", bodyHtml: "<p>x</p>" });
}
const decided = (decision: Decision) => decideOrThrow(db, decision);
const jeanne = () => ({ kind: "member" as const, id: memberIdOf("jeanne") });
const by = (handle: string) => ({ id: memberIdOf(handle) });
async function person(handle = "jeanne") {
  const found = await findMemberRecord(db, memberIdOf(handle), presets);
  if (!found) throw new Error("nobody");
  return found;
}
const summary = async (viewer = "modo", role: Role = "moderator", handle = "jeanne") =>
  summarizeMember(await person(handle), { id: memberIdOf(viewer), role }, await readSettings(db));

describe("record of a member", () => {
  test("lists parts of a bulk decision separately and counts a ban's comments in the ban", async () => {
    const own = [await write("pending"), await write("visible"), await write("visible")];
    const others = await write("visible", "malik");
    const selected = [others, ...own.slice(0, 2)].map((id) => ({ id, version: 0 }));
    await decideInBulk(db, { actor: by("modo"), action: "spam", items: selected });
    await decideInBulk(db, {
      actor: by("modo"),
      action: "remove",
      reason: "respect",
      items: [{ id: own[2] ?? 0, version: 0 }],
    });
    const told = (lines: Awaited<ReturnType<typeof person>>["decisions"]) =>
      lines.map(({ action, subjectId, reason, parts, undone }) => [action, subjectId, reason, parts, undone]);
    expect(told((await person()).decisions)).toEqual([
      ["remove", own[2], "respect", 0, false],
      ["spam", own[1], "spam", 0, false],
      ["spam", own[0], "spam", 0, false],
    ]);
    // The record of the first comment's author does not mention the other comments of the selection.
    expect(told((await person("malik")).decisions)).toEqual([["spam", others, "spam", 0, false]]);
    await undoDecision(db, by("modo"));
    await undoDecision(db, by("modo"));
    expect((await person()).decisions.map(({ undone }) => undone)).toEqual([true, true, true]);
    await decided({ actor: by("modo"), subject: jeanne(), action: "ban", reason: "spam", comments: "remove" });
    expect(told((await person()).decisions)[0]).toEqual(["ban", memberIdOf("jeanne"), "spam", 3, false]);
    expect((await person()).decisions).toHaveLength(4);
  });

  test("lists a long selection page by page, in one statement each", async () => {
    const ids: number[] = [];
    for (let n = 0; n < 25; n += 1) ids.push(await write("visible"));
    await decideInBulk(db, { actor: by("modo"), action: "spam", items: ids.map((id) => ({ id, version: 0 })) });
    const { result: first, statements } = await queries(() => listMemberDecisions(db, memberIdOf("jeanne")));
    expect(statements).toHaveLength(1);
    const next = await listMemberDecisions(db, memberIdOf("jeanne"), { before: first[19]?.id });
    expect([...first.slice(0, 20), ...next].map(({ subjectId }) => subjectId)).toEqual(ids.toReversed());
  });

  test("returns nothing for an unknown member and an empty record for a new one, in a fixed number of statements", async () => {
    expect(await findMemberRecord(db, 999_999, presets)).toBeUndefined();
    expect(await person()).toMatchObject({
      name: "jeanne",
      handle: "jeanne",
      role: "reader",
      confirmed: true,
      hasProfile: true,
      lastSeen: null,
      version: 0,
      votes: { count: 0, mean: null, held: 0 },
      reportsReceived: { reports: 0, comments: 0 },
      commentCounts: { visible: 0, pending: 0, rejected: 0, spam: 0, removed: 0, deleted: 0 },
      formerHandles: [],
      linked: { count: 0, members: [] },
      decisions: [],
      notes: [],
    });
    const few = await queries(() => findMemberRecord(db, memberIdOf("jeanne"), presets));
    for (let n = 0; n < 30; n += 1) await write("visible");
    const many = await queries(() => findMemberRecord(db, memberIdOf("jeanne"), presets));
    expect(few.statements.length).toBe(9);
    expect(many.statements.length).toBe(9);
  });

  test("counts comments by status, the author's deletions separately, and the share of refusals", async () => {
    for (const status of ["visible", "pending", "rejected", "spam", "spam", "removed"] as const) await write(status);
    const gone = await write("removed");
    await db.update(comments).set({ deletedAt: new Date() }).where(eq(comments.id, gone));
    expect((await person()).commentCounts).toEqual({
      visible: 1,
      pending: 1,
      rejected: 1,
      spam: 2,
      removed: 1,
      deleted: 1,
    });
    const { share, facts } = await summary();
    expect(share).toMatchObject({ approved: 1, refused: 4 });
    expect(facts[1]).toMatchObject({ value: expect.stringMatching(/^4 \(80.%\)$/), bad: true });
  });

  test("counts reports received and made by outcome, and held votes", async () => {
    const [a, b, c] = [await write("visible"), await write("visible", "malik"), await write("visible", "malik")];
    const reports = [
      [a, "malik"],
      [a, "chef"],
      [b, "jeanne"],
      [c, "jeanne"],
    ] as const;
    for (const [commentId, handle] of reports)
      await db.insert(commentReports).values({ commentId, memberId: memberIdOf(handle), reason: "spam" });
    await decided({ actor: by("modo"), subject: { kind: "comment", id: b }, action: "reject", reason: "respect" });
    await setSetting(db, "ratings.youngVotes", "1");
    await voteAs(db, memberIdOf("jeanne"), "un", 2);
    expect(await person()).toMatchObject({
      reportsReceived: { reports: 2, comments: 1 },
      reportsMade: { upheld: 1, open: 1, dismissed: 0, abusive: 0 },
      votes: { count: 1, mean: 2, held: 1 },
    });
    expect((await summary()).facts.map(({ value }) => value)).toEqual(["1", "0", "2", "2", "1"]);
  });

  test("shows former handles, the last day of activity and a hidden profile", async () => {
    await redirectMovedPath(db, "/members/ada", "/members/ada-2");
    await redirectMovedPath(db, "/members/ada-2", "/members/jeanne");
    await db.insert(memberSessions).values({
      id: "s",
      memberId: memberIdOf("jeanne"),
      method: "password",
      lastSeenAt: new Date("2026-11-02T10:00:00Z"),
    });
    await db
      .update(members)
      .set({ profileHiddenAt: new Date() })
      .where(eq(members.id, memberIdOf("jeanne")));
    const found = await person();
    expect(found.formerHandles.sort()).toEqual(["ada", "ada-2"]);
    expect(found).toMatchObject({ lastSeen: new Date("2026-11-02T10:00:00Z"), hasProfile: false });
    expect((await summary()).about).toMatch(/dernière visite le 2.novembre 2026$/);
  });

  test("lists decisions with current names and dates, counts parts and lists notes separately", async () => {
    const [a] = [await write("visible"), await write("pending")];
    await decided({ actor: by("modo"), subject: { kind: "comment", id: a }, action: "feature" });
    await decided({ actor: by("modo"), subject: jeanne(), action: "note", note: "À suivre." });
    const note = await decided({ actor: by("modo"), subject: jeanne(), action: "note", note: "Erreur." });
    await undoDecision(db, by("modo"), note);
    await decided({ actor: { rule: "test" }, subject: jeanne(), action: "premoderate" });
    await decided({ actor: by("chef"), subject: jeanne(), action: "ban", reason: "spam", comments: "remove" });
    await db
      .update(members)
      .set({ name: "La cheffe" })
      .where(eq(members.id, memberIdOf("chef")));
    const found = await person();
    expect(found.notes.map((one) => one.note)).toEqual(["À suivre."]);
    expect(found.decisions.map(({ action, by, rule, parts, undone }) => ({ action, by, rule, parts, undone }))).toEqual(
      [
        { action: "ban", by: "La cheffe", rule: null, parts: 2, undone: false },
        { action: "premoderate", by: null, rule: "test", parts: 0, undone: false },
        { action: "feature", by: "modo", rule: null, parts: 0, undone: false },
      ],
    );
    const { decisions, standings } = await summary();
    expect(decisions[0]).toMatchObject({ what: "Exclusion avec 2 commentaires", by: "La cheffe", href: null });
    expect(standings.map(({ kind }) => kind)).toEqual(["banned", "premoderated"]);
    const older = await listMemberDecisions(db, memberIdOf("jeanne"), { before: found.decisions[1]?.id });
    expect(older).toMatchObject([{ action: "feature", excerpt: "x" }]);
  });
});

describe("permissions", () => {
  test("lets moderators decide neither on themselves nor on moderators, and administrators on moderators", async () => {
    expect(await summary()).toMatchObject({
      noActionsReason: null,
      actions: ["warn", "premoderate", "suspend", "ban", "message", "note"],
    });
    expect(await summary("modo", "moderator", "modo")).toMatchObject({ actions: [], noActionsReason: /soi-même/ });
    expect(await summary("modo", "moderator", "autre")).toMatchObject({ actions: [], noActionsReason: /administre/ });
    expect((await summary("chef", "admin", "autre")).noActionsReason).toBeNull();
  });

  test("offers no action without effect", async () => {
    await decided({ actor: by("modo"), subject: jeanne(), action: "premoderate" });
    expect((await summary()).actions).toEqual(["warn", "suspend", "ban", "lift", "message", "note"]);
    await decided({ actor: by("modo"), subject: jeanne(), action: "ban", reason: "spam" });
    expect((await summary()).actions).toEqual(["lift", "message", "note"]);
  });

  test("offers no action on a deleted member and keeps the decisions", async () => {
    await decided({ actor: by("modo"), subject: jeanne(), action: "note", note: "Vue." });
    await db.transaction((tx) => anonymiseMember(tx, memberIdOf("jeanne"), { keepsComments: true }));
    expect(await summary()).toMatchObject({
      deleted: true,
      handle: null,
      profile: null,
      actions: [],
      noActionsReason: /supprimé/,
    });
    expect((await person()).notes).toHaveLength(1);
  });
});

describe("registrations from one network", () => {
  const at = (text: string) => new Date(text);
  const linked = async (handle: string) => (await person(handle)).linked.members.map(({ name }) => name);

  test("links registrations within a day, even across midnight, but not later ones or other networks", async () => {
    await recordRegistrationNetwork(db, memberIdOf("jeanne"), "192.0.2.1", at("2026-11-24T23:50:00Z"));
    await recordRegistrationNetwork(db, memberIdOf("malik"), "192.0.2.1", at("2026-11-25T00:10:00Z"));
    await recordRegistrationNetwork(db, memberIdOf("modo"), "192.0.2.1", at("2026-11-26T00:20:00Z"));
    await recordRegistrationNetwork(db, memberIdOf("autre"), "192.0.2.2", at("2026-11-24T23:55:00Z"));
    await recordRegistrationNetwork(db, memberIdOf("chef"), "unknown", at("2026-11-24T23:55:00Z"));
    expect(await linked("jeanne")).toEqual(["malik"]);
    expect(await linked("malik")).toEqual(["jeanne"]);
    expect(await linked("modo")).toEqual([]);
    expect(await linked("autre")).toEqual([]);
    expect((await summary()).linked).toMatchObject({ note: "", people: [{ name: "malik" }] });
  });

  test("does not link registrations from the local machine", async () => {
    for (const network of ["127.0.0.1", "0:0:0:0::/64", "unknown"])
      await recordRegistrationNetwork(db, memberIdOf("jeanne"), network);
    expect(await db.$count(registrationNetworks)).toBe(0);
  });

  test("stores no address, deletes a day's salt, and deletes hashes after thirty days", async () => {
    await recordRegistrationNetwork(db, memberIdOf("jeanne"), "192.0.2.1");
    const [row] = await db.select().from(registrationNetworks);
    expect(row?.hash).toHaveLength(32);
    expect(Buffer.from(row?.hash ?? []).toString("latin1")).not.toContain("192");
    await db.update(registrationNetworkSalts).set({ day: sql`day - 2` });
    await deleteOldRegistrationNetworks(db);
    expect(await db.$count(registrationNetworkSalts)).toBe(0);
    expect(await db.$count(registrationNetworks)).toBe(2);
    // With another salt, the same network has another hash.
    await recordRegistrationNetwork(db, memberIdOf("malik"), "192.0.2.1");
    expect(await linked("malik")).toEqual([]);
    await db.update(registrationNetworks).set({ createdAt: sql`now() - interval '31 days'` });
    await deleteOldRegistrationNetworks(db);
    expect(await db.$count(registrationNetworks)).toBe(0);
  });

  test("uses one salt for concurrent registrations, and deletes the hashes of a deleted member", async () => {
    await Promise.all(
      ["jeanne", "malik"].map((handle) => recordRegistrationNetwork(db, memberIdOf(handle), "2001:db8:1:2::/64")),
    );
    expect(await linked("jeanne")).toEqual(["malik"]);
    await db.transaction((tx) => anonymiseMember(tx, memberIdOf("malik"), { keepsComments: true }));
    expect(await linked("jeanne")).toEqual([]);
  });
});

describe("finding a member", () => {
  const names = (rows: { name: string }[]) => rows.map(({ name }) => name);

  test("searches by part of the name, by handle, and for administrators by exact address", async () => {
    expect(names(await searchMembers(db, { words: "EANN", byAddress: false }))).toEqual(["jeanne"]);
    expect(names(await searchMembers(db, { words: "@mal", byAddress: false }))).toEqual(["malik"]);
    expect(names(await searchMembers(db, { words: "Malik@example.org", byAddress: true }))).toEqual(["malik"]);
    expect(names(await searchMembers(db, { words: "malik@example.org", byAddress: false }))).toEqual([]);
    expect(names(await searchMembers(db, { words: "example.org", byAddress: true }))).toEqual([]);
    for (const words of ["%", "_", "\\", "' or 1=1 --"])
      expect(await searchMembers(db, { words, byAddress: true })).toEqual([]);
  });

  test("filters by standing", async () => {
    await decided({ actor: by("modo"), subject: jeanne(), action: "ban", reason: "spam" });
    const malik = { kind: "member" as const, id: memberIdOf("malik") };
    const until = new Date(Date.now() + 1e7);
    await decided({ actor: by("modo"), subject: malik, action: "suspend", reason: "spam", until });
    await decided({ actor: by("modo"), subject: malik, action: "warn", reason: "spam" });
    await decided({ actor: by("modo"), subject: malik, action: "premoderate" });
    expect(names(await searchMembers(db, { byAddress: false, filter: "banned" }))).toEqual(["jeanne"]);
    for (const filter of ["suspended", "premoderated", "warned"] as const)
      expect(names(await searchMembers(db, { byAddress: false, filter })), filter).toEqual(["malik"]);
  });

  test("lists the most refused members first, without undone decisions, page by page", async () => {
    for (const [handle, times] of [
      ["jeanne", 2],
      ["malik", 3],
    ] as const)
      for (let n = 0; n < times; n += 1)
        await decided({
          actor: by("modo"),
          subject: { kind: "comment", id: await write("visible", handle) },
          action: "spam",
          reason: "spam",
        });
    const id = await write("visible");
    await decided({ actor: by("modo"), subject: { kind: "comment", id }, action: "spam" });
    await undoDecision(db, by("modo"));
    const refused = await searchMembers(db, { byAddress: false, filter: "refused" });
    expect(refused.map(({ name, refused }) => [name, refused])).toEqual([
      ["malik", 3],
      ["jeanne", 2],
    ]);
    const after = { id: memberIdOf("malik"), refused: 3 };
    expect(names(await searchMembers(db, { byAddress: false, filter: "refused", after }))).toEqual(["jeanne"]);
    expect(
      names(await searchMembers(db, { byAddress: false, after: { id: memberIdOf("malik"), refused: 0 } })),
    ).toEqual(["jeanne"]);
  });

  test("lists forty members on two pages", async () => {
    await db
      .insert(members)
      .values(Array.from({ length: 40 }, (_, n) => ({ name: `Foule ${n}`, handle: `foule-${n}` })));
    const first = await searchMembers(db, { words: "foule", byAddress: false });
    expect(first).toHaveLength(31);
    const after = { id: first[29]?.id ?? 0, refused: 0 };
    expect(await searchMembers(db, { words: "foule", byAddress: false, after })).toHaveLength(10);
  });
});

test("hides moderators' notes from the member they are about, but not messages and warnings", async () => {
  const modo = { kind: "member", id: memberIdOf("modo") } as const;
  await decided({ actor: by("chef"), subject: modo, action: "note", note: "Entre nous" });
  await decided({ actor: by("chef"), subject: modo, action: "premoderate", reason: "respect", note: "Discret" });
  await decided({ actor: by("chef"), subject: modo, action: "message", note: "Bonjour" });
  const all = JSON.stringify(await summary("autre", "moderator", "modo"));
  for (const note of ["Entre nous", "Discret", "Bonjour"]) expect(all).toContain(note);
  const own = JSON.stringify(await summary("modo", "moderator", "modo"));
  expect(own).not.toMatch(/Entre nous|Discret/);
  expect(own).toContain("Bonjour");
});
