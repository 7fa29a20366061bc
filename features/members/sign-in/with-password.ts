import type { Database } from "#db/client.ts";
import { giveBack, take } from "#lib/rate-limit.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { checkPassword } from "./password.ts";
import { issueToken } from "./tokens.ts";

/** Wrong tries on one account from one network: a person mistypes, a program guesses. Another network's tries do not count here, so nobody can lock an owner out. */
const perPair = { name: "signIn.pair", points: 8, seconds: 900 };
/** All wrong tries of one network, whatever the accounts. */
const perNetwork = { name: "signIn.network", points: 40, seconds: 900 };

/**
 * Checks address and password with their limits, and gives the ticket that `signIn("ticket")` takes.
 * Refused with `signIn.wrong`, `signIn.tooMany` or `signIn.secondStep` (the account asks for a code: only the sign-in page can).
 */
export async function signInMember(
  db: Database,
  input: { email: string; password: string; network: string },
): Promise<Result<{ ticket: string; memberId: number }>> {
  const pair = `${input.network} ${input.email.toLowerCase()}`;
  const wait = Math.max(await take(perPair, pair), await take(perNetwork, input.network));
  if (wait > 0) return refused("signIn.tooMany", undefined, { minutes: Math.ceil(wait / 60) });
  const checked = await checkPassword(db, input.email, input.password);
  if (!checked.ok) return checked;
  if (checked.value.secondStep) return refused("signIn.secondStep");
  await giveBack(perPair, pair);
  return ok({
    ticket: await issueToken(db, "signIn", checked.value.memberId, "password"),
    memberId: checked.value.memberId,
  });
}
