import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import { taxonomyCacheTags } from "#db/cache-tags/taxonomy.ts";
import type { Executor } from "#db/client.ts";
import { invalidateTags } from "#db/invalidation.ts";
import { authors, members } from "#db/schema.ts";
import type { HashProblem } from "#features/auth/credentials/wordpress-hash.ts";
import { insertImportedMembers } from "#features/members/mutations.ts";
import { listStaffNames } from "#features/members/queries.ts";
import { skeleton } from "#features/members/reserved-names.ts";
import { translator } from "#i18n/translator.ts";
import { WrongLines, type WrongLinesOf } from "#lib/wrong-lines.ts";
import { findImportedItems, recordImportedItems } from "../store/imported-items.ts";
import { type ImportedUser, readUsers, type WordPressRole, type WrongUserLine } from "./read-users.ts";

export interface UserCounts {
  new: number;
  /** Imported before. */
  unchanged: number;
  /** Their confirmed address had an account here already: that one is theirs. */
  existing: number;
  /** Somebody registered their address here and has not confirmed it: left alone until its owner does. */
  unconfirmed: number;
  /** New ones whose old password signs in, and those who choose a new one. */
  withPassword: number;
  withoutPassword: number;
  /** New ones whose password cannot be checked here, by reason: they choose a new one by mail. Handles of the first. */
  unsupportedHashes: Record<HashProblem, { count: number; handles: string[] }>;
  /** New ones whose name is reserved or unreadable here. */
  renamed: number;
  /** Bylines that belong to a member now. */
  bylines: number;
  /** Staff of the old site, as readers here: `handle` is the member's, `confirmed` whether its address is. */
  staff: { handle: string; role: WordPressRole; confirmed: boolean }[];
  /** Lines that could not be imported, by reason; `repeated`: with the id or address of an earlier line. */
  wrong: WrongLinesOf<WrongUserLine | "repeated">[];
}

/** The role here that corresponds to one of WordPress. The import never grants it: the report names the command. */
export const suggestedRoles = {
  administrator: "admin",
  editor: "editor",
  author: "contributor",
  contributor: "contributor",
} as const satisfies Record<WordPressRole, string>;

const batchSize = 500;
/** Members with an unsupported hash that a report names, for each reason. */
const maxListedUsers = 1_000;

/**
 * Creates a member for each user of a file: as reader, with an address that counts as unconfirmed, and with the old
 * password's hash where a sign-in can check it. Confirmed members with the same address are kept and linked. In
 * transactions of some hundred users; users imported before are left alone. Throws an OperatorError that names the line
 * if the file is unreadable.
 */
export async function importUsers(
  executor: Executor,
  blogUrl: string,
  file: string,
  options: { onProgress?: (bytes: number) => void } = {},
): Promise<UserCounts> {
  const counts = emptyUserCounts();
  const wrong = new WrongLines<WrongUserLine | "repeated">();
  const onWrong = (line: number, why: WrongUserLine) => wrong.add(line, why);
  const staff = new Set((await listStaffNames(executor)).map(skeleton));
  const seen = new Set<string>();
  let batch: ImportedUser[] = [];
  const flush = async () => {
    const users = batch;
    batch = [];
    if (users.length > 0) await executor.transaction((tx) => importBatch(tx, blogUrl, users, staff, counts));
  };
  for await (const { line, user } of readUsers(file, { ...options, onWrong })) {
    const address = user.email.toLowerCase();
    if (seen.has(user.foreignId) || seen.has(address)) {
      wrong.add(line, "repeated");
      continue;
    }
    seen.add(user.foreignId).add(address);
    batch.push(user);
    if (batch.length >= batchSize) await flush();
  }
  await flush();
  counts.wrong = wrong.list();
  return counts;
}

export function emptyUserCounts(): UserCounts {
  return {
    new: 0,
    unchanged: 0,
    existing: 0,
    unconfirmed: 0,
    withPassword: 0,
    withoutPassword: 0,
    unsupportedHashes: { costly: { count: 0, handles: [] }, unknown: { count: 0, handles: [] } },
    renamed: 0,
    bylines: 0,
    staff: [],
    wrong: [],
  };
}

async function importBatch(
  tx: Executor,
  blogUrl: string,
  users: ImportedUser[],
  staff: ReadonlySet<string>,
  counts: UserCounts,
): Promise<void> {
  const before = await findImportedItems(
    tx,
    blogUrl,
    "user",
    users.map(({ foreignId }) => foreignId),
  );
  counts.unchanged += before.size;
  const fresh = users.filter(({ foreignId }) => !before.has(foreignId));
  const here = await findByAddress(tx, fresh);
  const linked = new Map<ImportedUser, { id: number; handle: string; confirmed: boolean }>();
  const missing: ImportedUser[] = [];
  for (const user of fresh) {
    const member = here.get(user.email.toLowerCase());
    if (member === undefined) missing.push(user);
    else if (member.confirmed) {
      counts.existing += 1;
      linked.set(user, member);
    } else counts.unconfirmed += 1;
  }
  const created = await insertImportedMembers(
    tx,
    missing.map((user) => {
      const isImitation = user.name !== "" && staff.has(skeleton(user.name));
      const name =
        isImitation || user.name === "" ? translator()("account.importedName", { number: user.foreignId }) : user.name;
      if (name !== user.name) counts.renamed += 1;
      if (user.passwordHash === null) counts.withoutPassword += 1;
      else counts.withPassword += 1;
      const { email, biography, passwordHash, registeredAt } = user;
      return { email, name, biography, passwordHash, createdAt: registeredAt };
    }),
  );
  counts.new += created.length;
  for (const [index, member] of created.entries()) {
    const user = missing[index];
    if (!user) continue;
    linked.set(user, { ...member, confirmed: false });
    if (!user.hashProblem) continue;
    const unsupported = counts.unsupportedHashes[user.hashProblem];
    unsupported.count += 1;
    if (unsupported.handles.length < maxListedUsers) unsupported.handles.push(member.handle);
  }
  const again = await findReaders(
    tx,
    users.flatMap(({ staffRole, foreignId }) => (staffRole ? Number(before.get(foreignId)?.localId ?? 0) : [])),
  );
  for (const [user, { handle, confirmed }] of linked)
    if (user.staffRole) counts.staff.push({ handle, role: user.staffRole, confirmed });
  for (const user of users) {
    const member = again.get(Number(before.get(user.foreignId)?.localId));
    if (user.staffRole && member) counts.staff.push({ ...member, role: user.staffRole });
  }
  await recordImportedItems(
    tx,
    blogUrl,
    "user",
    [...linked].map(([{ foreignId }, { id }]) => ({ foreignId, localId: String(id), fingerprint: "" })),
  );
  counts.bylines += await linkBylines(tx, blogUrl, linked);
}

/** Finds those who were imported before and have no role here yet. */
async function findReaders(tx: Executor, ids: number[]): Promise<Map<number, { handle: string; confirmed: boolean }>> {
  const known = ids.filter((id) => id > 0);
  if (known.length === 0) return new Map();
  const rows = await tx
    .select({ id: members.id, handle: members.handle, confirmedAt: members.confirmedAt })
    .from(members)
    .where(and(inArray(members.id, known), eq(members.role, "reader"), isNull(members.deletedAt)));
  return new Map(rows.map(({ id, handle, confirmedAt }) => [id, { handle, confirmed: confirmedAt !== null }]));
}

async function findByAddress(tx: Executor, users: ImportedUser[]) {
  const rows =
    users.length === 0
      ? []
      : await tx
          .select({
            id: members.id,
            handle: members.handle,
            address: sql<string>`lower(${members.email})`,
            confirmed: sql<boolean>`${members.confirmedAt} is not null`,
          })
          .from(members)
          .where(
            inArray(
              sql`lower(${members.email})`,
              users.map(({ email }) => email.toLowerCase()),
            ),
          );
  return new Map(rows.map((row) => [row.address, row]));
}

/** Gives the bylines of this blog's authors to the members with the same login, where nobody has them yet. */
async function linkBylines(
  tx: Executor,
  blogUrl: string,
  linked: ReadonlyMap<ImportedUser, { id: number }>,
): Promise<number> {
  const byLogin = new Map([...linked].map(([{ login }, { id }]) => [login, id]));
  const known = await findImportedItems(tx, blogUrl, "author", [...byLogin.keys()]);
  let given = 0;
  for (const [login, item] of known) {
    const rows = await tx
      .update(authors)
      .set({ memberId: byLogin.get(login) ?? null })
      .where(and(eq(authors.id, Number(item.localId)), isNull(authors.memberId)))
      .returning({ handle: authors.handle });
    given += rows.length;
    await invalidateTags(
      tx,
      rows.map(({ handle }) => taxonomyCacheTags.author(handle)),
    );
  }
  return given;
}
