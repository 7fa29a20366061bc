import { asc, eq, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { articles, comments, members, replyTemplates } from "#db/schema.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { hashVersion } from "#lib/version-hash.ts";
import { maxReplyTemplates, type ReplyTemplate } from "./rules.ts";

const columns = {
  id: replyTemplates.id,
  title: replyTemplates.title,
  body: replyTemplates.body,
  reason: replyTemplates.reason,
};

/** Lists the templates by title. */
export const listReplyTemplates = (db: Executor): Promise<ReplyTemplate[]> =>
  db
    .select(columns)
    .from(replyTemplates)
    .orderBy(asc(sql`lower(${replyTemplates.title})`), asc(replyTemplates.id))
    .limit(maxReplyTemplates);

/** Identifies the text that a form showed. */
export const templateVersion = ({ title, body, reason }: Omit<ReplyTemplate, "id">) =>
  hashVersion([title, body, reason]);

/** A template as somebody else left it. */
export interface CurrentTemplate extends ReplyTemplate {
  version: string;
  /** Who changed it last; null for a preset, or if the account is gone. */
  by: string | null;
}

/** Reads a template, locked for the transaction. */
export async function lockReplyTemplate(tx: Executor, id: number): Promise<CurrentTemplate | undefined> {
  const [row] = await tx
    .select({ ...columns, by: members.name })
    .from(replyTemplates)
    .leftJoin(members, eq(members.id, replyTemplates.updatedBy))
    .where(eq(replyTemplates.id, id))
    .for("update", { of: replyTemplates });
  return row && { ...row, version: templateVersion(row) };
}

/** Reads the text of a template, with its placeholders. Refused with `replyTemplates.gone`. */
export async function findTemplateBody(db: Executor, template: number): Promise<Result<string>> {
  const [found] = await db
    .select({ body: replyTemplates.body })
    .from(replyTemplates)
    .where(eq(replyTemplates.id, template));
  return found ? ok(found.body) : refused("replyTemplates.gone");
}

/** What placeholders stand for in a decision on a comment or a member; null if that is not known. */
export async function findPlaceholderValues(
  db: Executor,
  { kind, id }: { kind: "comment" | "member"; id: number },
): Promise<{ member: string | null; article: string | null }> {
  const [about] =
    kind === "member"
      ? await db
          .select({ member: members.name, article: sql<string | null>`null` })
          .from(members)
          .where(eq(members.id, id))
      : await db
          .select({ member: sql<string>`coalesce(${members.name}, ${comments.authorName})`, article: articles.title })
          .from(comments)
          .innerJoin(articles, eq(articles.id, comments.articleId))
          .leftJoin(members, eq(members.id, comments.memberId))
          .where(eq(comments.id, id));
  return { member: about?.member ?? null, article: about?.article ?? null };
}
