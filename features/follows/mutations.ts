import { and, count, eq, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { follows, members, mutedDiscussions } from "#db/schema.ts";
import type { TermKind } from "#features/taxonomy/rules.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { findSubject, hasFollow, isFollowOf, type NamedSubject } from "./queries.ts";
import { type FollowSubject, maxFollows } from "./rules.ts";

/**
 * Follows a subject for a member; following twice changes nothing. Refused with `follow.gone` if readers do not find the
 * subject, and with `follow.tooMany`.
 */
export async function followSubject(
  tx: Executor,
  memberId: number,
  subject: FollowSubject,
): Promise<Result<NamedSubject>> {
  return tx.transaction(async (inner): Promise<Result<NamedSubject>> => {
    const found = await findSubject(inner, subject);
    if (!found) return refused("follow.gone");
    // The lock on the member's own row makes concurrent follows count each other.
    await inner.select({ id: members.id }).from(members).where(eq(members.id, memberId)).for("no key update");
    if (await hasFollow(inner, memberId, found)) return ok(found);
    const [row] = await inner.select({ n: count() }).from(follows).where(eq(follows.memberId, memberId));
    if ((row?.n ?? 0) >= maxFollows) return refused("follow.tooMany", undefined, { max: maxFollows });
    await inner
      .insert(follows)
      .values({ memberId, ...toColumns(found) })
      .onConflictDoNothing();
    return ok(found);
  });
}

/** Unfollows a subject, also one that readers no longer find. Resolves to its name, if it still has one. */
export async function unfollowSubject(
  tx: Executor,
  memberId: number,
  subject: FollowSubject,
): Promise<NamedSubject | undefined> {
  const found = await findSubject(tx, subject);
  await tx.delete(follows).where(isFollowOf(memberId, found ?? subject));
  return found;
}

/** Turns the mails about a followed subject on or off; returns whether the member follows it. */
export async function setMailed(
  tx: Executor,
  memberId: number,
  subject: FollowSubject,
  mailed: boolean,
): Promise<boolean> {
  // A mailed link may have stopped the whole discussion, replies included.
  if (subject.kind === "discussion" && mailed)
    await tx
      .delete(mutedDiscussions)
      .where(and(eq(mutedDiscussions.memberId, memberId), eq(mutedDiscussions.articleId, subject.id)));
  const changed = await tx
    .update(follows)
    .set({ mailed })
    .where(isFollowOf(memberId, subject))
    .returning({ id: follows.id });
  return changed.length > 0;
}

/** Moves the follows of a merged term to the one that it was merged into. A member who follows both follows it once. */
export async function moveFollows(tx: Executor, kind: TermKind, fromId: number, intoId: number): Promise<void> {
  const column = sql.identifier(kind === "tag" ? "tag_id" : "category_id");
  await tx.execute(sql`
    update ${follows} as f set ${column} = ${intoId}
    where f.${column} = ${fromId}
      and not exists (select from ${follows} as other where other.${column} = ${intoId} and other.member_id = f.member_id)`);
  await tx.delete(follows).where(sql`${column} = ${fromId}`);
}

function toColumns({
  kind,
  id,
}: FollowSubject): Pick<typeof follows.$inferInsert, "tagId" | "categoryId"> &
  Pick<typeof follows.$inferInsert, "authorId" | "articleId"> {
  const columns = { tag: "tagId", category: "categoryId", author: "authorId", discussion: "articleId" } as const;
  return { [columns[kind]]: id };
}
