import { and, eq, inArray, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { importedItems } from "#db/schema.ts";

export type Kind = "article" | "comment" | "category" | "tag" | "author" | "picture" | "step";

export interface Identity {
  foreignId: string;
  localId: string;
  fingerprint: string;
}

/** What earlier imports of this blog brought under these ids. At most some thousands of ids at a time. */
export async function recall(
  tx: Executor,
  blogUrl: string,
  kind: Kind,
  foreignIds: string[],
): Promise<Map<string, Identity>> {
  const found = new Map<string, Identity>();
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

/** Notes what was brought, in the transaction that brought it; a new fingerprint replaces the old. */
export async function remember(tx: Executor, blogUrl: string, kind: Kind, items: Identity[]): Promise<void> {
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

/** Forgets one, as if it had never been brought. */
export async function forget(tx: Executor, blogUrl: string, kind: Kind, foreignId: string): Promise<void> {
  await tx
    .delete(importedItems)
    .where(
      and(eq(importedItems.blogUrl, blogUrl), eq(importedItems.kind, kind), eq(importedItems.foreignId, foreignId)),
    );
}
