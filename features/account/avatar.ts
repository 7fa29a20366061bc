import { eq } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { memberAvatars, members } from "#db/schema.ts";
import { removeImage, storeImage } from "#features/media/mutations.ts";
import { maxAvatarBytes } from "#features/members/rules.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { invalidateMember } from "./invalidate-member.ts";

/** The side of a stored avatar in pixels: the largest size on screen is 96 px, at three times the density. */
const avatarPixels = 320;

/**
 * Sets a member's avatar, re-encoded from the file's pixels, and deletes the file of the former one. Refused with `form.invalid` and the
 * reason at the field `avatar`.
 */
export async function setAvatar(
  tx: Executor,
  memberId: number,
  bytes: Uint8Array,
): Promise<Result<{ mediaId: string | null }>> {
  if (bytes.byteLength > maxAvatarBytes)
    return refused("form.invalid", { avatar: "picture.tooLarge" }, { megabytes: maxAvatarBytes / 1024 / 1024 });
  const stored = await storeImage(tx, {
    bytes,
    originalName: "",
    square: avatarPixels,
    owner: `avatar of ${memberId}`,
  });
  if (!stored.ok) return refused("form.invalid", { avatar: stored.code }, stored.values);
  await tx.transaction(async (inner) => {
    // Serialised: of two uploads at once the second replaces the first one's picture.
    await inner.select({ id: members.id }).from(members).where(eq(members.id, memberId)).for("update");
    const before = await lockAvatar(inner, memberId);
    await inner
      .insert(memberAvatars)
      .values({ memberId, mediaId: stored.value.id })
      .onConflictDoUpdate({ target: memberAvatars.memberId, set: { mediaId: stored.value.id } });
    if (before && before !== stored.value.id) await removeImage(inner, before);
    await invalidateMember(inner, memberId);
  });
  return ok({ mediaId: stored.value.id });
}

/** Removes a member's avatar with its file; does nothing without one. */
export async function removeAvatar(tx: Executor, memberId: number): Promise<void> {
  await tx.transaction(async (inner) => {
    const before = await lockAvatar(inner, memberId);
    if (!before) return;
    await inner.delete(memberAvatars).where(eq(memberAvatars.memberId, memberId));
    await removeImage(inner, before);
    await invalidateMember(inner, memberId);
  });
}

async function lockAvatar(tx: Executor, memberId: number): Promise<string | undefined> {
  const [row] = await tx
    .select({ id: memberAvatars.mediaId })
    .from(memberAvatars)
    .where(eq(memberAvatars.memberId, memberId))
    .for("update");
  return row?.id;
}
