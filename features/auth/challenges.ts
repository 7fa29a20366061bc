import { and, eq, gt, inArray, lt, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { signInChallenges } from "#db/schema.ts";
import { createSecret, hashSecret } from "#lib/secret-token.ts";

type ChallengeKind = "passkeyAdd" | "passkeySignIn" | "secondStep";

/** The lifetime of each challenge in minutes: enough for a browser's prompt or for finding a phone. */
const lifetimeMinutes: Record<ChallengeKind, number> = { passkeyAdd: 10, passkeySignIn: 10, secondStep: 10 };

/** Stores a challenge and returns its secret (32 random bytes, base64url), of which only the hash is stored. */
export async function createChallenge(
  tx: Executor,
  kind: ChallengeKind,
  memberId: number | null,
  payload = "",
): Promise<string> {
  const secret = createSecret();
  // Deletes expired challenges; nothing else needs them.
  const expired = tx
    .select({ hash: signInChallenges.hash })
    .from(signInChallenges)
    .where(lt(signInChallenges.expiresAt, sql`now()`))
    .limit(100)
    .for("update", { skipLocked: true });
  await tx.delete(signInChallenges).where(inArray(signInChallenges.hash, expired));
  await tx.insert(signInChallenges).values({
    hash: hashSecret(secret),
    kind,
    memberId,
    payload,
    expiresAt: sql`now() + make_interval(mins => ${lifetimeMinutes[kind]})`,
  });
  return secret;
}

/** Finds the challenge with this secret without consuming it. */
export async function findChallenge(tx: Executor, kind: ChallengeKind, secret: string) {
  const [row] = await tx.select(challengeColumns).from(signInChallenges).where(isPending(kind, secret));
  return row;
}

/** Consumes a challenge: of two concurrent calls one gets it, the other undefined. */
export async function consumeChallenge(tx: Executor, kind: ChallengeKind, secret: string) {
  const [row] = await tx.delete(signInChallenges).where(isPending(kind, secret)).returning(challengeColumns);
  return row;
}

const challengeColumns = { memberId: signInChallenges.memberId, payload: signInChallenges.payload };

function isPending(kind: ChallengeKind, secret: string) {
  return and(
    eq(signInChallenges.hash, hashSecret(secret)),
    eq(signInChallenges.kind, kind),
    gt(signInChallenges.expiresAt, sql`now()`),
  );
}
