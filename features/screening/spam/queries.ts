import { and, eq, isNull, sql } from "drizzle-orm";
import { visit } from "unist-util-visit";
import type { Executor } from "#db/client.ts";
import { comments } from "#db/schema.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toText } from "#lib/html/text.ts";
import { linkHosts } from "../link-hosts.ts";
import { extractWords } from "./score.ts";
import type { TrainingExample } from "./training.ts";

/** The newest comments of each status used for training: old refusals say little about today's spam. */
const maxExamplesPerStatus = 20_000;
/** Comments processed at a time: the worker shares its process with the site. */
const batchSize = 50;

/** Streams the decided comments, newest first, status by status. `apart`: only the fifth held out for evaluation, or only the others. */
export async function* streamExamples(db: Executor, heldOut: boolean): AsyncGenerator<TrainingExample> {
  for (const status of ["visible", "rejected", "spam"] as const) {
    let last: { id: number; createdAt: Date } | undefined;
    for (let read = 0; read < maxExamplesPerStatus; read += batchSize) {
      const rows = await db
        .select({ id: comments.id, createdAt: comments.createdAt, bodyHtml: comments.bodyHtml })
        .from(comments)
        .where(
          and(
            eq(comments.status, status),
            isNull(comments.deletedAt),
            last && sql`(${comments.createdAt}, ${comments.id}) < (${last.createdAt.toISOString()}, ${last.id})`,
          ),
        )
        // Matches the index: without "nulls last" each batch would sort all comments of the status.
        .orderBy(sql`${comments.createdAt} desc nulls last`, sql`${comments.id} desc nulls last`)
        .limit(batchSize);
      for (const { id, bodyHtml } of rows) {
        if ((id % 5 === 0) === heldOut) yield { id, refused: status !== "visible", words: extractHtmlWords(bodyHtml) };
      }
      last = rows.at(-1);
      if (rows.length < batchSize) break;
    }
  }
}

function extractHtmlWords(html: string): string[] {
  const tree = parseHtml(html);
  const links: string[] = [];
  visit(tree, "element", ({ properties: { href } }) => {
    if (typeof href === "string") links.push(href);
  });
  return extractWords(toText(tree), linkHosts(links));
}
