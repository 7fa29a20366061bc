import { eq, sql } from "drizzle-orm";
import { encode } from "next-auth/jwt";
import { beforeEach, expect, test } from "vitest";
import { connect } from "#db/client.ts";
import { memberSessions, memberStandings, members } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { siteSecret } from "#lib/keyed-hash.ts";
import { noteLastSeen } from "./sessions/last-seen.ts";
import { revokeSession, startSession } from "./sessions/mutations.ts";
import { findRequestViewer } from "./viewer.ts";

const { db, clear, queries } = testDatabase();
let memberId = 0;
let sessionId = "";
let cookies = "";

beforeEach(async () => {
  await clear();
  const [row] = await db.insert(members).values({ name: "Ada", handle: "ada" }).returning({ id: members.id });
  memberId = row?.id ?? 0;
  const { id, version } = await startSession(db, memberId, "password", "");
  sessionId = id;
  cookies = `vigie_session=${await encode({
    token: { sub: String(memberId), sid: id, v: version },
    secret: siteSecret(),
    salt: "vigie_session",
  })}`;
});

const age = (minutes: number) =>
  db.update(memberSessions).set({ lastSeenAt: sql`now() - make_interval(mins => ${minutes})` });
const minutesUnseen = async () => {
  const ago = sql<number>`extract(epoch from now() - ${memberSessions.lastSeenAt})::int / 60`;
  return (await db.select({ ago }).from(memberSessions))[0]?.ago;
};

test("finds the viewer of a request in one statement, and runs none without a valid token", async () => {
  const { result, statements } = await queries(() => findRequestViewer(db, cookies));
  expect(result).toMatchObject({ id: memberId, handle: "ada", sessionId });
  expect(statements).toHaveLength(1);
  for (const none of [undefined, null, "", "a=1", "vigie_session=x"])
    expect(await queries(() => findRequestViewer(db, none))).toEqual({ result: undefined, statements: [] });
});

test("has the rights of a reader until the address is confirmed, whatever the role", async () => {
  await db.update(members).set({ role: "admin", confirmedAt: null }).where(eq(members.id, memberId));
  expect(await findRequestViewer(db, cookies)).toMatchObject({ role: "reader", confirmed: false });
  await db.update(members).set({ confirmedAt: new Date() }).where(eq(members.id, memberId));
  expect(await findRequestViewer(db, cookies)).toMatchObject({ role: "admin", confirmed: true });
});

test("finds nobody once the session is revoked, outdated or its member deleted, however often it was found before", async () => {
  const isFound = async () => (await findRequestViewer(db, cookies)) !== undefined;
  expect(await isFound()).toBe(true);
  await db.update(members).set({ sessionVersion: 2 }).where(eq(members.id, memberId));
  expect(await isFound()).toBe(false);
  await db.update(members).set({ sessionVersion: 1, deletedAt: new Date() }).where(eq(members.id, memberId));
  expect(await isFound()).toBe(false);
  await db.update(members).set({ deletedAt: null }).where(eq(members.id, memberId));
  expect(await isFound()).toBe(true);
  await revokeSession(db, memberId, sessionId);
  expect(await isFound()).toBe(false);
});

test("counts a ban and a new role at the next request", async () => {
  await findRequestViewer(db, cookies);
  await db.insert(memberStandings).values({ memberId, bannedAt: new Date() });
  await db.update(members).set({ role: "editor", confirmedAt: new Date() });
  expect(await findRequestViewer(db, cookies)).toMatchObject({ role: "editor", standing: { banned: true } });
});

test("updates when a session was last seen once in ten minutes, after it has found the viewer", async () => {
  await age(9);
  const seenRecently = await queries(() => findRequestViewer(db, cookies));
  expect(seenRecently.statements.filter((text) => text.startsWith("update"))).toEqual([]);

  await age(60);
  expect(await findRequestViewer(db, cookies)).toBeDefined();
  await expect.poll(minutesUnseen).toBe(0);
});

test("runs one update of a session at a time and a limited number in all, and survives their failure", async () => {
  await age(60);
  const twice = await queries(() => Promise.all([noteLastSeen(db, sessionId), noteLastSeen(db, sessionId)]));
  expect(twice.statements).toHaveLength(1);
  expect(await minutesUnseen()).toBe(0);

  const many = () => Promise.all(Array.from({ length: 100 }, (_, n) => noteLastSeen(db, `session ${n}`)));
  expect((await queries(many)).statements).toHaveLength(20);
  const away = connect("postgres://nobody@127.0.0.1:1/nothing", { max: 1 });
  await noteLastSeen(away.db, sessionId);
  await away.close();
  // A failed update frees its place.
  await age(60);
  await noteLastSeen(db, sessionId);
  expect(await minutesUnseen()).toBe(0);
});
