import { and, eq, inArray, isNull, ne, notExists, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { tellLive } from "#db/changes.ts";
import type { Executor } from "#db/client.ts";
import { comments, members, mutes, notifications } from "#db/schema.ts";
import { commentAddress, liveTopic } from "../rules.ts";

/** Most people one comment may call by name: beyond it a mention is shouting. */
const mostMentions = 10;

/**
 * Tells the author of the parent and those called by @handle about a comment that became visible. Nobody is told of their own comment, twice
 * of the same, or by somebody they have muted; whoever is both answered and called gets the reply.
 */
export async function notifyOf(tx: Executor, commentId: number, mentions: string[]): Promise<void> {
  const parent = alias(comments, "parent");
  const [comment] = await tx
    .select({ actorId: comments.memberId, parentMemberId: parent.memberId })
    .from(comments)
    .leftJoin(parent, eq(parent.id, comments.parentId))
    .where(eq(comments.id, commentId));
  if (!comment?.actorId) return;
  const { actorId, parentMemberId } = comment;
  const called = mentions.slice(0, mostMentions);
  const wants = notExists(
    tx
      .select({ one: sql`1` })
      .from(mutes)
      .where(and(eq(mutes.memberId, members.id), eq(mutes.mutedId, actorId))),
  );
  const told = await tx
    .select({ id: members.id, handle: members.handle })
    .from(members)
    .where(
      and(
        isNull(members.deletedAt),
        ne(members.id, actorId),
        wants,
        called.length > 0
          ? sql`(${members.id} = ${parentMemberId} or ${inArray(sql`lower(${members.handle})`, called)})`
          : sql`${members.id} = ${parentMemberId}`,
      ),
    );
  if (told.length === 0) return;
  await tx
    .insert(notifications)
    .values(
      told.map(({ id }) => ({
        memberId: id,
        kind: id === parentMemberId ? ("reply" as const) : ("mention" as const),
        commentId,
        actorId,
      })),
    )
    .onConflictDoNothing();
}

/** Tells those who have the discussion open that a comment can be read now. */
export async function tellReaders(
  tx: Executor,
  comment: { id: number; articleId: number; slug: string; thread: number; apart: boolean },
): Promise<void> {
  const { id, articleId, slug, thread, apart } = comment;
  const data = { id, address: commentAddress(slug, thread, id, apart) };
  await tellLive(tx, { topic: liveTopic(articleId), id, data });
}
