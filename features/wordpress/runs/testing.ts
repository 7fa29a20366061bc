import { asc, desc } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { articles, comments, importedItems, importRuns, redirects } from "#db/schema.ts";
import { type ConversionInput, convertItems } from "../conversion/convert-items.ts";
import type { ImportReport } from "../report.ts";
import type { ImportRun } from "./queries.ts";

/** Converts in this thread, and notes which items. `failAt`: the group at which the process "dies". */
export function countingThreads(failAt = Number.POSITIVE_INFINITY) {
  const converted: number[] = [];
  const seen = new Set<number>();
  let groups = 0;
  const run = async ({ input }: { input: unknown }) => {
    const conversion = input as ConversionInput;
    const ids = conversion.items.map(({ xml }) => Number(/<wp:post_id>(\d+)/.exec(xml)?.[1]));
    // A group whose questions were answered comes again.
    if (!ids.some((id) => seen.has(id))) groups += 1;
    if (groups >= failAt && !ids.some((id) => seen.has(id))) return { done: false as const, reason: "busy" as const };
    for (const id of ids) seen.add(id);
    converted.push(...ids);
    return { done: true as const, value: await convertItems(conversion) };
  };
  return { converted, pool: { run } };
}

/** A report without what differs between two runs of the same import. */
export const untimed = (report: ImportReport) => ({ ...report, seconds: 0, relatedSeconds: 0, related: 0 });

/** Everything that an import leaves, without the numbers that a rolled back transaction skips. */
export async function readImported(db: Executor) {
  const rows = await db.select().from(articles).orderBy(asc(articles.slug));
  const slugs = new Map(rows.map((row) => [row.id, row.slug]));
  const written = await db.select().from(comments).orderBy(asc(comments.articleId), asc(comments.thread));
  const marks = await db.select().from(importedItems).orderBy(asc(importedItems.kind), asc(importedItems.foreignId));
  const withoutCards = (html: string) =>
    html.replace(/data-card="(\d+)"/g, (_, id) => `data-card="${slugs.get(Number(id))}"`);
  return {
    articles: rows.map(({ slug, title, status, bodyHtml, bodyText, commentCount }) => ({
      slug,
      title,
      status,
      bodyHtml: withoutCards(bodyHtml),
      bodyText,
      commentCount,
    })),
    comments: written
      .map((row) => `${slugs.get(row.articleId)} ${row.thread} ${row.depth} ${row.status} ${row.bodyHtml}`)
      .sort(),
    redirects: (await db.select().from(redirects))
      .map((row) => `${row.fromPath} ${slugs.get(row.articleId ?? 0)}`)
      .sort(),
    marks: marks.map(({ kind, foreignId }) => `${kind} ${foreignId}`),
  };
}

/** Lists the runs, newest first. */
export async function listImportRuns(db: Executor): Promise<ImportRun[]> {
  return db.select().from(importRuns).orderBy(desc(importRuns.id));
}
