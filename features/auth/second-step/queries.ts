import { eq, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { members, memberTotp, passkeys } from "#db/schema.ts";
/** Whether a member has a second step: an enabled app, or a passkey. */
export async function hasSecondStep(db: Executor, memberId: number): Promise<boolean> {
  const [row] = await db
    .select({ has: sql<boolean>`${hasAuthenticator} or ${hasPasskey}` })
    .from(members)
    .where(eq(members.id, memberId));
  return row?.has === true;
}

/**
 * Whether this session used two steps: the account asks for a code at each sign-in, or the session began with a passkey. A passkey that was
 * only added does not count: the password alone would still open the account.
 */
export async function isTwoStepSession(db: Executor, viewer: { id: number; sessionId: string }): Promise<boolean> {
  const [row] = await db
    .select({
      proves: sql<boolean>`${hasAuthenticator} or exists (select 1 from member_sessions s where s.id = ${viewer.sessionId} and s.member_id = members.id and s.method = 'passkey')`,
    })
    .from(members)
    .where(eq(members.id, viewer.id));
  return row?.proves === true;
}

export const hasAuthenticator = sql`exists (select 1 from ${memberTotp} t where t.member_id = ${members.id} and t.confirmed_at is not null)`;

export const hasPasskey = sql`exists (select 1 from ${passkeys} p where p.member_id = ${members.id})`;
