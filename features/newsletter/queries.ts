import { sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { categories, newsletterTopicCategories, newsletterTopics, newsletterTopicTags, tags } from "#db/schema.ts";
import { translator } from "#i18n/translator.ts";

/** A topic to which readers can subscribe. */
export interface Topic {
  id: number;
  slug: string;
  name: string;
  description: string;
  /** Since when it is no longer offered. */
  endedAt: Date | null;
  /** Its articles are those with one of these categories or tags; without any, all articles. */
  categories: TopicTerm[];
  tags: TopicTerm[];
}

/** A category or a tag of a topic. */
export interface TopicTerm {
  id: number;
  name: string;
}

/**
 * Lists every topic, ended ones too, in the order in which readers will see them. The topic that every site starts with
 * has its texts in the site's language.
 */
export async function listTopics(db: Executor): Promise<Topic[]> {
  const { id, slug, name, description, endedAt, position } = newsletterTopics;
  // Qualified: a subquery would take a bare `id` for its own.
  const own = sql`${newsletterTopics}."id"`;
  const rows = await db
    .select({
      id,
      slug,
      name,
      description,
      endedAt,
      categories: sql<
        TopicTerm[]
      >`(select coalesce(json_agg(json_build_object('id', c.id, 'name', c.name) order by c.position, c.name), '[]')
        from ${newsletterTopicCategories} as j join ${categories} as c on c.id = j.category_id where j.topic_id = ${own})`,
      tags: sql<
        TopicTerm[]
      >`(select coalesce(json_agg(json_build_object('id', g.id, 'name', g.name) order by g.name), '[]')
        from ${newsletterTopicTags} as j join ${tags} as g on g.id = j.tag_id where j.topic_id = ${own})`,
    })
    .from(newsletterTopics)
    .orderBy(position, id);
  const t = translator();
  return rows.map((topic) =>
    topic.name === ""
      ? { ...topic, name: t("newsletter.topics.preset.name"), description: t("newsletter.topics.preset.description") }
      : topic,
  );
}

/** A topic as readers see it. */
export type OfferedTopic = Pick<Topic, "id" | "name" | "description">;

/** Lists the topics that new subscribers can choose. */
export async function listOfferedTopics(db: Executor): Promise<OfferedTopic[]> {
  const topics = await listTopics(db);
  return topics
    .filter(({ endedAt }) => endedAt === null)
    .map(({ id, name, description }) => ({ id, name, description }));
}

/** Lists all categories, for the choice of a topic's. */
export function listAllCategories(db: Executor): Promise<TopicTerm[]> {
  const { id, name, position } = categories;
  return db.select({ id, name }).from(categories).orderBy(position, name);
}
