import { and, eq, sql } from "drizzle-orm";
import type { Database, Executor } from "#db/client.ts";
import { articleEditLocks, articles, members } from "#db/schema.ts";
import { editLockSeconds } from "../rules.ts";

/**
 * The holder of an article's edit lock: this page, or another one. `key` identifies the other page only to its own
 * member.
 */
export type EditLock =
  | { mine: true }
  | { mine: false; name: string; own: false; since: Date }
  | { mine: false; name: string; own: true; since: Date; key: string };

/**
 * Acquires or renews an article's edit lock for a page (`key`). The page gets the lock if it is free, if its holder's
 * heartbeats have stopped, or if `take` is set. The former holder learns of it at its next heartbeat.
 */
export async function acquireEditLock(
  db: Database,
  articleId: number,
  holder: { memberId: number; key: string; take?: boolean },
): Promise<EditLock> {
  const { memberId, key, take = false } = holder;
  const acquired = await db.transaction(async (tx) => {
    // The new holder reads the text next: wait for a save of the other page that is under way, and let no later one
    // pass.
    if (take) await tx.execute(sql`select 1 from ${articles} where ${articles.id} = ${articleId} for no key update`);
    return tx.execute(sql`
    insert into ${articleEditLocks} as l (article_id, member_id, key) values (${articleId}, ${memberId}, ${key})
    on conflict (article_id) do update set
      acquired_at = case when l.key = excluded.key then l.acquired_at else now() end,
      member_id = excluded.member_id, key = excluded.key, heartbeat_at = now()
    where l.key = excluded.key or ${take} or l.heartbeat_at < now() - make_interval(secs => ${editLockSeconds})
    returning 1`);
  });
  if (acquired.length > 0) return { mine: true };
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
  // The lock was released meanwhile: the next heartbeat acquires it.
  if (!other) return { mine: true };
  const { name, since } = other;
  return other.memberId === memberId
    ? { mine: false, name, own: true, since, key: other.key }
    : { mine: false, name, own: false, since };
}

/** Finds who has the article open on a page other than this one (`key`); undefined if nobody does. */
export async function findOtherLockHolder(
  tx: Executor,
  articleId: number,
  key: string,
): Promise<{ name: string; memberId: number } | undefined> {
  const holder = await findLockHolder(tx, articleId);
  return holder && holder.key !== key ? holder : undefined;
}

/** Releases the lock of a page that closes. */
export async function releaseEditLock(db: Executor, articleId: number, key: string): Promise<void> {
  await db
    .delete(articleEditLocks)
    .where(and(eq(articleEditLocks.articleId, articleId), eq(articleEditLocks.key, key)));
}

/** Finds who has the article open, for a page without scripts; undefined if nobody does. */
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
