import { eq, sql } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { memberSessions, members } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { findViewer } from "../viewer.ts";
import { startSession } from "./mutations.ts";

const { db, clear } = testDatabase();
let memberId = 0;

beforeEach(async () => {
  await clear();
  const [row] = await db.insert(members).values({ name: "Ada", handle: "ada" }).returning({ id: members.id });
  memberId = row?.id ?? 0;
});

test("ends a session thirty days after its sign-in, however recently it was used", async () => {
  const session = { ...(await startSession(db, memberId, "password", "")), memberId };
  const grow = (age: string) =>
    db
      .update(memberSessions)
      .set({ createdAt: sql`now() - ${age}::interval`, lastSeenAt: sql`now()` })
      .where(eq(memberSessions.id, session.id));
  await grow("29 days 23 hours");
  expect(await findViewer(db, session)).toMatchObject({ id: memberId });
  await grow("30 days 1 second");
  expect(await findViewer(db, session)).toBeUndefined();
});
