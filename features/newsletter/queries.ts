import type { Executor } from "#db/client.ts";
import { newsletterTopics } from "#db/schema.ts";
import { translator } from "#i18n/translator.ts";

/** A topic to which readers can subscribe. */
export interface Topic {
  id: number;
  slug: string;
  name: string;
  description: string;
  /** Since when it is no longer offered. */
  endedAt: Date | null;
}

/**
 * Lists every topic, ended ones too, in the order in which readers will see them. The topic that every site starts with
 * has its texts in the site's language.
 */
export async function listTopics(db: Executor): Promise<Topic[]> {
  const { id, slug, name, description, endedAt, position } = newsletterTopics;
  const rows = await db.select({ id, slug, name, description, endedAt }).from(newsletterTopics).orderBy(position, id);
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
