import { eq, sql } from "drizzle-orm";
import type { Database, Executor } from "#db/client.ts";
import { invalidateTags } from "#db/invalidation.ts";
import { articleDrafts, categories, importedItems, tags } from "#db/schema.ts";
import { announceFeedChanges } from "#features/articles/jobs.ts";
import { deleteRedirectsTo, redirectMovedPath } from "#features/redirects/mutations.ts";
import { findStoredTarget } from "#features/redirects/queries.ts";
import { recordListChange } from "#features/settings/mutations.ts";
import { upsertCategory } from "#features/taxonomy/mutations.ts";
import { type TermKind, termPath } from "#features/taxonomy/rules.ts";
import { enqueue } from "#lib/jobs.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { findSlugProblem, toSlug } from "#lib/slug.ts";
import { hashVersion } from "#lib/version-hash.ts";
import { refreshTermRelatedJob } from "./jobs.ts";
import { redirectOldName } from "./merge/merge.ts";
import { countTermArticles, findTerm, findTermByName, listRunningMerges, type Term, termTables } from "./queries.ts";
import { listTermCacheTags, settingChangeKey } from "./rules.ts";
import type { TermInput } from "./schema.ts";

/** Identifies the state of the term that a form showed. */
export const termVersion = ({ name, slug, description }: Term) => hashVersion([name, slug, description]);

/** Creates a category. Refused beside the name or the slug. */
export async function createCategory(db: Database, by: number, words: TermInput): Promise<Result<{ id: number }>> {
  return db.transaction(async (tx): Promise<Result<{ id: number }>> => {
    await lockTaxonomy(tx);
    const slug = words.slug || toSlug(words.name);
    const fieldErrors = await validateTerm(tx, "category", undefined, words.name, slug);
    if (fieldErrors) return refused("form.invalid", fieldErrors);
    const id = await upsertCategory(tx, { slug, name: words.name, description: words.description });
    await recordListChange(tx, settingChangeKey("category"), [], [words.name], by);
    return ok({ id });
  });
}

/**
 * Changes a term's name, slug or description. The old address, and all redirects to it, lead to the new one. Refused
 * with `taxonomy.gone`, `taxonomy.changed`, or beside the field. Saving an unchanged term records and invalidates
 * nothing.
 */
export async function renameTerm(
  db: Database,
  by: number,
  { kind, id, version, ...words }: TermInput & { kind: TermKind; id: number; version: string },
): Promise<Result<{ slug: string; changed: boolean }>> {
  return db.transaction(async (tx): Promise<Result<{ slug: string; changed: boolean }>> => {
    await lockTaxonomy(tx);
    const term = await findTerm(tx, kind, id, true);
    if (!term) return refused("taxonomy.gone");
    if (termVersion(term) !== version) return refused("taxonomy.changed", undefined, { name: term.name });
    const slug = words.slug || toSlug(words.name);
    const description = kind === "category" ? words.description : term.description;
    const [renamed, described] = [term.name !== words.name, term.description !== description];
    if (slug === term.slug && !renamed && !described) return ok({ slug, changed: false });
    const fieldErrors = await validateTerm(tx, kind, term, words.name, slug);
    if (fieldErrors) return refused("form.invalid", fieldErrors);
    const set = { name: words.name, slug };
    if (kind === "category")
      await tx
        .update(categories)
        .set({ ...set, description })
        .where(eq(categories.id, id));
    else await tx.update(tags).set(set).where(eq(tags.id, id));
    if (slug !== term.slug) await redirectMovedPath(tx, termPath(kind, term.slug), termPath(kind, slug));
    if (kind === "tag" && renamed) {
      await redirectOldName(tx, term, termPath(kind, slug));
      // Related articles name the tags that they share.
      await enqueue(tx, refreshTermRelatedJob, { kind, id });
    }
    const [before, after] = [term, { ...set, description }].map((one) => describeTerm(one, described));
    await recordListChange(tx, settingChangeKey(kind), [before ?? ""], [after ?? ""], by);
    const changedTags = [...listTermCacheTags(kind, term.slug), ...listTermCacheTags(kind, slug)];
    await announceFeedChanges(tx, changedTags);
    await invalidateTags(tx, changedTags);
    return ok({ slug, changed: true });
  });
}

/** Deletes a term that no article has. Refused with `taxonomy.gone`, `taxonomy.notEmpty` or `taxonomy.merging`. */
export async function deleteTerm(db: Database, by: number, kind: TermKind, id: number): Promise<Result<undefined>> {
  return db.transaction(async (tx): Promise<Result<undefined>> => {
    await lockTaxonomy(tx);
    const term = await findTerm(tx, kind, id, true);
    if (!term) return refused("taxonomy.gone");
    const running = await listRunningMerges(tx, kind);
    if (running.some(({ fromId, intoId }) => fromId === id || intoId === id)) return refused("taxonomy.merging");
    if ((await countTermArticles(tx, kind, id)) > 0) return refused("taxonomy.notEmpty");
    if (kind === "category" && (await isUsedInDraft(tx, id))) return refused("taxonomy.inWork");
    await tx.execute(sql`delete from ${termTables[kind].terms} where id = ${id}`);
    // The next import of the same export may create it again.
    await tx
      .delete(importedItems)
      .where(sql`${importedItems.kind} = ${kind} and ${importedItems.localId} = ${String(id)}`);
    await deleteRedirectsTo(tx, termPath(kind, term.slug));
    await recordListChange(tx, settingChangeKey(kind), [term.name], [], by);
    await invalidateTags(tx, listTermCacheTags(kind, term.slug));
    return ok(undefined);
  });
}

/** Whether a draft uses a category. */
async function isUsedInDraft(tx: Executor, categoryId: number): Promise<boolean> {
  const rows = await tx
    .select({ one: sql`1` })
    .from(articleDrafts)
    .where(sql`${articleDrafts.content}->'categoryIds' @> to_jsonb(${categoryId}::bigint)`)
    .limit(1);
  return rows.length > 0;
}

/** Serialises changes of terms by an advisory lock: names and slugs are checked before they are written. */
export async function lockTaxonomy(tx: Executor): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('vigie:taxonomy'))`);
}

/**
 * Validates a name and a slug: message keys by field, or undefined. `term` is the one that has them already, if any.
 */
async function validateTerm(
  tx: Executor,
  kind: TermKind,
  term: Term | undefined,
  name: string,
  slug: string,
): Promise<Record<string, string> | undefined> {
  const fault = findSlugProblem(slug);
  if (fault) return { slug: fault };
  const { terms } = termTables[kind];
  const has = await tx.execute<{ id: string }>(
    sql`select id from ${terms} where slug = ${slug} and id <> ${term?.id ?? 0}`,
  );
  if (has.length > 0) return { slug: "taxonomy.slugTaken" };
  // A redirect that leads elsewhere must stay.
  const redirectTarget = await findStoredTarget(tx, termPath(kind, slug));
  if (redirectTarget !== undefined && redirectTarget !== termPath(kind, term?.slug ?? ""))
    return { slug: "taxonomy.slugLeads" };
  const same = await findTermByName(tx, kind, name);
  const isTaken = same && same.id !== term?.id && same.name.toLowerCase() === name.toLowerCase();
  return isTaken ? { name: "taxonomy.nameTaken" } : undefined;
}

/** Describes a term for the list of changes, with its description only if that has changed. */
const describeTerm = ({ name, slug, description }: Pick<Term, "name" | "slug" | "description">, described: boolean) =>
  `${name} (${slug})${described ? ` — ${description}` : ""}`;
