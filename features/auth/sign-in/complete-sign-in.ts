import { redirect } from "next/navigation";
import type { Database } from "#db/client.ts";
import { findStanding, refuseExcluded } from "#features/members/standing/queries.ts";
import type { Refusal } from "#lib/result.ts";
import { isCalledByScript } from "../action-wrappers.ts";
import { type Greeting, setGreetingCookie } from "../cookies.ts";
import { codePagePath, startCodeChallenge } from "../second-step/code-challenge.ts";
import { requiresCode } from "../second-step/mutations.ts";
import { issueToken } from "../tokens.ts";
import { welcomePath } from "./destination.ts";
import { signIn } from "./next-auth.ts";

/**
 * Completes every kind of sign-in: starts a session, or first asks for the account's code. Ends with a redirect, or is refused with
 * `member.banned` or `member.suspended`, which only the authenticated member learns.
 */
export async function completeSignIn(
  db: Database,
  input: { memberId: number; method: string; next: string; twoFactors?: boolean; greeting?: Greeting },
): Promise<Refusal> {
  const { memberId, method, next, greeting = "signedIn" } = input;
  const excluded = await refuseExcluded(db, await findStanding(db, memberId));
  if (excluded) return excluded;
  if (!input.twoFactors && (await requiresCode(db, memberId))) {
    await startCodeChallenge(db, input);
    redirect(codePagePath);
  }
  const ticket = await issueToken(db, "signIn", memberId, method);
  const hasScripts = await isCalledByScript();
  if (hasScripts) await setGreetingCookie(greeting);
  return signIn("ticket", { ticket, redirectTo: hasScripts ? next : welcomePath(next, greeting) });
}
