import { randomInt } from "node:crypto";
import { hash } from "@node-rs/argon2";
import slugify from "@sindresorhus/slugify";
import { inArray, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { members } from "#db/schema/members.ts";
import { redirects } from "#db/schema/redirects.ts";
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
  const base = toHandle(row.name, row.role ?? "reader");
  // The unique indexes decide, not a prior read: no row returned means that the address or this handle is taken.
  for (let attempt = 1; ; attempt += 1) {
    const handle = numberHandle(base, attempt);
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

/** The handle that a name leads to, taken or not. */
function toHandle(name: string, role: string): string {
  const transliterated = slugify(name, { decamelize: false }).slice(0, 60).replace(/-$/, "");
  const isReserved = role === "reader" && findNameError(transliterated) === "name.reserved";
  return isReserved ? "membre" : transliterated || "membre";
}

function numberHandle(base: string, attempt: number): string {
  if (attempt === 1) return base;
  return `${base}-${attempt <= maxNumberedHandles ? attempt : randomInt(100, 1_000_000)}`;
}

/** A member from another system; without a known date of registration it is now. */
export interface ImportedMember {
  email: string;
  name: string;
  biography: string;
  passwordHash: string | null;
  createdAt: Date | undefined;
}

/**
 * Inserts readers from another system, with unconfirmed addresses that have no account here, under free handles as
 * `insertMember` chooses them. Some hundred at once: each round of handles is three statements. Returns them in the
 * order of `list`. Throws if an address has an account.
 */
export async function insertImportedMembers(
  tx: Executor,
  list: ImportedMember[],
): Promise<{ id: number; handle: string }[]> {
  const done = new Map<ImportedMember, { id: number; handle: string }>();
  const attempts = new Map<string, number>();
  for (let round = 1; done.size < list.length; round += 1) {
    if (round > maxHandleRounds) throw new Error("Imported members found no free handles: is an address taken?");
    const wanted = new Map<string, ImportedMember>();
    for (const member of list) {
      if (done.has(member)) continue;
      const base = toHandle(member.name, "reader");
      const attempt = (attempts.get(base) ?? 0) + 1;
      attempts.set(base, attempt);
      const handle = numberHandle(base, attempt);
      if (!isDeletedHandle(handle) && !wanted.has(handle)) wanted.set(handle, member);
    }
    for (const handle of await listTakenHandles(tx, [...wanted.keys()])) wanted.delete(handle);
    if (wanted.size === 0) continue;
    const rows = await tx
      .insert(members)
      .values([...wanted].map(([handle, member]) => ({ ...member, handle, confirmedAt: null })))
      .onConflictDoNothing()
      .returning({ id: members.id, handle: members.handle });
    for (const row of rows) {
      const member = wanted.get(row.handle);
      if (member) done.set(member, row);
    }
  }
  return list.flatMap((member) => done.get(member) ?? []);
}

/** Ten thousand people with one name in a batch of some hundred need about as many rounds as there are numbers in order. */
const maxHandleRounds = 200;

/** Lists the handles that a member has, or had: those redirect. */
async function listTakenHandles(tx: Executor, handles: string[]): Promise<string[]> {
  if (handles.length === 0) return [];
  const present = await tx
    .select({ handle: members.handle })
    .from(members)
    .where(inArray(sql`lower(${members.handle})`, handles));
  const former = await tx
    .select({ path: redirects.fromPath })
    .from(redirects)
    .where(
      inArray(
        redirects.fromPath,
        handles.map((handle) => `/members/${handle}`),
      ),
    );
  return [...present.map(({ handle }) => handle), ...former.map(({ path }) => path.slice("/members/".length))];
}
