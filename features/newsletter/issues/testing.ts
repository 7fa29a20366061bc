import type { Database } from "#db/client.ts";
import { newsletterTopicCategories, newsletterTopics, newsletterTopicTags } from "#db/schema.ts";

/** Inserts a topic; without categories and tags it has every article. Returns its id. */
export async function aTopic(
  db: Database,
  slug: string,
  scope: { categoryIds?: number[]; tagIds?: number[]; position?: number } = {},
): Promise<number> {
  const [row] = await db
    .insert(newsletterTopics)
    .values({ slug, name: slug, position: scope.position ?? 0 })
    .returning({ id: newsletterTopics.id });
  const topicId = row?.id ?? 0;
  for (const categoryId of scope.categoryIds ?? [])
    await db.insert(newsletterTopicCategories).values({ topicId, categoryId });
  for (const tagId of scope.tagIds ?? []) await db.insert(newsletterTopicTags).values({ topicId, tagId });
  return topicId;
}
