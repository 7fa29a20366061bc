import { and, eq, isNull, type SQLWrapper, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { memberAvatars, memberSessions, memberStandings, members } from "#db/schema.ts";
import { effectiveRole, type Role } from "#features/members/rules.ts";
import { standingColumns } from "#features/members/standing/queries.ts";
import { type Standing, toStanding } from "#features/members/standing/rules.ts";
import { isLastSeenStale, noteLastSeen } from "./sessions/last-seen.ts";
import { sessionDays } from "./sessions/rules.ts";
import { readSessionIdentity, type SessionIdentity } from "./sessions/session-identity.ts";

export interface Viewer {
  id: number;
  name: string;
  handle: string;
  /** "reader" until the address is confirmed. */
  role: Role;
  confirmed: boolean;
  /** Bans, suspensions and so on: `memberAction` refuses them. */
  standing: Standing;
  avatarMediaId: string | null;
  sessionId: string;
  /** When this session began. */
  signedInAt: Date;
}

/** Finds the viewer of a request by its Cookie header; undefined if signed out. Runs no statement without a valid token. */
export async function findRequestViewer(db: Executor, cookies: string | null | undefined): Promise<Viewer | undefined> {
  const identity = await readSessionIdentity(cookies);
  return identity && findViewer(db, identity);
}

/**
 * SQL condition on a session joined with its member: the session is not revoked, expired or outdated, and the member is
 * not deleted. The identity's values may be placeholders.
 */
export function isOpenSession(session: { [name in keyof SessionIdentity]: SessionIdentity[name] | SQLWrapper }) {
  return and(
    eq(memberSessions.id, session.id),
    eq(memberSessions.memberId, session.memberId),
    eq(members.sessionVersion, session.version),
    isNull(memberSessions.revokedAt),
    sql`${memberSessions.createdAt} > now() - make_interval(days => ${sessionDays})`,
    isNull(members.deletedAt),
  );
}

/**
 * Finds the member of a session, with the current role and standing from the database; undefined if the session is revoked, expired or
 * outdated, or the member is deleted.
 */
export async function findViewer(tx: Executor, session: SessionIdentity): Promise<Viewer | undefined> {
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
      isLastSeenStale,
    })
    .from(memberSessions)
    .innerJoin(members, eq(members.id, memberSessions.memberId))
    .leftJoin(memberAvatars, eq(memberAvatars.memberId, members.id))
    .leftJoin(memberStandings, eq(memberStandings.memberId, members.id))
    .where(isOpenSession(session));
  if (!row) return undefined;
  if (row.isLastSeenStale) void noteLastSeen(tx, session.id);
  const { confirmedAt, isLastSeenStale: _, standing, ...viewer } = row;
  return { ...viewer, role: effectiveRole(row), confirmed: confirmedAt !== null, standing: toStanding(standing) };
}
