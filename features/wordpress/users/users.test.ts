import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { asc, eq, sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { authors, comments, importedItems, members } from "#db/schema.ts";
import { verifyPassword } from "#features/auth/sign-in/verify-password.ts";
import { claimComments } from "#features/comments/guests/mutations.ts";
import { findClaimableComments } from "#features/members/guest-comments/queries.ts";
import { aMember } from "#features/members/testing.ts";
import { redirectMovedPath } from "#features/redirects/mutations.ts";
import type { SampleItem } from "../export/sample-testing.ts";
import { formatReport } from "../report.ts";
import { importFixtures } from "../testing.ts";
import { importUsers } from "./import-users.ts";
import { formatUsers, listUsers } from "./report.ts";

const { db, folder, bring, count } = importFixtures();
const blog = "https://blog.example";
const file = join(folder, "users.csv");
const heading = "ID,user_login,user_email,display_name,user_registered,roles,user_pass,description\n";
/** "correct horse", by phpass. */
const phpass = "$P$Bc9ObX5DKUCo8wMI3iq5F5iYsxZZ860";

/** Imports these lines below the usual heading. */
function bringUsers(lines: string[], head = heading) {
  writeFileSync(file, head + lines.map((line) => `${line}\n`).join(""));
  return importUsers(db, blog, file);
}
const everyMember = () => db.select().from(members).orderBy(asc(members.id));

test("creates readers with unconfirmed addresses, whose old password signs in once", async () => {
  const counts = await bringUsers([
    `7,ada,Ada@Example.org,Ada Lovelace,2011-05-04 10:20:30,subscriber,${phpass},"Écrit <b>des</b> ""notes"" &amp;\nlit"`,
    `8,bob,bob@example.org,Bob,0000-00-00 00:00:00,subscriber,$unknown$hash,`,
  ]);
  expect(counts).toMatchObject({ new: 2, withPassword: 1, withoutPassword: 1, staff: [], wrong: [] });
  expect(await everyMember()).toMatchObject([
    {
      email: "Ada@example.org",
      name: "Ada Lovelace",
      handle: "ada-lovelace",
      role: "reader",
      confirmedAt: null,
      biography: 'Écrit des "notes" & lit',
      passwordHash: phpass,
      createdAt: new Date("2011-05-04T10:20:30Z"),
    },
    { email: "bob@example.org", handle: "bob", passwordHash: null },
  ]);
  expect(await verifyPassword(db, "ada@example.org", "correct horse")).toMatchObject({ ok: true });
  expect((await everyMember())[0]?.passwordHash).toMatch(/^\$argon2id\$/);
});

test("names new members whose hash takes too long to check or has an unknown form, and stores neither", async () => {
  const bcrypt = (cost: number) => `$2y$${cost}$${"a".repeat(53)}`;
  const argon2 = (parameters: string) => `"$argon2id$v=19$${parameters}$c29tZXNhbHRzb21l$${"A".repeat(43)}"`;
  const users = [bcrypt(12), bcrypt(13), argon2("m=65536,t=4,p=1"), argon2("m=131072,t=8,p=4"), "$P$S", "", phpass];
  const lines = users.map((hash, n) => `${n + 1},u${n},u${n}@example.org,User ${n},,,${hash},`);
  const counts = await bringUsers(lines);
  expect(counts).toMatchObject({
    new: 7,
    withPassword: 3,
    withoutPassword: 4,
    unsupportedHashes: {
      costly: { count: 2, handles: ["user-1", "user-3"] },
      unknown: { count: 1, handles: ["user-4"] },
    },
  });
  expect((await everyMember()).map(({ passwordHash }) => passwordHash !== null)).toEqual(
    [0, 1, 2, 3, 4, 5, 6].map((n) => [0, 2, 6].includes(n)),
  );
  expect(formatUsers(counts, (_, text) => text)).toContain(
    "3 with a password that cannot be checked here: they choose a new one by mail",
  );
  expect(listUsers(counts).flatMap(([, entries]) => entries)).toEqual(["@user-1", "@user-3", "@user-4"]);
  expect(await bringUsers(lines)).toMatchObject({
    unchanged: 7,
    unsupportedHashes: { costly: { count: 0, handles: [] }, unknown: { count: 0, handles: [] } },
  });
});

test("changes nothing the second time, not even for those who deleted their account", async () => {
  const lines = [`1,ada,ada@example.org,Ada,,,,`, `2,bob,bob@example.org,Bob,,,,`];
  await bringUsers(lines);
  await db.update(members).set({ email: null, deletedAt: new Date() }).where(eq(members.handle, "bob"));
  const before = [await everyMember(), await db.select().from(importedItems)];
  expect(await bringUsers(lines)).toMatchObject({ new: 0, unchanged: 2 });
  expect([await everyMember(), await db.select().from(importedItems)]).toEqual(before);
});

test("names the staff again until they have their role", async () => {
  const lines = [`1,ada,ada@example.org,Ada,,editor,,`];
  const staff = [{ handle: "ada", role: "editor", confirmed: false }];
  expect((await bringUsers(lines))?.staff).toEqual(staff);
  expect((await bringUsers(lines))?.staff).toEqual(staff);
  await db.update(members).set({ role: "editor" }).where(eq(members.handle, "ada"));
  expect((await bringUsers(lines))?.staff).toEqual([]);
});

test("keeps members with the same confirmed address, and leaves unconfirmed ones alone", async () => {
  const ada = await aMember(db, "countess", { email: "ADA@example.org", confirmedAt: new Date() });
  await aMember(db, "somebody", { email: "bob@example.org", passwordHash: "theirs" });
  const counts = await bringUsers([
    `1,ada,ada@example.org,Ada,,,${phpass},x`,
    `2,bob,bob@example.org,Bob,,,${phpass},`,
  ]);
  expect(counts).toMatchObject({ new: 0, existing: 1, unconfirmed: 1 });
  const rows = await everyMember();
  expect(rows.map(({ handle, passwordHash }) => [handle, passwordHash])).toEqual([
    ["countess", null],
    ["somebody", "theirs"],
  ]);
  expect(await db.select().from(importedItems)).toMatchObject([{ kind: "user", foreignId: "1", localId: String(ada) }]);
});

test("numbers the handles of fifty people with one name, and gives nobody another's former handle", async () => {
  await aMember(db, "anne-martin", { email: "first@example.org" });
  await redirectMovedPath(db, "/members/anne-martin-2", "/members/anne-martin");
  const lines = Array.from({ length: 50 }, (_, n) => `${n + 1},anne${n},anne${n}@example.org,Anne Martin,,,,`);
  expect(await bringUsers(lines)).toMatchObject({ new: 50, renamed: 0 });
  const handles = (await everyMember()).map(({ handle }) => handle);
  expect(new Set(handles).size).toBe(51);
  expect(handles).toContain("anne-martin-3");
  expect(handles).not.toContain("anne-martin-2");
});

test("lets nobody look like the staff, or advertise by name", async () => {
  await aMember(db, "camille", { name: "Camille Aubry", role: "editor", email: "c@example.org" });
  const names = [
    "admin",
    "Admin1",
    "CamiIle Aubry",
    "www.casino.example",
    "<script>alert(1)</script>",
    "\u0000\u202e",
    "Moderateur",
  ];
  const counts = await bringUsers(names.map((name, n) => `${n + 1},,n${n}@example.org,"${name}",,,,`));
  expect(counts).toMatchObject({ new: 7, renamed: 7 });
  const rows = (await everyMember()).slice(1);
  expect(rows.map(({ name }) => name)).toEqual(names.map((_, n) => `Membre ${n + 1}`));
  expect(rows.every(({ handle }) => /^membre-\d+$/.test(handle))).toBe(true);
});

test("never shows an address as a name", async () => {
  await bringUsers(["1,ada.l@example.org,ada.l@example.org,ada.l@example.org,,,,"]);
  expect(await everyMember()).toMatchObject([{ name: "ada.l", handle: "ada-l" }]);
});

test("grants no role, and lists the staff of the old site with the commands that do, unconfirmed addresses apart", async () => {
  await aMember(db, "ed", { email: "ed@example.org", confirmedAt: new Date() });
  const counts = await bringUsers([
    `1,root,root@example.org,Ruth,,administrator,,`,
    `2,ed,ed@example.org,Ed,,"a:2:{s:6:""editor"";b:1;s:10:""bbp_keyman"";b:1;}",,`,
    `3,au,au@example.org,Aude,,"subscriber,author",,`,
    `4,re,re@example.org,René,,subscriber,,`,
  ]);
  expect((await everyMember()).map(({ role }) => role)).toEqual(["reader", "reader", "reader", "reader"]);
  expect(counts.staff).toEqual([
    { handle: "ed", role: "editor", confirmed: true },
    { handle: "ruth", role: "administrator", confirmed: false },
    { handle: "aude", role: "author", confirmed: false },
  ]);
  expect(listUsers(counts).filter(([, entries]) => entries.length > 0)).toEqual([
    [
      "Staff of the old site, now readers. To give them their roles:",
      ["npm run vigie -- user role @ed editor   (was editor)"],
    ],
    [
      "Staff of the old site, now readers with an unconfirmed address. Once they have opened the mailed link, to give them their roles:",
      [
        "npm run vigie -- user role @ruth admin   (was administrator)",
        "npm run vigie -- user role @aude contributor   (was author)",
      ],
    ],
  ]);
});

test("counts wrong lines by number, without what they contain", async () => {
  const counts = await bringUsers([
    `1,ada,ada@example.org,Ada,,,,`,
    `x,bob,bob@example.org,Bob,,,,`,
    `3,eve,not an address,Eve,,,,`,
    `4,short`,
    `5,dup,ADA@example.org,Dup,,,,`,
    `1,dup,other@example.org,Dup,,,,`,
    `6,formula,=HYPERLINK("x")@example.org,Formula,,,,`,
    `7,big,big@example.org,${"B".repeat(200_000)},,,${"$P$".repeat(1_000)},`,
    `08,zero,zero@example.org,Zero,,,,`,
  ]);
  expect(counts.new).toBe(3);
  expect(counts.wrong).toEqual([
    { reason: "id", count: 1, lines: [3] },
    { reason: "address", count: 2, lines: [4, 8] },
    { reason: "cells", count: 1, lines: [5] },
    { reason: "repeated", count: 2, lines: [6, 7] },
  ]);
  expect((await everyMember())[1]?.name).toBe("B".repeat(80));
  expect(JSON.stringify(counts)).not.toMatch(/@|Eve|Bob/);
});

test("needs an id and an address, under the headings of WordPress, WP-CLI or plugins", async () => {
  await expect(bringUsers(["1,Ada"], "ID,name\n")).rejects.toThrow(
    `${file}:1: a list of users needs the column user_email`,
  );
  expect(await bringUsers(["1;ada@example.org;Ada"], "\uFEFFUser ID;Email;Display Name\n")).toMatchObject({ new: 1 });
});

describe("with an export", () => {
  const post = (comment: object): SampleItem => ({
    id: 1,
    comments: [
      { id: 5, author: "Ada, alors", content: "D’une inscrite", userId: 7, email: "ada@example.org" },
      { id: 6, author: "Jo", content: "D’un invité", email: "jo@example.org" },
      { id: 8, author: "Ada", content: "Sans se connecter", email: " ADA@example.org " },
    ].map((one) => ({ ...one, ...comment })),
  });
  const users = () => {
    writeFileSync(file, `${heading}7,anne,ada@example.org,Ada,,author,,\n`);
    return file;
  };

  test("links registered commenters and bylines to their members", async () => {
    const report = await bring([post({})], { users: users() });
    expect(report.users).toMatchObject({ new: 1, bylines: 1 });
    expect(report.comments).toMatchObject({ new: 3, ofMembers: 1 });
    const [member] = await everyMember();
    expect((await db.select().from(authors))[0]?.memberId).toBe(member?.id);
    const rows = await db.select().from(comments).orderBy(asc(comments.id));
    expect(rows.map(({ memberId, authorName }) => [memberId, authorName])).toEqual([
      [member?.id, ""],
      [null, "Jo"],
      [null, "Ada"],
    ]);
    expect(await count("comment_guests")).toBe(2);
    expect(formatReport(report).join("\n")).toContain("npm run vigie -- user role @ada contributor   (was author)");
    // Only the HMAC of an address is stored.
    const stored = JSON.stringify(await db.execute(sql`select to_jsonb(g) from comment_guests g`));
    expect(stored).not.toContain("@");
    expect(report.users && (await bring([post({})], { users: users() })).comments).toMatchObject({
      new: 0,
      ofMembers: 0,
      unchanged: 3,
    });
  });

  test("links comments of an earlier import once their users come, and records addresses that it did not", async () => {
    await bring([post({ email: "" })]);
    await db.update(importedItems).set({ fingerprint: "of a former version" }).where(eq(importedItems.kind, "comment"));
    const report = await bring([post({})], { users: users() });
    expect(report.comments).toMatchObject({ new: 0, unchanged: 3, ofMembers: 1 });
    expect(await findClaimableComments(db, { email: "ada@example.org", confirmedAt: new Date() })).toEqual({
      count: 1,
      names: ["Ada"],
    });
    const marks = await db.select().from(importedItems);
    await bring([post({})], { users: users() });
    expect(await db.select().from(importedItems)).toEqual(marks);
  });

  test("records addresses anew after the secret of the site changed, except those of comments that were claimed", async () => {
    const secret = process.env.AUTH_SECRET;
    await bring([post({})]);
    const id = await aMember(db, "jo", { email: "jo@example.org", confirmedAt: new Date() });
    expect(await claimComments(db, id)).toBe(1);
    process.env.AUTH_SECRET = "another secret";
    const ada = { email: "ada@example.org", confirmedAt: new Date() };
    expect(await findClaimableComments(db, ada)).toMatchObject({ count: 0 });
    await bring([post({})]);
    expect(await findClaimableComments(db, ada)).toMatchObject({ count: 2 });
    expect(await count("comment_guests")).toBe(2);
    process.env.AUTH_SECRET = secret;
  });

  test("links nobody to an account whose address is not confirmed", async () => {
    await aMember(db, "somebody", { email: "ada@example.org" });
    const report = await bring([post({})], { users: users() });
    expect(report.comments.ofMembers).toBe(0);
    expect(await count("comment_guests")).toBe(3);
  });

  test("writes nothing in a dry run", async () => {
    const report = await bring([post({})], { users: users(), dryRun: true });
    expect(report.users?.new).toBe(1);
    expect([await count("members"), await count("comment_guests")]).toEqual([0, 0]);
  });
});
