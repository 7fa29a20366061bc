import { eq, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { invalidateTags } from "#db/invalidation.ts";
import { articleDrafts, articles, categories, feeds, importedItems, taxonomyMerges } from "#db/schema.ts";
import { announceFeedChanges } from "#features/articles/jobs.ts";
import { moveFollows } from "#features/follows/mutations.ts";
import { addRedirect, redirectMovedPath } from "#features/redirects/mutations.ts";
import { findStoredTarget } from "#features/redirects/queries.ts";
import { type TermKind, termPath } from "#features/taxonomy/rules.ts";
import { enqueue } from "#lib/jobs.ts";
import { toSlug } from "#lib/slug.ts";
import { mergeTermsJob, refreshTermRelatedJob } from "../jobs.ts";
import { findTerm, findTermByName, type Term, termTables } from "../queries.ts";
import { listTermCacheTags, mergeBatchSize, startTimeBudget } from "../rules.ts";

/**
 * Advances a merge, one batch of articles per transaction, until it is finished (returns true) or `until` returns true.
 * It may be stopped at any point and resumed; an advisory lock serialises two at once.
 */
export async function advanceMerge(db: Executor, mergeId: number, until: () => boolean): Promise<boolean> {
  for (;;) {
    if (await db.transaction((tx) => moveBatch(tx, mergeId))) return true;
    if (until()) return false;
  }
}

/** Moves one batch; returns true if nothing remains. */
async function moveBatch(tx: Executor, mergeId: number): Promise<boolean> {
  const [merge] = await tx
    .select()
    .from(taxonomyMerges)
    .where(sql`${taxonomyMerges.id} = ${mergeId} and ${taxonomyMerges.finishedAt} is null`)
    .for("update");
  if (!merge) return true;
  const { kind, fromId, intoId } = merge;
  const [from, into] = [await findTerm(tx, kind, fromId), await findTerm(tx, kind, intoId)];
  // The merge's lock keeps both terms; if somebody deletes one by hand, there is nothing to move.
  const moved = from && into ? await moveArticles(tx, kind, fromId, intoId) : 0;
  if (moved > 0) {
    await tx
      .update(taxonomyMerges)
      .set({ moved: sql`${taxonomyMerges.moved} + ${moved}` })
      .where(eq(taxonomyMerges.id, mergeId));
  } else {
    if (from && into) await finishMerge(tx, kind, from, into);
    await tx.update(taxonomyMerges).set({ finishedAt: new Date() }).where(eq(taxonomyMerges.id, mergeId));
  }
  // Every page of an article with either term carries these tags.
  const changedTags = [from, into].flatMap((term) => (term ? listTermCacheTags(kind, term.slug) : []));
  await announceFeedChanges(tx, changedTags);
  await invalidateTags(tx, changedTags);
  return moved === 0;
}

async function moveArticles(tx: Executor, kind: TermKind, fromId: number, intoId: number): Promise<number> {
  const { joins, column } = termTables[kind];
  // Locks the articles first, as publishing does, so that the two never deadlock.
  const rows = await tx.execute<{ id: string }>(sql`
    select a.id from ${articles} a where a.id in (
      select j.article_id from ${joins} j where j.${column} = ${fromId} limit ${mergeBatchSize}
    ) order by a.id for no key update`);
  if (rows.length === 0) return 0;
  const ids = sql`${sql.param(rows.map(({ id }) => Number(id)))}::bigint[]`;
  await tx.execute(sql`
    insert into ${joins} as j (article_id, ${column}, position, listed_at)
    select article_id, ${intoId}::bigint, position, listed_at from ${joins} where ${column} = ${fromId} and article_id = any(${ids})
    on conflict (article_id, ${column}) do update set position = least(j.position, excluded.position)`);
  await tx.execute(sql`delete from ${joins} where ${column} = ${fromId} and article_id = any(${ids})`);
  return rows.length;
}

/** Finishes a merge of an empty term: its address, its name and everything that refers to it lead to the target. */
async function finishMerge(tx: Executor, kind: TermKind, from: Term, into: Term): Promise<void> {
  // Waits for a transaction that assigns the term now; a later one finds that it is gone.
  await findTerm(tx, kind, from.id, true);
  for (let more = 1; more > 0; ) more = await moveArticles(tx, kind, from.id, into.id);
  const [before, now] = [termPath(kind, from.slug), termPath(kind, into.slug)];
  await redirectMovedPath(tx, before, now);
  if (kind === "tag") await redirectOldName(tx, from, now);
  else await replaceCategory(tx, from.id, into.id);
  await moveFollows(tx, kind, from.id, into.id);
  await tx
    .update(importedItems)
    .set({ localId: String(into.id) })
    .where(sql`${importedItems.kind} = ${kind} and ${importedItems.localId} = ${String(from.id)}`);
  await tx
    .update(taxonomyMerges)
    .set({ intoId: into.id })
    .where(sql`${taxonomyMerges.kind} = ${kind} and ${taxonomyMerges.intoId} = ${from.id}`);
  await tx.execute(sql`delete from ${termTables[kind].terms} where id = ${from.id}`);
  await enqueue(tx, refreshTermRelatedJob, { kind, id: into.id });
}

/**
 * Redirects the old name of a tag, so that an editor who types it assigns the new one, even if the old slug was not
 * made from the name.
 */
export async function redirectOldName(tx: Executor, from: Term, now: string): Promise<void> {
  const slug = toSlug(from.name);
  if (slug === "" || slug === from.slug || (await findTermByName(tx, "tag", slug))) return;
  const path = termPath("tag", slug);
  if ((await findStoredTarget(tx, path)) === undefined) await addRedirect(tx, path, { toPath: now });
}

/** Replaces a category in its subcategories, in drafts, and in the policies of feeds. */
async function replaceCategory(tx: Executor, fromId: number, intoId: number): Promise<void> {
  await tx
    .update(categories)
    .set({ parentId: sql`(select parent_id from categories where id = ${fromId})` })
    .where(sql`${categories.id} = ${intoId} and ${categories.parentId} = ${fromId}`);
  await tx.update(categories).set({ parentId: intoId }).where(eq(categories.parentId, fromId));
  await tx.execute(sql`
    update ${articleDrafts} set content = jsonb_set(content, '{categoryIds}', (
      select coalesce(jsonb_agg(id order by position), '[]'::jsonb) from (
        select case when one = to_jsonb(${fromId}::bigint) then to_jsonb(${intoId}::bigint) else one end as id, min(position) as position
        from jsonb_array_elements(content->'categoryIds') with ordinality as listed(one, position) group by 1
      ) kept
    )) where content->'categoryIds' @> to_jsonb(${fromId}::bigint)`);
  await tx.update(feeds).set({ categoryId: intoId }).where(eq(feeds.categoryId, fromId));
  await tx.execute(sql`
    update ${feeds} set term_mappings = (
      select jsonb_agg(case when one->'categoryId' = to_jsonb(${fromId}::bigint) then jsonb_set(one, '{categoryId}', to_jsonb(${intoId}::bigint)) else one end order by position)
      from jsonb_array_elements(term_mappings) with ordinality as listed(one, position)
    ) where term_mappings @> jsonb_build_array(jsonb_build_object('categoryId', ${fromId}::bigint))`);
}

/** Moves the next articles of a merge, and enqueues the rest. */
export async function continueMerge(db: Executor, { mergeId }: { mergeId: number }): Promise<void> {
  if (!(await advanceMerge(db, mergeId, startTimeBudget()))) await enqueue(db, mergeTermsJob, { mergeId });
}
