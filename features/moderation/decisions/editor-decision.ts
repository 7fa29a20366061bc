import type { Executor } from "#db/client.ts";
import type { CommentPolicy } from "#db/schema/articles.ts";
import { recordDecision } from "#features/decision-history/mutations.ts";
import type { ThreadAction } from "#features/decision-history/rules.ts";
import { applyToThread, lockThread } from "./decide-on-thread.ts";

const actionByPolicy: Record<CommentPolicy, ThreadAction> = {
  open: "open",
  closed: "close",
  premoderated: "premoderate",
};

/**
 * Sets the comment policy of a published article for an editor. It is recorded as a decision, so that the history shows
 * who opened or closed the thread. The caller has checked that they may publish. Returns whether the policy changed.
 */
export async function setThreadPolicyAsEditor(
  tx: Executor,
  editor: { id: number },
  articleId: number,
  policy: CommentPolicy,
): Promise<boolean> {
  const article = await lockThread(tx, articleId);
  if (!article || article.policy === policy) return false;
  await recordDecision(tx, {
    subject: "article",
    subjectId: articleId,
    articleId,
    actorId: editor.id,
    action: actionByPolicy[policy],
    before: { policy: article.policy },
    after: { policy },
  });
  await applyToThread(tx, article, policy);
  return true;
}
