import { and, eq, isNull, sql } from "drizzle-orm";
import { visit } from "unist-util-visit";
import type { Executor } from "#db/client.ts";
import type { SpamThreshold } from "#db/schema/screening.ts";
import { comments, spamTraining } from "#db/schema.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toText } from "#lib/html/text.ts";
import { hashWord } from "#lib/words/hash-word.ts";
import { linkHosts } from "../link-hosts.ts";
import { extractWords } from "./score.ts";
import type { TrainingExample } from "./training.ts";

/** The newest comments of each status used for training: old refusals say little about today's spam. */
const maxExamplesPerStatus = 20_000;
/** Comments processed at a time: the worker shares its process with the site. */
const batchSize = 50;

/** A stored comment of which the score learns, or on which it is evaluated. */
export interface StoredExample extends TrainingExample {
  bodyHtml: string;
}

/** The rule of the last decision in force about a comment. The table is named: within the subquery `id` would be the decision's. */
const decidedRule = sql<string | null>`(
  select d.reason from moderation_decisions as d
  where d.subject = 'comment' and d.subject_id = comments.id and d.action in ('approve', 'restore', 'reject', 'spam', 'remove')
    and not exists (select from moderation_decisions as u where u.reverts in (d.id, d.part_of))
  order by d.id desc limit 1)`;

/**
 * Streams visible comments and those refused as spam or by the rule `spam`, newest first, status by status. Refusals for other reasons,
 * such as insults, teach nothing about spam.
 * @param heldOut only the fifth held out for evaluation, or only the others
 */
export async function* streamExamples(db: Executor, heldOut: boolean): AsyncGenerator<StoredExample> {
  for (const status of ["visible", "rejected", "removed", "spam"] as const) {
    const isDecidedByRule = status === "rejected" || status === "removed";
    let last: { id: number; createdAt: Date } | undefined;
    for (let read = 0; read < maxExamplesPerStatus; read += batchSize) {
      const rows = await db
        .select({
          id: comments.id,
          createdAt: comments.createdAt,
          bodyHtml: comments.bodyHtml,
          memberId: comments.memberId,
          authorName: comments.authorName,
          rule: isDecidedByRule ? decidedRule : sql<string | null>`null`,
        })
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
      for (const { id, bodyHtml, memberId, authorName, rule } of rows) {
        if ((id % 5 === 0) !== heldOut || (isDecidedByRule && rule !== "spam")) continue;
        const author = hashWord(memberId === null ? authorName : `#${memberId}`);
        yield { id, refused: status !== "visible", words: extractHtmlWords(bodyHtml), author, bodyHtml };
      }
      last = rows.at(-1);
      if (rows.length < batchSize) break;
    }
  }
}

/** Returns how right the spam score was at several thresholds, by the last training; none before it. */
export async function findSpamThresholds(db: Executor): Promise<SpamThreshold[]> {
  const [row] = await db.select({ thresholds: spamTraining.thresholds }).from(spamTraining);
  return row?.thresholds ?? [];
}

function extractHtmlWords(html: string): string[] {
  const tree = parseHtml(html);
  const links: string[] = [];
  visit(tree, "element", ({ properties: { href } }) => {
    if (typeof href === "string") links.push(href);
  });
  return extractWords(toText(tree), linkHosts(links));
}
