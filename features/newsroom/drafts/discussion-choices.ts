import type { DiscussionState, DraftContent } from "#db/schema/newsroom.ts";

/**
 * Leaves out what an editor chose for the discussion before a moderator or a rule changed it: the editor has not seen that
 * decision. A draft stored by an earlier version does not say what its form showed; its choices apply only to an article
 * that was never published.
 */
export function dropOutdatedChoices(
  content: DraftContent,
  { discussion, publishedAt }: { discussion: DiscussionState; publishedAt: Date | null },
): DraftContent {
  const { commentPolicy, slowModeMinutes, discussionBefore: before, ...rest } = content;
  const isCurrent = (field: keyof DiscussionState) =>
    before?.[field] === undefined ? publishedAt === null : before[field] === discussion[field];
  const kept = {
    ...(commentPolicy !== undefined && isCurrent("policy") && { commentPolicy }),
    ...(slowModeMinutes !== undefined && isCurrent("slowModeMinutes") && { slowModeMinutes }),
  };
  return { ...rest, ...kept, ...(before && Object.keys(kept).length > 0 && { discussionBefore: before }) };
}

/** Returns a revision with the draft's choices for the discussion instead of its own: restoring a text changes nothing else. */
export function withDiscussionChoicesOf(draft: DraftContent, revision: DraftContent): DraftContent {
  const { commentPolicy: _, slowModeMinutes: __, discussionBefore: ___, ...text } = revision;
  const { commentPolicy, slowModeMinutes, discussionBefore } = draft;
  return {
    ...text,
    ...(commentPolicy !== undefined && { commentPolicy }),
    ...(slowModeMinutes !== undefined && { slowModeMinutes }),
    ...(discussionBefore && { discussionBefore }),
  };
}

/** The value of an option of the form: the present state and the chosen one; empty for the present state. */
export const formatDiscussionChoice = (before: string | number, after: string | number | undefined) =>
  after === undefined || after === before ? "" : `${before}>${after}`;
