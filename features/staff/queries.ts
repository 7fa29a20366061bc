import { and, isNull, ne, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { members, staffInvitations } from "#db/schema.ts";
import { hasAuthenticator, hasPasskey } from "#features/auth/second-step/queries.ts";
import type { Role } from "#features/members/rules.ts";
import { isSanctioned } from "#features/members/standing/queries.ts";

interface StaffMember {
  id: number;
  name: string;
  handle: string;
  role: Role;
  /** Has an authenticator app or a passkey. */
  secondStep: boolean;
  sanctioned: boolean;
  /** When an open session was last seen. */
  lastSeen: Date | null;
}

/** The staff members on one page: more than a newsroom has. */
export const staffPerPage = 100;

/**
 * Lists staff members by role and name; one more than a page.
 * @param after the last one of the page before
 */
export async function listStaff(db: Executor, after?: number): Promise<StaffMember[]> {
  const rows = await db
    .select({
      id: members.id,
      name: members.name,
      handle: members.handle,
      role: members.role,
      secondStep: sql<boolean>`${hasAuthenticator} or ${hasPasskey}`,
      sanctioned: sql<boolean>`${isSanctioned(members.id)}`,
      lastSeen: sql<string | null>`(select max(s.last_seen_at) from member_sessions s where s.member_id = members.id)`,
    })
    .from(members)
    .where(
      and(
        ne(members.role, "reader"),
        isNull(members.deletedAt),
        after === undefined
          ? undefined
          : sql`(${members.role}, ${members.id}) < (select role, id from members where id = ${after})`,
      ),
    )
    .orderBy(sql`${members.role} desc`, sql`${members.id} desc`)
    .limit(staffPerPage + 1);
  return rows.map(({ lastSeen, ...row }) => ({ ...row, lastSeen: lastSeen ? new Date(lastSeen) : null }));
}

export interface PendingInvitation {
  id: number;
  email: string;
  name: string;
  role: Role;
  createdAt: Date;
  expiresAt: Date;
  isExpired: boolean;
  /** The address has an account, which gets the role when its owner accepts. */
  hasAccount: boolean;
}

/** Lists pending invitations, the latest first. */
export async function listPendingInvitations(db: Executor): Promise<PendingInvitation[]> {
  return db
    .select({
      id: staffInvitations.id,
      email: staffInvitations.email,
      name: staffInvitations.name,
      role: staffInvitations.role,
      createdAt: staffInvitations.createdAt,
      expiresAt: staffInvitations.expiresAt,
      isExpired: sql<boolean>`${staffInvitations.expiresAt} <= now()`,
      hasAccount: sql<boolean>`exists (select 1 from ${members} m where lower(m.email) = lower(staff_invitations.email))`,
    })
    .from(staffInvitations)
    .orderBy(sql`${staffInvitations.id} desc`)
    .limit(200);
}
