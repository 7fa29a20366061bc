import type { Database } from "#db/client.ts";
import { createChallenge } from "../challenges.ts";
import { setChallengeCookie } from "../cookies.ts";

/** Where a member types the code of the second step. */
export const codePagePath = "/login/code";

/** Notes what the right code will lead to, and lets this browser alone answer. */
export async function startCodeChallenge(
  db: Database,
  { memberId, method, next }: { memberId: number; method: string; next: string },
): Promise<void> {
  await setChallengeCookie(await createChallenge(db, "secondStep", memberId, JSON.stringify({ method, next })));
}
