import type { DiscussionState, DraftContent } from "#db/schema/newsroom.ts";

/**
 * Leaves out what an editor chose for the discussion before somebody else changed it: a moderator or a rule has decided
 * since, and the editor has not seen it. A draft stored by an earlier version does not say what its form showed; its
 * choices apply to an article that was never published only.
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

/** A revision is a text: what was chosen for the discussion at that time is replaced by what the draft chooses now. */
export function withChoicesOf(draft: DraftContent, revision: DraftContent): DraftContent {
  const { commentPolicy: _, slowModeMinutes: __, discussionBefore: ___, ...text } = revision;
  const { commentPolicy, slowModeMinutes, discussionBefore } = draft;
  return {
    ...text,
    ...(commentPolicy !== undefined && { commentPolicy }),
    ...(slowModeMinutes !== undefined && { slowModeMinutes }),
    ...(discussionBefore && { discussionBefore }),
  };
}

/** The value of an option of the form: what the discussion had, and what it would have. Empty: as it has it. */
export const discussionChoice = (before: string | number, after: string | number | undefined) =>
  after === undefined || after === before ? "" : `${before}>${after}`;
