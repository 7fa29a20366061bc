import { redirect } from "next/navigation";
import type { Database } from "#db/client.ts";
import { asksForCode } from "../second-step/mutations.ts";
import { awaitCode, codePage } from "./await-code.ts";
import { signIn } from "./next-auth.ts";
import { issueToken } from "./tokens.ts";

/** How each way in ends once it is content: in a session, or before it at the code that the account asks for. Leaves by a redirect. */
export async function finishSignIn(
  db: Database,
  who: { memberId: number; method: string; next: string; twoFactors?: boolean },
): Promise<never> {
  const { memberId, method, next } = who;
  if (!who.twoFactors && (await asksForCode(db, memberId))) {
    await awaitCode(db, who);
    redirect(codePage);
  }
  const ticket = await issueToken(db, "signIn", memberId, method);
  return signIn("ticket", { ticket, redirectTo: next });
}
