import { eq, sql } from "drizzle-orm";
import { announce } from "#db/changes.ts";
import type { Database, Executor } from "#db/client.ts";
import { articleDesks, categories, importedItems, tags } from "#db/schema.ts";
import { forgetAddresses, moveAddress } from "#features/redirects/mutations.ts";
import { storedTarget } from "#features/redirects/queries.ts";
import { versionOf } from "#features/settings/admin/describe.ts";
import { noteArranged } from "#features/settings/mutations.ts";
import { putCategory } from "#features/taxonomy/mutations.ts";
import { enqueue } from "#lib/jobs.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { toSlug } from "#lib/slug.ts";
import { leadName } from "./merging.ts";
import { countFiled, findByWords, findTerm, listRunning, type Term, tablesOf } from "./queries.ts";
import { filedRelated } from "./related-walk.ts";
import { changeKeyOf, slugFault, type TermKind, tagsOfTerm, termPath } from "./rules.ts";
import type { TermWords } from "./schema.ts";

/** The value by which a form says which term it showed. */
export const versionOfTerm = ({ name, slug, description }: Term) => versionOf([name, slug, description]);

/** A new category. Refused beside the name or the slug. */
export async function createCategory(db: Database, by: number, words: TermWords): Promise<Result<{ id: number }>> {
  return db.transaction(async (tx): Promise<Result<{ id: number }>> => {
    await oneAtATime(tx);
    const slug = words.slug || toSlug(words.name);
    const wrong = await faultsOf(tx, "category", undefined, words.name, slug);
    if (wrong) return refused("form.invalid", wrong);
    const id = await putCategory(tx, { slug, name: words.name, description: words.description });
    await noteArranged(tx, changeKeyOf("category"), [], [words.name], by);
    return ok({ id });
  });
}

/**
 * Gives a category or a tag another name, slug or description. The old address leads to the new one, and so does all that led to it. Refused
 * with `taxonomy.gone`, `taxonomy.changed`, or beside the field. Saved as it was it is no change: nothing is noted, nothing made anew.
 */
export async function renameTerm(
  db: Database,
  by: number,
  { kind, id, version, ...words }: TermWords & { kind: TermKind; id: number; version: string },
): Promise<Result<{ slug: string; changed: boolean }>> {
  return db.transaction(async (tx): Promise<Result<{ slug: string; changed: boolean }>> => {
    await oneAtATime(tx);
    const term = await findTerm(tx, kind, id, true);
    if (!term) return refused("taxonomy.gone");
    if (versionOfTerm(term) !== version) return refused("taxonomy.changed", undefined, { name: term.name });
    const slug = words.slug || toSlug(words.name);
    const description = kind === "category" ? words.description : term.description;
    const [renamed, described] = [term.name !== words.name, term.description !== description];
    if (slug === term.slug && !renamed && !described) return ok({ slug, changed: false });
    const wrong = await faultsOf(tx, kind, term, words.name, slug);
    if (wrong) return refused("form.invalid", wrong);
    const set = { name: words.name, slug };
    if (kind === "category")
      await tx
        .update(categories)
        .set({ ...set, description })
        .where(eq(categories.id, id));
    else await tx.update(tags).set(set).where(eq(tags.id, id));
    if (slug !== term.slug) await moveAddress(tx, termPath(kind, term.slug), termPath(kind, slug));
    if (kind === "tag" && renamed) {
      await leadName(tx, term, termPath(kind, slug));
      // The selections below articles say by which tags they were made.
      await enqueue(tx, filedRelated, { kind, id });
    }
    const [before, after] = [term, { ...set, description }].map((one) => inWords(one, described));
    await noteArranged(tx, changeKeyOf(kind), [before ?? ""], [after ?? ""], by);
    await announce(tx, [...tagsOfTerm(kind, term.slug), ...tagsOfTerm(kind, slug)]);
    return ok({ slug, changed: true });
  });
}

/** Deletes a category or a tag that nothing is filed under. Refused with `taxonomy.gone`, `taxonomy.notEmpty` or `taxonomy.merging`. */
export async function deleteTerm(db: Database, by: number, kind: TermKind, id: number): Promise<Result<undefined>> {
  return db.transaction(async (tx): Promise<Result<undefined>> => {
    await oneAtATime(tx);
    const term = await findTerm(tx, kind, id, true);
    if (!term) return refused("taxonomy.gone");
    const running = await listRunning(tx, kind);
    if (running.some(({ fromId, intoId }) => fromId === id || intoId === id)) return refused("taxonomy.merging");
    if ((await countFiled(tx, kind, id)) > 0) return refused("taxonomy.notEmpty");
    if (kind === "category" && (await isWanted(tx, id))) return refused("taxonomy.inWork");
    await tx.execute(sql`delete from ${tablesOf[kind].terms} where id = ${id}`);
    // An import that comes again brings it again.
    await tx
      .delete(importedItems)
      .where(sql`${importedItems.kind} = ${kind} and ${importedItems.localId} = ${String(id)}`);
    await forgetAddresses(tx, termPath(kind, term.slug));
    await noteArranged(tx, changeKeyOf(kind), [term.name], [], by);
    await announce(tx, tagsOfTerm(kind, term.slug));
    return ok(undefined);
  });
}

/** A text that is being worked on will be filed there. */
async function isWanted(tx: Executor, categoryId: number): Promise<boolean> {
  const rows = await tx
    .select({ one: sql`1` })
    .from(articleDesks)
    .where(sql`${articleDesks.content}->'categoryIds' @> to_jsonb(${categoryId}::bigint)`)
    .limit(1);
  return rows.length > 0;
}

/** Names and addresses are looked for and then taken: two editors take turns. */
export async function oneAtATime(tx: Executor): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('vigie:taxonomy'))`);
}

/** What is wrong with a name and a slug: message keys by field, or undefined. `term` is the one that has them by now. */
async function faultsOf(
  tx: Executor,
  kind: TermKind,
  term: Term | undefined,
  name: string,
  slug: string,
): Promise<Record<string, string> | undefined> {
  const fault = slugFault(slug);
  if (fault) return { slug: fault };
  const { terms } = tablesOf[kind];
  const has = await tx.execute<{ id: string }>(
    sql`select id from ${terms} where slug = ${slug} and id <> ${term?.id ?? 0}`,
  );
  if (has.length > 0) return { slug: "taxonomy.slugTaken" };
  // What led to something else goes on leading there.
  const leads = await storedTarget(tx, termPath(kind, slug));
  if (leads !== undefined && leads !== termPath(kind, term?.slug ?? "")) return { slug: "taxonomy.slugLeads" };
  const same = await findByWords(tx, kind, name);
  const isTaken = same && same.id !== term?.id && same.name.toLowerCase() === name.toLowerCase();
  return isTaken ? { name: "taxonomy.nameTaken" } : undefined;
}

/** A term as the list of changes says it, with its description where that is what changed. */
const inWords = ({ name, slug, description }: Pick<Term, "name" | "slug" | "description">, described: boolean) =>
  `${name} (${slug})${described ? ` — ${description}` : ""}`;
