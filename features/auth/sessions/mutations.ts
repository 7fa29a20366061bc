import { randomBytes } from "node:crypto";
import { and, desc, eq, isNull, ne, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { memberAvatars, memberSessions, memberStandings, members } from "#db/schema.ts";
import { type Standing, toStanding } from "#features/decision-history/rules.ts";
import { standingColumns } from "#features/members/standing/queries.ts";

export interface Viewer {
  id: number;
  name: string;
  handle: string;
  role: "reader" | "contributor" | "editor" | "moderator" | "admin";
  confirmed: boolean;
  /** Banned, suspended …: what `memberAction` refuses. */
  standing: Standing;
  avatarMediaId: string | null;
  sessionId: string;
  /** When this session began. */
  signedInAt: Date;
}

/** How many days after its sign-in a session ends. The cookie expires too, but a stolen copy could be renewed for ever. */
export const sessionDays = 30;

/** How often a session's last sight is written, in minutes: often enough for a list of devices, rare enough to cost nothing. */
const lastSeenMinutes = 10;

/** Starts a session on a device; returns its id, which the cookie's JWT carries with the member's session version. */
export async function startSession(tx: Executor, memberId: number, method: string, userAgent: string) {
  const id = randomBytes(24).toString("base64url");
  await tx.insert(memberSessions).values({ id, memberId, method, userAgent: userAgent.slice(0, 300) });
  const [member] = await tx.select({ version: members.sessionVersion }).from(members).where(eq(members.id, memberId));
  if (!member) throw new Error(`There is no member ${memberId} to sign in.`);
  return { id, version: member.version };
}

/** The member behind a session, with role and standing as they are in the database now; undefined once it is revoked, too old, outdated or deleted. */
export async function findViewer(
  tx: Executor,
  session: { id: string; memberId: number; version: number },
): Promise<Viewer | undefined> {
  const [row] = await tx
    .select({
      id: members.id,
      name: members.name,
      handle: members.handle,
      role: members.role,
      confirmedAt: members.confirmedAt,
      avatarMediaId: memberAvatars.mediaId,
      standing: standingColumns,
      sessionId: memberSessions.id,
      signedInAt: memberSessions.createdAt,
      seen: sql<boolean>`${memberSessions.lastSeenAt} > now() - make_interval(mins => ${lastSeenMinutes})`,
    })
    .from(memberSessions)
    .innerJoin(members, eq(members.id, memberSessions.memberId))
    .leftJoin(memberAvatars, eq(memberAvatars.memberId, members.id))
    .leftJoin(memberStandings, eq(memberStandings.memberId, members.id))
    .where(
      and(
        eq(memberSessions.id, session.id),
        eq(memberSessions.memberId, session.memberId),
        eq(members.sessionVersion, session.version),
        isNull(memberSessions.revokedAt),
        sql`${memberSessions.createdAt} > now() - make_interval(days => ${sessionDays})`,
        isNull(members.deletedAt),
      ),
    );
  if (!row) return undefined;
  if (!row.seen) {
    await tx.update(memberSessions).set({ lastSeenAt: sql`now()` }).where(eq(memberSessions.id, session.id));
  }
  const { confirmedAt, seen: _, standing, ...viewer } = row;
  return { ...viewer, confirmed: confirmedAt !== null, standing: toStanding(standing) };
}

/** A member's open sessions, the latest seen first. */
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

/** Ends one session of this member; false when it is not theirs or has ended. */
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

/** Ends all sessions of a member, but one if asked; returns how many. */
export async function revokeSessions(tx: Executor, memberId: number, except = ""): Promise<number> {
  const ended = await tx
    .update(memberSessions)
    .set({ revokedAt: sql`now()` })
    .where(and(eq(memberSessions.memberId, memberId), isNull(memberSessions.revokedAt), ne(memberSessions.id, except)))
    .returning({ id: memberSessions.id });
  return ended.length;
}
