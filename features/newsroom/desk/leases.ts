import { and, eq, sql } from "drizzle-orm";
import type { Database, Executor } from "#db/client.ts";
import { articleLeases, articles, members } from "#db/schema.ts";
import { leaseSeconds } from "../rules.ts";

/** Who has an article open: this page, or another one since when; `key` names the other one to the member whose own it is. */
export type Lease =
  | { mine: true }
  | { mine: false; name: string; own: false; since: Date }
  | { mine: false; name: string; own: true; since: Date; key: string };

/**
 * Says that a page (`key`) has an article open. It gets the lease when nobody has it, when whoever had it has not been heard of, or when
 * `take` insists; the other one learns it at their next beat.
 */
export async function holdLease(
  db: Database,
  articleId: number,
  holder: { memberId: number; key: string; take?: boolean },
): Promise<Lease> {
  const { memberId, key, take = false } = holder;
  const held = await db.transaction(async (tx) => {
    // Whoever takes over reads the text next: a save of the other page that is under way is waited for, and no later one passes.
    if (take) await tx.execute(sql`select 1 from ${articles} where ${articles.id} = ${articleId} for no key update`);
    return tx.execute(sql`
    insert into ${articleLeases} as l (article_id, member_id, key) values (${articleId}, ${memberId}, ${key})
    on conflict (article_id) do update set
      taken_at = case when l.key = excluded.key then l.taken_at else now() end,
      member_id = excluded.member_id, key = excluded.key, seen_at = now()
    where l.key = excluded.key or ${take} or l.seen_at < now() - make_interval(secs => ${leaseSeconds})
    returning 1`);
  });
  if (held.length > 0) return { mine: true };
  const [other] = await db
    .select({
      name: members.name,
      memberId: articleLeases.memberId,
      key: articleLeases.key,
      since: articleLeases.takenAt,
    })
    .from(articleLeases)
    .innerJoin(members, eq(members.id, articleLeases.memberId))
    .where(eq(articleLeases.articleId, articleId));
  // Given back in between: the next beat gets it.
  if (!other) return { mine: true };
  const { name, since } = other;
  return other.memberId === memberId
    ? { mine: false, name, own: true, since, key: other.key }
    : { mine: false, name, own: false, since };
}

/** Who has the article open now on a page other than this one (`key`); undefined if nobody does. */
export async function otherHolder(
  tx: Executor,
  articleId: number,
  key: string,
): Promise<{ name: string; memberId: number } | undefined> {
  const holder = await leaseOf(tx, articleId);
  return holder && holder.key !== key ? holder : undefined;
}

/** A page that closes gives its lease back. */
export async function releaseLease(db: Executor, articleId: number, key: string): Promise<void> {
  await db.delete(articleLeases).where(and(eq(articleLeases.articleId, articleId), eq(articleLeases.key, key)));
}

/** Who has the article open now, for a page without scripts; undefined when nobody. */
export async function leaseOf(
  db: Executor,
  articleId: number,
): Promise<{ name: string; memberId: number; key: string } | undefined> {
  const [row] = await db
    .select({ name: members.name, memberId: members.id, key: articleLeases.key })
    .from(articleLeases)
    .innerJoin(members, eq(members.id, articleLeases.memberId))
    .where(
      and(
        eq(articleLeases.articleId, articleId),
        sql`${articleLeases.seenAt} > now() - make_interval(secs => ${leaseSeconds})`,
      ),
    );
  return row;
}
