import type { Database } from "#db/client.ts";
import { keepStep } from "./cookies.ts";
import { openStep } from "./steps.ts";

/** Where a member types the code of the second step. */
export const codePage = "/login/code";

/** Notes what the right code will lead to, and lets this browser alone answer. */
export async function awaitCode(
  db: Database,
  { memberId, method, next }: { memberId: number; method: string; next: string },
): Promise<void> {
  await keepStep(await openStep(db, "secondStep", memberId, JSON.stringify({ method, next })));
}
