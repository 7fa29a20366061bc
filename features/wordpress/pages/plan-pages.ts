import { inArray } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { sitePages } from "#db/schema.ts";
import { findPage, findTakenSlugs, type Page } from "#features/pages/queries.ts";
import { FreeSlugs, isReservedSlug } from "#lib/slug.ts";
import { splitIntoBatches } from "#lib/split-into-batches.ts";
import { proposeSlug } from "../imported-slug.ts";
import type { PostStub } from "../scan.ts";
import { findImportedItems, type ImportedItem } from "../store/imported-items.ts";

export interface PlannedPage {
  slug: string;
  published: boolean;
  /** What an earlier import recorded, and the id of the row that it wrote, if that still exists. */
  before: ImportedItem | undefined;
  rowId: number | undefined;
}

/** Chooses every page's slug before the first text is converted, so that links to pages are right at once. */
export async function planPages(
  db: Executor,
  blogUrl: string,
  pages: ReadonlyMap<string, PostStub>,
): Promise<Map<string, PlannedPage>> {
  const before = await findImportedItems(db, blogUrl, "page", [...pages.keys()]);
  const rows = await findSlugs(
    db,
    [...before.values()].map(({ localId }) => Number(localId)),
  );
  const taken = new Set(rows.values());
  const slugs = new FreeSlugs();
  const plan = new Map<string, PlannedPage>();
  for (const page of pages.values()) {
    const known = before.get(page.id);
    const rowId = known && rows.has(Number(known.localId)) ? Number(known.localId) : undefined;
    const slug = rows.get(rowId ?? 0) ?? (await chooseSlug(db, page, { slugs, taken }));
    taken.add(slug);
    plan.set(page.id, { slug, published: page.published, before: known, rowId });
  }
  return plan;
}

async function findSlugs(db: Executor, ids: number[]): Promise<Map<number, string>> {
  const found = new Map<number, string>();
  for (const batch of splitIntoBatches(ids, 5_000)) {
    const rows = await db
      .select({ id: sitePages.id, slug: sitePages.slug })
      .from(sitePages)
      .where(inArray(sitePages.id, batch));
    for (const { id, slug } of rows) found.set(id, slug);
  }
  return found;
}

/** A discussion's slug has 200 characters at most: "pages/", this one, and a number up to a million. */
const maxBaseLength = 186;

async function chooseSlug(
  db: Executor,
  page: PostStub,
  { slugs, taken }: { slugs: FreeSlugs; taken: ReadonlySet<string> },
): Promise<string> {
  const base = proposeSlug(page, "page").slice(0, maxBaseLength).replace(/-$/, "");
  return slugs.find(
    base,
    async (slug) => taken.has(slug) || isReservedSlug(slug) || (await findTakenSlugs(db, [slug])).length > 0,
  );
}

/** Reads the row of a page imported before. */
export async function findImportedPage(db: Executor, { rowId }: PlannedPage): Promise<Page | undefined> {
  return rowId === undefined ? undefined : findPage(db, rowId);
}
