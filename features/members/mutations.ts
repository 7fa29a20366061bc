import { hash } from "@node-rs/argon2";
import slugify from "@sindresorhus/slugify";
import { eq, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { members } from "#db/schema/members.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import type { Role } from "./rules.ts";
import { longestPassword, type NewMember, newMemberSchema, shortestPassword } from "./schema.ts";

/**
 * Creates a member whose address counts as confirmed (the operator vouches for it; pass `confirmed: false` for a
 * registration). The password is stored as argon2id (the library's defaults: 19 MiB, 2 passes, as OWASP advises).
 * Refused with `member.invalid` (per field), or `member.emailTaken`.
 */
export async function createMember(
  tx: Executor,
  input: NewMember & { confirmed?: boolean },
): Promise<Result<{ id: number; handle: string; email: string }>> {
  const parsed = newMemberSchema.safeParse(input);
  if (!parsed.success) {
    const fields = Object.fromEntries(parsed.error.issues.map((issue) => [String(issue.path[0]), issue.message]));
    return refused("member.invalid", fields, { shortest: shortestPassword, longest: longestPassword });
  }
  const { email, name, role, password } = parsed.data;
  const passwordHash = await hash(password);
  const confirmedAt = input.confirmed === false ? null : new Date();
  const base = slugify(name, { decamelize: false }).slice(0, 60).replace(/-+$/, "") || "membre";
  // The unique indexes decide, not a look beforehand: no row back means that the address or this handle is taken.
  for (let attempt = 1; ; attempt += 1) {
    const handle = attempt === 1 ? base : `${base}-${attempt}`;
    const [row] = await tx
      .insert(members)
      .values({ email, name, handle, role, passwordHash, confirmedAt })
      .onConflictDoNothing()
      .returning({ id: members.id });
    if (row) return ok({ id: row.id, handle, email });
    const [taken] = await tx
      .select({ id: members.id })
      .from(members)
      .where(sql`lower(${members.email}) = lower(${email})`);
    if (taken) return refused("member.emailTaken", { email: "email.taken" }, { email });
  }
}

/** Changes what a member may do. Refused with `member.unknown` if nobody has that address. */
export async function setMemberRole(
  tx: Executor,
  email: string,
  role: Role,
): Promise<Result<{ id: number; email: string; before: Role }>> {
  return tx.transaction(async (inner) => {
    const [found] = await inner
      .select({ id: members.id, email: members.email, before: members.role })
      .from(members)
      .where(sql`lower(${members.email}) = lower(${email.trim()})`)
      .for("update");
    if (!found?.email) return refused("member.unknown", undefined, { email });
    await inner.update(members).set({ role }).where(eq(members.id, found.id));
    return ok({ id: found.id, email: found.email, before: found.before });
  });
}
