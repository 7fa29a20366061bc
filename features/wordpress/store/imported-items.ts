import { and, eq, gt, gte, inArray, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { importedItems } from "#db/schema.ts";
import { splitIntoBatches } from "#lib/split-into-batches.ts";

/**
 * `source`: what an article or a page was made of (conversion/item-sources.ts). `cards`: an article whose links become
 * cards once all articles have rows. `step`: what an import has still to do.
 */
export type ImportedKind =
  | "article"
  | "page"
  | "comment"
  | "category"
  | "tag"
  | "author"
  | "user"
  | "picture"
  | "source"
  | "cards"
  | "step";

export interface ImportedItem {
  foreignId: string;
  localId: string;
  fingerprint: string;
}

const columns = {
  foreignId: importedItems.foreignId,
  localId: importedItems.localId,
  fingerprint: importedItems.fingerprint,
};

const ofKind = (blogUrl: string, kind: ImportedKind) =>
  and(eq(importedItems.blogUrl, blogUrl), eq(importedItems.kind, kind));

/** Finds what earlier imports of this blog created for these ids. A few thousand ids at most per call. */
export async function findImportedItems(
  tx: Executor,
  blogUrl: string,
  kind: ImportedKind,
  foreignIds: string[],
): Promise<Map<string, ImportedItem>> {
  const found = new Map<string, ImportedItem>();
  for (const batch of splitIntoBatches(foreignIds, 5_000)) {
    const rows = await tx
      .select(columns)
      .from(importedItems)
      .where(and(ofKind(blogUrl, kind), inArray(importedItems.foreignId, batch)));
    for (const row of rows) found.set(row.foreignId, row);
  }
  return found;
}

/** Finds the records of one id of all blogs. */
export async function findOfAllBlogs(
  tx: Executor,
  kind: ImportedKind,
  foreignId: string,
): Promise<{ blogUrl: string; fingerprint: string }[]> {
  return tx
    .select({ blogUrl: importedItems.blogUrl, fingerprint: importedItems.fingerprint })
    .from(importedItems)
    .where(and(eq(importedItems.kind, kind), eq(importedItems.foreignId, foreignId)));
}

/** Whether an earlier import of this blog brought pictures. */
export async function hasImportedPictures(tx: Executor, blogUrl: string): Promise<boolean> {
  const rows = await tx
    .select({ foreignId: importedItems.foreignId })
    .from(importedItems)
    .where(and(eq(importedItems.blogUrl, blogUrl), eq(importedItems.kind, "picture")))
    .limit(1);
  return rows.length > 0;
}

/** Records what was imported, in the transaction that wrote it; a new fingerprint replaces the old one. */
export async function recordImportedItems(
  tx: Executor,
  blogUrl: string,
  kind: ImportedKind,
  items: ImportedItem[],
): Promise<void> {
  for (const batch of splitIntoBatches(items, 1_000)) {
    await tx
      .insert(importedItems)
      .values(batch.map((item) => ({ blogUrl, kind, ...item })))
      .onConflictDoUpdate({
        target: [importedItems.blogUrl, importedItems.kind, importedItems.foreignId],
        set: { localId: sql`excluded.local_id`, fingerprint: sql`excluded.fingerprint`, importedAt: sql`now()` },
      });
  }
}

/** Lists records of a kind by their ids in the export, after an id: a page of them at a time. */
export async function listImportedItems(
  tx: Executor,
  blogUrl: string,
  kind: ImportedKind,
  { after, limit }: { after: string; limit: number },
): Promise<ImportedItem[]> {
  return tx
    .select(columns)
    .from(importedItems)
    .where(and(ofKind(blogUrl, kind), gt(importedItems.foreignId, after)))
    .orderBy(importedItems.foreignId)
    .limit(limit);
}

/** Lists the ids in the export of what was recorded since a time, by the database's clock. */
export async function listImportedSince(
  tx: Executor,
  blogUrl: string,
  kind: ImportedKind,
  since: Date,
): Promise<Set<string>> {
  const rows = await tx
    .select({ foreignId: importedItems.foreignId })
    .from(importedItems)
    .where(and(ofKind(blogUrl, kind), gte(importedItems.importedAt, since)));
  return new Set(rows.map(({ foreignId }) => foreignId));
}

/** Identifies what all imports of a blog have recorded of a kind. */
export async function hashImportedItems(tx: Executor, blogUrl: string, kind: ImportedKind): Promise<string> {
  const pair = sql`${importedItems.foreignId} || ' ' || ${importedItems.localId}`;
  const [row] = await tx
    .select({ hash: sql<string | null>`md5(string_agg(${pair}, ',' order by ${importedItems.foreignId}))` })
    .from(importedItems)
    .where(ofKind(blogUrl, kind));
  return row?.hash ?? "";
}

/** Deletes one record, as if the item had never been imported. */
export async function deleteImportedItem(
  tx: Executor,
  blogUrl: string,
  kind: ImportedKind,
  foreignId: string,
): Promise<void> {
  await tx
    .delete(importedItems)
    .where(
      and(eq(importedItems.blogUrl, blogUrl), eq(importedItems.kind, kind), eq(importedItems.foreignId, foreignId)),
    );
}
