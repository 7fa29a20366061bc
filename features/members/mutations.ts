import { randomInt } from "node:crypto";
import { hash } from "@node-rs/argon2";
import slugify from "@sindresorhus/slugify";
import { sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { members } from "#db/schema/members.ts";
import { findStoredTarget } from "#features/redirects/queries.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { findNameError } from "./reserved-names.ts";
import { isDeletedHandle } from "./rules.ts";
import { type NewMember, newMemberSchema, passwordLengths } from "./schema.ts";

/**
 * Creates a member with a confirmed address (verified by the operator; pass `confirmed: false` for a registration). Stores the password as
 * argon2id (the library's defaults: 19 MiB, 2 passes, as OWASP advises). Refused with `member.invalid` (per field), or `member.emailTaken`.
 */
export async function createMember(
  tx: Executor,
  input: NewMember & { confirmed?: boolean },
): Promise<Result<{ id: number; handle: string; email: string }>> {
  const parsed = newMemberSchema.safeParse(input);
  if (!parsed.success) {
    const fields = Object.fromEntries(parsed.error.issues.map((issue) => [String(issue.path[0]), issue.message]));
    return refused("member.invalid", fields, passwordLengths);
  }
  const { password, ...member } = parsed.data;
  const confirmedAt = input.confirmed === false ? null : new Date();
  const row = await insertMember(tx, { ...member, confirmedAt, passwordHash: await hash(password) });
  return row
    ? ok({ ...row, email: member.email })
    : refused("member.emailTaken", { email: "email.taken" }, { email: member.email });
}

/** Handles made from a common name get a number; after this many attempts the number is random instead of the next one. */
const maxNumberedHandles = 20;

/**
 * Inserts a member under a free handle made from the name; undefined if the address has an account. Never uses a handle that another member
 * had (it redirects to them) nor, for readers, a reserved one: "Админ" is a valid name, "admin" is not a valid handle.
 */
export async function insertMember(
  tx: Executor,
  row: Pick<typeof members.$inferInsert, "email" | "name" | "role" | "passwordHash" | "confirmedAt"> & {
    email: string;
  },
): Promise<{ id: number; handle: string } | undefined> {
  const transliterated = slugify(row.name, { decamelize: false }).slice(0, 60).replace(/-$/, "");
  const isReserved = row.role === "reader" && findNameError(transliterated) === "name.reserved";
  const base = isReserved ? "membre" : transliterated || "membre";
  // The unique indexes decide, not a prior read: no row returned means that the address or this handle is taken.
  for (let attempt = 1; ; attempt += 1) {
    const number = attempt <= maxNumberedHandles ? attempt : randomInt(100, 1_000_000);
    const handle = attempt === 1 ? base : `${base}-${number}`;
    if (isDeletedHandle(handle) || (await findStoredTarget(tx, `/members/${handle}`)) !== undefined) continue;
    const [inserted] = await tx
      .insert(members)
      .values({ ...row, handle })
      .onConflictDoNothing()
      .returning({ id: members.id });
    if (inserted) return { id: inserted.id, handle };
    const [existing] = await tx
      .select({ id: members.id })
      .from(members)
      .where(sql`lower(${members.email}) = lower(${row.email})`);
    if (existing) return undefined;
  }
}
