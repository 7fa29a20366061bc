import { and, eq, inArray, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { importedItems } from "#db/schema.ts";

export type ImportedKind = "article" | "page" | "comment" | "category" | "tag" | "author" | "user" | "picture" | "step";

export interface ImportedItem {
  foreignId: string;
  localId: string;
  fingerprint: string;
}

/** Finds what earlier imports of this blog created for these ids. A few thousand ids at most per call. */
export async function findImportedItems(
  tx: Executor,
  blogUrl: string,
  kind: ImportedKind,
  foreignIds: string[],
): Promise<Map<string, ImportedItem>> {
  const found = new Map<string, ImportedItem>();
  for (let start = 0; start < foreignIds.length; start += 5_000) {
    const rows = await tx
      .select({
        foreignId: importedItems.foreignId,
        localId: importedItems.localId,
        fingerprint: importedItems.fingerprint,
      })
      .from(importedItems)
      .where(
        and(
          eq(importedItems.blogUrl, blogUrl),
          eq(importedItems.kind, kind),
          inArray(importedItems.foreignId, foreignIds.slice(start, start + 5_000)),
        ),
      );
    for (const row of rows) found.set(row.foreignId, row);
  }
  return found;
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
  for (let start = 0; start < items.length; start += 1_000) {
    await tx
      .insert(importedItems)
      .values(items.slice(start, start + 1_000).map((item) => ({ blogUrl, kind, ...item })))
      .onConflictDoUpdate({
        target: [importedItems.blogUrl, importedItems.kind, importedItems.foreignId],
        set: { localId: sql`excluded.local_id`, fingerprint: sql`excluded.fingerprint`, importedAt: sql`now()` },
      });
  }
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
