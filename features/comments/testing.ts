import type { Database, Executor } from "#db/client.ts";
import { readSettings } from "#features/settings/queries.ts";
import { addComments, type NewComment } from "./mutations.ts";
import { postComment } from "./posting/post.ts";

/** Inserts comments below an article for a test: visible, now, with their key as text unless given. Returns their ids by key. */
export function someComments(
  db: Database,
  articleId: number,
  comments: (Partial<NewComment> & { key: string })[],
): Promise<Map<string, number>> {
  const complete = comments.map((comment) => ({
    status: "visible" as const,
    bodySource: comment.key,
    bodyHtml: `<p>${comment.key}</p>`,
    createdAt: new Date(),
    ...comment,
  }));
  return addComments(db, articleId, complete);
}

/** The same for one. Returns its id. */
export async function aComment(db: Database, articleId: number, comment: Partial<NewComment> = {}): Promise<number> {
  const [id] = (await someComments(db, articleId, [{ key: "comment", ...comment }])).values();
  if (id === undefined) throw new Error("The comment was not inserted.");
  return id;
}

/** Posts a member's comment as the form does, with the settings in the database. */
export const postCommentAs = async (
  db: Executor,
  author: Parameters<typeof postComment>[1],
  input: Parameters<typeof postComment>[2],
) => postComment(db, author, input, await readSettings(db));
