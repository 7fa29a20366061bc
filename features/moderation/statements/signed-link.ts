import { and, eq, isNull } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { members } from "#db/schema.ts";
import { isSameSignature, signText } from "#lib/keyed-hash.ts";

/**
 * Creates the token of a mailed link by which a member reads the decisions about them, and appeals, without signing in:
 * banned members cannot sign in. It grants nothing else. It is signed, not stored, and stays valid until `until`, while
 * the account has the address to which it was mailed.
 */
export function signStatementLink(member: { id: number; email: string }, until: Date): string {
  const text = `${member.id.toString(36)}.${Math.floor(until.getTime() / 1_000).toString(36)}`;
  return `${text}.${linkSignature(text, member.email)}`;
}

/**
 * Returns the member of a link; undefined if the signature is wrong, the link has expired, or the account's address has
 * changed.
 */
export async function verifyStatementLink(db: Executor, link: string, now = new Date()): Promise<number | undefined> {
  const [, id, until, signature] = /^([0-9a-z]{1,10})\.([0-9a-z]{1,10})\.([\w-]{43})$/.exec(link) ?? [];
  if (!id || !until || !signature || Number.parseInt(until, 36) * 1_000 <= now.getTime()) return undefined;
  const [member] = await db
    .select({ id: members.id, email: members.email })
    .from(members)
    .where(and(eq(members.id, Number.parseInt(id, 36)), isNull(members.deletedAt)));
  if (!member?.email) return undefined;
  return isSameSignature(signature, linkSignature(`${id}.${until}`, member.email)) ? member.id : undefined;
}

const linkSignature = (text: string, email: string) => signText("decisions link", `${text} ${email.toLowerCase()}`);
