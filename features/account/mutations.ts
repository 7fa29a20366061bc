import { and, eq, isNull, ne, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { isUniqueViolation } from "#db/errors.ts";
import { members } from "#db/schema.ts";
import { liftSuppression } from "#features/mail/suppressions/mutations.ts";
import { listStaffNames } from "#features/members/queries.ts";
import { findNameError } from "#features/members/reserved-names.ts";
import { isDeletedHandle } from "#features/members/rules.ts";
import { redirectMovedPath } from "#features/redirects/mutations.ts";
import { findStoredTarget } from "#features/redirects/queries.ts";
import { cleanText } from "#lib/html/clean-text.ts";
import { consumeRateLimit, refundRateLimit } from "#lib/rate-limit.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { invalidateMember } from "./invalidate-member.ts";
import { maxBiographyLength, maxHandleLength, minHandleLength, profileLengths } from "./schema.ts";

/** Enough for a rare change of handle; more would let a member hide, and each former handle stays reserved. */
const handleChangeLimit = { name: "handle.member", points: 3, seconds: 30 * 86_400 };

interface ProfileInput {
  name: string;
  handle: string;
  biography: string;
  /** `@user@host` or empty; ignored for readers. Undefined: unchanged. */
  fediverse?: string | null | undefined;
  shown: boolean;
}

/**
 * Changes a member's profile. A new handle leaves the old one as a redirect that nobody else may take. Refused with `form.invalid` and a
 * message per field.
 */
export async function changeProfile(db: Executor, memberId: number, profile: ProfileInput): Promise<Result<undefined>> {
  const biography = cleanText(profile.biography).trim();
  const name = profile.name.replace(/\s+/gu, " ");
  // Counted before the transaction: the counter needs a connection of its own, for which transactions that hold all of them would wait.
  const [before] = await db.select({ handle: members.handle }).from(members).where(eq(members.id, memberId));
  const counts = before !== undefined && before.handle !== profile.handle;
  const wait = counts ? await consumeRateLimit(handleChangeLimit, String(memberId)) : 0;
  const changed = db.transaction(async (tx): Promise<Result<undefined>> => {
    const [now] = await tx
      .select({ name: members.name, handle: members.handle, role: members.role })
      .from(members)
      .where(and(eq(members.id, memberId), isNull(members.deletedAt)))
      .for("update");
    if (!now) return refused("member.signIn");
    const staff = await listStaffNames(tx, memberId);
    // Staff may use reserved names.
    const refusedFor = (text: string) => {
      const nameError = findNameError(text, staff);
      return nameError === "name.reserved" && now.role !== "reader" ? undefined : nameError;
    };
    const fields: Record<string, string> = {};
    if (biography.length > maxBiographyLength) fields.biography = "biography.tooLong";
    const wrongName = name === now.name ? undefined : refusedFor(name);
    if (wrongName) fields.name = wrongName;
    const { handle } = profile;
    const handleChanges = handle !== now.handle;
    if (handleChanges) {
      if (handle.length < minHandleLength || handle.length > maxHandleLength) fields.handle = "handle.shape";
      else if (isDeletedHandle(handle) || refusedFor(handle)) fields.handle = "handle.reserved";
      else if (await isHandleTaken(tx, handle, now.handle, memberId)) fields.handle = "handle.taken";
    }
    if (Object.keys(fields).length > 0) return refused("form.invalid", fields, profileLengths);
    if (handleChanges && (wait > 0 || !counts))
      return refused("form.invalid", { handle: "handle.tooOften" }, profileLengths);
    await tx
      .update(members)
      .set({
        name,
        handle,
        biography,
        // A reader's profile gives no links to other sites.
        ...(typeof profile.fediverse === "string" && now.role !== "reader" ? { fediverse: profile.fediverse } : {}),
        profileHiddenAt: profile.shown ? null : sql`coalesce(${members.profileHiddenAt}, now())`,
      })
      .where(eq(members.id, memberId));
    if (handleChanges) await redirectMovedPath(tx, profilePath(now.handle), profilePath(handle));
    await invalidateMember(tx, memberId, now.handle);
    return ok(undefined);
  });
  const result = await changed.catch((error: unknown) => {
    // Two requests took the handle at once: the unique index decided.
    if (isUniqueViolation(error)) return refused("form.invalid", { handle: "handle.taken" }, profileLengths);
    throw error;
  });
  if (!result.ok && counts && wait === 0) await refundRateLimit(handleChangeLimit, String(memberId));
  return result;
}

const profilePath = (handle: string) => `/members/${handle}`;

/** Whether another member has or had the handle: a former handle never leads to another member. A member may take their own back. */
async function isHandleTaken(tx: Executor, handle: string, currentHandle: string, memberId: number): Promise<boolean> {
  const [member] = await tx
    .select({ id: members.id })
    .from(members)
    .where(and(sql`lower(${members.handle}) = ${handle}`, ne(members.id, memberId)));
  if (member) return true;
  const redirectTarget = await findStoredTarget(tx, profilePath(handle));
  return redirectTarget !== undefined && redirectTarget !== profilePath(currentHandle);
}

/**
 * Mails notifications again to a member whose mails came back or who marked one as spam. A mailbox that still does not exist is suppressed
 * again by the next mail that returns. What staff suppressed stays. Refused with `member.signIn`.
 */
export async function resumeMail(db: Executor, memberId: number): Promise<Result<undefined>> {
  const [member] = await db
    .select({ email: members.email })
    .from(members)
    .where(and(eq(members.id, memberId), isNull(members.deletedAt)));
  if (!member?.email) return refused("member.signIn");
  await liftSuppression(db, member.email, ["bounce", "complaint"]);
  return ok(undefined);
}

/** Sets the language of a member's mails; null: the site's. */
export async function changeMailLocale(db: Executor, memberId: number, locale: "fr" | "en" | null): Promise<void> {
  await db.update(members).set({ mailLocale: locale }).where(eq(members.id, memberId));
}
