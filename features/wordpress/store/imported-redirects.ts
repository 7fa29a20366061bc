import { and, eq, inArray, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { importedItems, sitePages } from "#db/schema.ts";
import { pageAddress } from "#features/pages/rules.ts";
import { addImportedRedirects } from "#features/redirects/mutations.ts";
import type { RedirectRule } from "#features/redirects/rules.ts";
import { splitIntoBatches } from "#lib/split-into-batches.ts";
import type { ImportedKind } from "./imported-items.ts";

/** Addresses that the report names. */
const maxNamed = 1_000;
/** Redirects per statement. An item may have any number of former names, and a statement has 65,535 parameters at most. */
const rulesPerStatement = 5_000;

export interface RedirectContext {
  blogUrl: string;
  report: { takenAddresses: { count: number; named: string[] } };
}

/**
 * Stores redirects from addresses of a blog. One that is there is replaced only if it leads to what imports of the same
 * blog brought, and the report names the others: this site's own and those of another blog stay. Returns how many are
 * new or changed.
 */
export async function storeImportedRedirects(
  tx: Executor,
  rules: RedirectRule[],
  { blogUrl, report }: RedirectContext,
): Promise<number> {
  const findReplaceable = (stored: RedirectRule[]) => findImportedTargets(tx, stored, blogUrl);
  const { takenAddresses } = report;
  let changed = 0;
  for (const part of splitIntoBatches(rules, rulesPerStatement)) {
    const { stored, conflicts } = await addImportedRedirects(tx, part, findReplaceable);
    changed += stored;
    takenAddresses.count += conflicts.length;
    takenAddresses.named.push(...conflicts.slice(0, Math.max(0, maxNamed - takenAddresses.named.length)));
  }
  return changed;
}

/** Finds those redirects that lead to articles, pages and pictures which imports of this blog brought. */
async function findImportedTargets(tx: Executor, stored: RedirectRule[], blogUrl: string): Promise<Set<string>> {
  const named = stored.map(({ fromPath, target }) => ({
    fromPath,
    articleId: "articleId" in target ? String(target.articleId) : "",
    page: "toPath" in target ? target.toPath : "",
    pictureId: ("toPath" in target && /^\/media\/([^/.]+)/.exec(target.toPath)?.[1]) || "",
  }));
  const list = (kind: ImportedKind, ids: string[]) =>
    ids.length === 0
      ? []
      : tx
          .select({ id: importedItems.localId })
          .from(importedItems)
          .where(
            and(eq(importedItems.blogUrl, blogUrl), eq(importedItems.kind, kind), inArray(importedItems.localId, ids)),
          );
  const articles = await list("article", [...new Set(named.map(({ articleId }) => articleId))].filter(Boolean));
  const pictures = await list("picture", [...new Set(named.map(({ pictureId }) => pictureId))].filter(Boolean));
  const pages = named.some(({ page }) => page.startsWith(pageAddress("")))
    ? await tx
        .select({ slug: sitePages.slug })
        .from(importedItems)
        .innerJoin(sitePages, eq(importedItems.localId, sql`${sitePages.id}::text`))
        .where(and(eq(importedItems.blogUrl, blogUrl), eq(importedItems.kind, "page")))
    : [];
  const own = {
    articles: new Set(articles.map(({ id }) => id)),
    pictures: new Set(pictures.map(({ id }) => id)),
    pages: new Set(pages.map(({ slug }) => pageAddress(slug))),
  };
  return new Set(
    named
      .filter(
        ({ articleId, page, pictureId }) =>
          own.articles.has(articleId) || own.pages.has(page) || own.pictures.has(pictureId),
      )
      .map(({ fromPath }) => fromPath),
  );
}
