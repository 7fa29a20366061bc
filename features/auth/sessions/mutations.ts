import { randomBytes } from "node:crypto";
import { and, desc, eq, isNull, ne, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { memberSessions, members } from "#db/schema.ts";

/** Starts a session on a device; returns its id, which the cookie's JWT carries with the member's session version. */
export async function startSession(tx: Executor, memberId: number, method: string, userAgent: string) {
  const id = randomBytes(24).toString("base64url");
  await tx.insert(memberSessions).values({ id, memberId, method, userAgent: userAgent.slice(0, 300) });
  const [member] = await tx.select({ version: members.sessionVersion }).from(members).where(eq(members.id, memberId));
  if (!member) throw new Error(`There is no member ${memberId} to sign in.`);
  return { id, version: member.version };
}

/** Lists a member's open sessions, the last seen first. */
export function listSessions(tx: Executor, memberId: number) {
  return tx
    .select({
      id: memberSessions.id,
      userAgent: memberSessions.userAgent,
      method: memberSessions.method,
      createdAt: memberSessions.createdAt,
      lastSeenAt: memberSessions.lastSeenAt,
    })
    .from(memberSessions)
    .where(and(eq(memberSessions.memberId, memberId), isNull(memberSessions.revokedAt)))
    .orderBy(desc(memberSessions.lastSeenAt))
    .limit(100);
}

/** Revokes one session of this member; false if it is not theirs or has ended. */
export async function revokeSession(tx: Executor, memberId: number, sessionId: string): Promise<boolean> {
  const ended = await tx
    .update(memberSessions)
    .set({ revokedAt: sql`now()` })
    .where(
      and(eq(memberSessions.id, sessionId), eq(memberSessions.memberId, memberId), isNull(memberSessions.revokedAt)),
    )
    .returning({ id: memberSessions.id });
  return ended.length > 0;
}

/** Revokes all sessions of a member, except one if given; returns how many. */
export async function revokeSessions(tx: Executor, memberId: number, except = ""): Promise<number> {
  const ended = await tx
    .update(memberSessions)
    .set({ revokedAt: sql`now()` })
    .where(and(eq(memberSessions.memberId, memberId), isNull(memberSessions.revokedAt), ne(memberSessions.id, except)))
    .returning({ id: memberSessions.id });
  return ended.length;
}
