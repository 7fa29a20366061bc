import { and, eq, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { newsletterSignups } from "#db/schema.ts";
import { signupMailJob } from "#features/newsletter/signup/jobs.ts";
import { signupDays } from "#features/newsletter/signup/rules.ts";
import { enqueue } from "#lib/jobs.ts";
import { ok, type Result, refused } from "#lib/result.ts";

/**
 * Decides about the sign-up of a disposable address: allowed, its confirmation is mailed. Of two administrators, the first decides. Refused
 * with `subscription.notHeld`.
 */
export async function decideHeldSignup(
  db: Executor,
  by: number,
  { id, act }: { id: number; act: "allow" | "refuse" },
): Promise<Result<undefined>> {
  return db.transaction(async (tx): Promise<Result<undefined>> => {
    const decided = await tx
      .update(newsletterSignups)
      .set({
        state: act === "allow" ? "sent" : "refused",
        decidedAt: sql`now()`,
        decidedBy: by,
        // The time that it waited is not the reader's.
        expiresAt: sql`now() + make_interval(days => ${signupDays})`,
      })
      .where(and(eq(newsletterSignups.id, id), eq(newsletterSignups.state, "held")))
      .returning({ id: newsletterSignups.id });
    if (decided.length === 0) return refused("subscription.notHeld");
    if (act === "allow") await enqueue(tx, signupMailJob, { signup: id });
    return ok(undefined);
  });
}
