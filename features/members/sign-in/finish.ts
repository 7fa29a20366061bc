import { headers } from "next/headers";
import { redirect } from "next/navigation";
import type { Database } from "#db/client.ts";
import { findStanding, refusalOf } from "#features/moderation/queries.ts";
import type { Refusal } from "#lib/result.ts";
import { asksForCode } from "../second-step/mutations.ts";
import { awaitCode, codePage } from "./await-code.ts";
import { type Greeting, setGreetingCookie } from "./cookies.ts";
import { welcomePage } from "./destination.ts";
import { signIn } from "./next-auth.ts";
import { issueToken } from "./tokens.ts";

/**
 * How each way in ends once it is content: in a session, or before it at the code that the account asks for. Leaves by a redirect, or is
 * refused with `member.banned` or `member.suspended`: only whoever proved to be the member learns of it.
 */
export async function finishSignIn(
  db: Database,
  who: { memberId: number; method: string; next: string; twoFactors?: boolean; greeting?: Greeting },
): Promise<Refusal> {
  const { memberId, method, next, greeting = "signedIn" } = who;
  const excluded = await refusalOf(db, await findStanding(db, memberId));
  if (excluded) return excluded;
  if (!who.twoFactors && (await asksForCode(db, memberId))) {
    await awaitCode(db, who);
    redirect(codePage);
  }
  const ticket = await issueToken(db, "signIn", memberId, method);
  const hasScripts = (await headers()).has("next-action");
  if (hasScripts) await setGreetingCookie(greeting);
  return signIn("ticket", { ticket, redirectTo: hasScripts ? next : welcomePage(next, greeting) });
}
