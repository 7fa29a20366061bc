import { and, eq, gt, inArray, isNull, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { memberTokens } from "#db/schema.ts";
import { createSecret, hashSecret } from "#lib/secret-token.ts";

export type TokenKind = (typeof memberTokens.kind.enumValues)[number];

/** The lifetime of each secret in minutes. A ticket lasts for one request only; a reset is short because it opens an account. */
const lifetimeMinutes: Record<TokenKind, number> = {
  signIn: 1,
  magic: 20,
  reset: 60,
  confirm: 3 * 24 * 60,
  changeEmail: 24 * 60,
};

/** Issues a secret for a member: 32 random bytes in base64url, of which only the hash is stored. Revokes earlier ones of a mailed kind. */
export async function issueToken(tx: Executor, kind: TokenKind, memberId: number, payload = ""): Promise<string> {
  const secret = createSecret();
  if (kind !== "signIn") {
    await tx
      .update(memberTokens)
      .set({ usedAt: sql`now()` })
      .where(and(eq(memberTokens.memberId, memberId), eq(memberTokens.kind, kind), isNull(memberTokens.usedAt)));
  }
  await tx.insert(memberTokens).values({
    hash: hashSecret(secret),
    kind,
    memberId,
    payload,
    expiresAt: sql`now() + make_interval(mins => ${lifetimeMinutes[kind]})`,
  });
  return secret;
}

/** Finds a valid secret without consuming it: the page behind a mailed link checks it before showing its button. */
export async function findToken(tx: Executor, kind: TokenKind, secret: string) {
  const [row] = await tx
    .select({ memberId: memberTokens.memberId, payload: memberTokens.payload })
    .from(memberTokens)
    .where(isUsable(kind, secret));
  return row;
}

/** Consumes a secret. Of two concurrent calls one gets the row, the other undefined. */
export async function consumeToken(tx: Executor, kind: TokenKind, secret: string) {
  const [row] = await tx
    .update(memberTokens)
    .set({ usedAt: sql`now()` })
    .where(isUsable(kind, secret))
    .returning({ memberId: memberTokens.memberId, payload: memberTokens.payload });
  return row;
}

/** Finds the owner of a secret, even one that is no longer valid. */
export async function findTokenOwner(tx: Executor, kind: TokenKind, secret: string): Promise<number | undefined> {
  const [row] = await tx
    .select({ memberId: memberTokens.memberId })
    .from(memberTokens)
    .where(and(eq(memberTokens.hash, hashSecret(secret)), eq(memberTokens.kind, kind)));
  return row?.memberId;
}

/** Revokes a member's secrets of these kinds: their holder may no longer do what they allow. */
export async function revokeTokens(tx: Executor, memberId: number, kinds: TokenKind[]): Promise<void> {
  await tx
    .update(memberTokens)
    .set({ usedAt: sql`now()` })
    .where(and(eq(memberTokens.memberId, memberId), inArray(memberTokens.kind, kinds), isNull(memberTokens.usedAt)));
}

function isUsable(kind: TokenKind, secret: string) {
  return and(
    eq(memberTokens.hash, hashSecret(secret)),
    eq(memberTokens.kind, kind),
    isNull(memberTokens.usedAt),
    gt(memberTokens.expiresAt, sql`now()`),
  );
}
