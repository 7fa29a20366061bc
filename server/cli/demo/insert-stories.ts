import type { Executor } from "#db/client.ts";
import { stories } from "#db/schema.ts";
import { placeInStory } from "#features/stories/mutations.ts";
import type { DemoStory } from "./content.ts";

/** Inserts stories and series with their articles; an article that is not there is left out. */
export async function insertStories(
  tx: Executor,
  demoStories: readonly DemoStory[],
  idOf: (slug: string) => number | undefined,
): Promise<void> {
  for (const { articles, ...story } of demoStories) {
    const [row] = await tx.insert(stories).values(story).returning({ id: stories.id });
    for (const slug of articles) {
      const id = idOf(slug);
      if (row && id !== undefined) await placeInStory(tx, id, { storyId: row.id, place: null });
    }
  }
}
