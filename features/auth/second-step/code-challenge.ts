import type { Database } from "#db/client.ts";
import { createChallenge } from "../challenges.ts";
import { setChallengeCookie } from "../cookies.ts";

/** The page where a member types the code of the second step. */
export const codePagePath = "/login/code";

/** Starts the challenge for a code: stores what the right code leads to, and sets the cookie that lets only this browser answer. */
export async function startCodeChallenge(
  db: Database,
  { memberId, method, next }: { memberId: number; method: string; next: string },
): Promise<void> {
  await setChallengeCookie(await createChallenge(db, "secondStep", memberId, JSON.stringify({ method, next })));
}
