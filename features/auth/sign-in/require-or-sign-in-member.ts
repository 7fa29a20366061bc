import { eq } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { members } from "#db/schema.ts";
import { effectiveRole, type Role } from "#features/members/rules.ts";
import { findStanding, refuseExcluded } from "#features/members/standing/queries.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { readDeviceCookie } from "../cookies.ts";
import { getViewer } from "../loaders.ts";
import { issueToken } from "../tokens.ts";
import { attemptPassword } from "./password-attempts.ts";

/**
 * Returns the sender of a form that needs a member: the viewer, or the member whose address and password the form carries, who is then
 * signed in. Refused with `member.signIn` without either, `member.banned` or `member.suspended`, or as `attemptPassword`;
 * `signIn.secondStep` if the account asks for a code, which only the sign-in page can take.
 */
export async function requireOrSignInMember(
  db: Database,
  input: { email?: string; password?: string; network: string },
): Promise<Result<{ id: number; role: Role; confirmed: boolean }>> {
  const viewer = await getViewer();
  if (viewer) return (await refuseExcluded(db, viewer.standing)) ?? ok(viewer);
  const { email, password, network } = input;
  if (!email || !password) return refused("member.signIn");
  const checked = await attemptPassword(db, { email, password, network, device: await readDeviceCookie() });
  if (!checked.ok) return checked;
  const { memberId, secondStep } = checked.value;
  const excluded = await refuseExcluded(db, await findStanding(db, memberId));
  if (excluded) return excluded;
  if (secondStep) return refused("signIn.secondStep");
  // Imported here, because the page server runs actions of members in plain Node, which cannot load next-auth.
  const { signIn } = await import("./next-auth.ts");
  await signIn("ticket", { ticket: await issueToken(db, "signIn", memberId, "password"), redirect: false });
  const [member] = await db
    .select({ id: members.id, role: members.role, confirmedAt: members.confirmedAt })
    .from(members)
    .where(eq(members.id, memberId));
  if (!member) return refused("signIn.wrong");
  return ok({ id: member.id, role: effectiveRole(member), confirmed: member.confirmedAt !== null });
}
