import { inArray } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { articles } from "#db/schema.ts";
import { FreeSlugs } from "#lib/slug.ts";
import { splitIntoBatches } from "#lib/split-into-batches.ts";
import { proposeSlug } from "./imported-slug.ts";
import type { Scan } from "./scan.ts";
import { type ArticleRow, findRows } from "./store/articles.ts";
import { findImportedItems, type ImportedItem } from "./store/imported-items.ts";

export interface PlannedArticle {
  slug: string;
  published: boolean;
  /** What an earlier import recorded, and the row that it wrote, if that still exists. */
  before: ImportedItem | undefined;
  row: ArticleRow | undefined;
  /** Id of the article's row, once it has one. */
  articleId: number | undefined;
}

/** Chooses every article's slug before the first is written, so that links between them are right at once. */
export async function planArticles(db: Executor, blogUrl: string, scan: Scan): Promise<Map<string, PlannedArticle>> {
  const before = await findImportedItems(db, blogUrl, "article", [...scan.posts.keys()]);
  const rows = await findRows(
    db,
    [...before.values()].map((item) => Number(item.localId)),
  );
  const plan = new Map<string, PlannedArticle>();
  const wanted = new Map<string, string>();
  const taken = new Set<string>();
  for (const post of scan.posts.values()) {
    const known = before.get(post.id);
    const row = known && rows.get(Number(known.localId));
    if (row) taken.add(row.slug);
    else wanted.set(post.id, proposeSlug(post, "article"));
    plan.set(post.id, {
      slug: row?.slug ?? "",
      published: post.published,
      before: known,
      row,
      articleId: row?.id,
    });
  }
  for (const slug of await listExistingSlugs(db, [...new Set(wanted.values())])) taken.add(slug);
  const slugs = new FreeSlugs();
  for (const [id, base] of wanted) {
    const planned = plan.get(id);
    if (!planned) continue;
    planned.slug = await slugs.find(base, async (slug) => {
      if (taken.has(slug)) return true;
      return slug !== base && (await listExistingSlugs(db, [slug])).length > 0;
    });
    taken.add(planned.slug);
  }
  return plan;
}

async function listExistingSlugs(db: Executor, slugs: string[]): Promise<string[]> {
  const found: string[] = [];
  for (const batch of splitIntoBatches(slugs, 5_000)) {
    const rows = await db.select({ slug: articles.slug }).from(articles).where(inArray(articles.slug, batch));
    found.push(...rows.map((row) => row.slug));
  }
  return found;
}
