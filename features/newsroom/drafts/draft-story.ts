import type { Executor } from "#db/client.ts";
import type { DraftContent } from "#db/schema/newsroom.ts";
import { mayPublish } from "#features/members/policy.ts";
import type { Role } from "#features/members/rules.ts";
import { ensureStory, placeInStory } from "#features/stories/mutations.ts";
import { findStoryByTitle, findStoryPlace } from "#features/stories/queries.ts";
import type { Draft } from "./queries.ts";

/**
 * Resolves the story that a content names by its title. A story that does not exist is created only if `by` may publish.
 * A number that the article has already is left out, so that a repeated save changes nothing.
 */
export async function resolveDraftStory(
  tx: Executor,
  { id, storyId }: { id: number | undefined; storyId: number | null },
  content: DraftContent,
  by?: { id: number; role: Role },
): Promise<DraftContent> {
  const { story } = content;
  if (!story) return content;
  const found = story.id ?? (await findStoryByTitle(tx, story.title))?.id;
  const named = found ?? (by && mayPublish(by) ? await ensureStory(tx, story.title, story.kind, by.id) : null);
  if (named === null) return content;
  const isKept =
    story.place !== null &&
    id !== undefined &&
    named === storyId &&
    (await findStoryPlace(tx, id))?.number === story.place;
  return { ...content, story: { id: named, title: "", kind: "story", place: isKept ? null : story.place } };
}

/** Puts the article into the story of a resolved content; a story that is not created yet changes nothing. */
export async function writeDraftStory(
  tx: Executor,
  { id, storyId }: Pick<Draft, "id" | "storyId">,
  { story }: DraftContent,
): Promise<void> {
  if (story === undefined || story?.id === null) return;
  if ((story?.id ?? null) === storyId && (story?.place ?? null) === null) return;
  await placeInStory(tx, id, story && story.id !== null ? { storyId: story.id, place: story.place } : null);
}
