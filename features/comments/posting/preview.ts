import { parseCommentInWorker } from "#features/screening/comment-text.ts";
import { ok, type Result } from "#lib/result.ts";
import { toCompactBody } from "../comment-body.ts";
import type { CommentPreview } from "../rules.ts";

/**
 * Renders a text as it would be published, by the parser of posted comments in its thread. Stores nothing, and does not screen the text.
 * Refused as `parseComment` does.
 * @param client the sender, for the limits of the parser
 */
export async function previewComment(typed: string, client: string): Promise<Result<CommentPreview>> {
  const parsed = await parseCommentInWorker(typed, client);
  return parsed.ok ? ok({ preview: toCompactBody(parsed.value.html), text: typed }) : parsed;
}
