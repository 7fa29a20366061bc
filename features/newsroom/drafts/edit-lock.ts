import { and, eq, sql } from "drizzle-orm";
import type { Database, Executor } from "#db/client.ts";
import { articleEditLocks, articles, members } from "#db/schema.ts";
import { editLockSeconds } from "../rules.ts";

/** Who has an article open: this page, or another one since when; `key` names the other one to the member whose own it is. */
export type EditLock =
  | { mine: true }
  | { mine: false; name: string; own: false; since: Date }
  | { mine: false; name: string; own: true; since: Date; key: string };

/**
 * Says that a page (`key`) has an article open. It gets the lease when nobody has it, when whoever had it has not been heard of, or when
 * `take` insists; the other one learns it at their next beat.
 */
export async function acquireEditLock(
  db: Database,
  articleId: number,
  holder: { memberId: number; key: string; take?: boolean },
): Promise<EditLock> {
  const { memberId, key, take = false } = holder;
  const held = await db.transaction(async (tx) => {
    // Whoever takes over reads the text next: a save of the other page that is under way is waited for, and no later one passes.
    if (take) await tx.execute(sql`select 1 from ${articles} where ${articles.id} = ${articleId} for no key update`);
    return tx.execute(sql`
    insert into ${articleEditLocks} as l (article_id, member_id, key) values (${articleId}, ${memberId}, ${key})
    on conflict (article_id) do update set
      acquired_at = case when l.key = excluded.key then l.acquired_at else now() end,
      member_id = excluded.member_id, key = excluded.key, heartbeat_at = now()
    where l.key = excluded.key or ${take} or l.heartbeat_at < now() - make_interval(secs => ${editLockSeconds})
    returning 1`);
  });
  if (held.length > 0) return { mine: true };
  const [other] = await db
    .select({
      name: members.name,
      memberId: articleEditLocks.memberId,
      key: articleEditLocks.key,
      since: articleEditLocks.acquiredAt,
    })
    .from(articleEditLocks)
    .innerJoin(members, eq(members.id, articleEditLocks.memberId))
    .where(eq(articleEditLocks.articleId, articleId));
  // Given back in between: the next beat gets it.
  if (!other) return { mine: true };
  const { name, since } = other;
  return other.memberId === memberId
    ? { mine: false, name, own: true, since, key: other.key }
    : { mine: false, name, own: false, since };
}

/** Who has the article open now on a page other than this one (`key`); undefined if nobody does. */
export async function findOtherLockHolder(
  tx: Executor,
  articleId: number,
  key: string,
): Promise<{ name: string; memberId: number } | undefined> {
  const holder = await findLockHolder(tx, articleId);
  return holder && holder.key !== key ? holder : undefined;
}

/** A page that closes gives its lease back. */
export async function releaseEditLock(db: Executor, articleId: number, key: string): Promise<void> {
  await db
    .delete(articleEditLocks)
    .where(and(eq(articleEditLocks.articleId, articleId), eq(articleEditLocks.key, key)));
}

/** Who has the article open now, for a page without scripts; undefined when nobody. */
export async function findLockHolder(
  db: Executor,
  articleId: number,
): Promise<{ name: string; memberId: number; key: string } | undefined> {
  const [row] = await db
    .select({ name: members.name, memberId: members.id, key: articleEditLocks.key })
    .from(articleEditLocks)
    .innerJoin(members, eq(members.id, articleEditLocks.memberId))
    .where(
      and(
        eq(articleEditLocks.articleId, articleId),
        sql`${articleEditLocks.heartbeatAt} > now() - make_interval(secs => ${editLockSeconds})`,
      ),
    );
  return row;
}
