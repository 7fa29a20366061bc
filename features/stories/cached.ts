import { articleCacheTags } from "#db/cache-tags/articles.ts";
import { taxonomyCacheTags } from "#db/cache-tags/taxonomy.ts";
import { database } from "#db/client.ts";
import { cached } from "#lib/cache/cached.ts";
import * as queries from "./queries.ts";

/** Finds a story that has a published article, or null. */
export function getStory(slug: string): Promise<queries.Story | null> {
  return cached(["story", slug], [taxonomyCacheTags.story(slug)], () => queries.getStory(database(), slug));
}

/** Finds the story of an article with its other articles, or null. Kept, because comments and votes do not change it. */
export async function getStoryLinks(articleId: number): Promise<queries.StoryLinks | null> {
  const tagsOf = (found: Awaited<ReturnType<typeof queries.findStoryLinks>>) => [
    ...(found ? [articleCacheTags.slug(found.slug)] : []),
    ...(found?.story ? [taxonomyCacheTags.story(found.story.slug)] : []),
  ];
  const load = () => queries.findStoryLinks(database(), articleId);
  const found = await cached(["storyLinks", articleId], tagsOf, load, { keep: true });
  return found?.story ?? null;
}
