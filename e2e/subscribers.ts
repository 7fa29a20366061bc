import type { Database } from "#db/client.ts";
import { newsletterConsents, newsletterSubscribers, newsletterSubscriberTopics, newsletterTopics } from "#db/schema.ts";

/** Adds subscribers with topics and the consent that their state comes from, as sign-ups leave them; returns their ids. */
export async function addSubscribers(
  db: Database,
  subscribers: (typeof newsletterSubscribers.$inferInsert)[],
  topics: { id: number; name: string }[],
): Promise<number[]> {
  return db.transaction(async (tx) => {
    const rows = await tx.insert(newsletterSubscribers).values(subscribers).returning();
    await tx
      .insert(newsletterSubscriberTopics)
      .values(rows.flatMap(({ id }) => topics.map((topic) => ({ subscriberId: id, topicId: topic.id }))));
    await tx.insert(newsletterConsents).values(
      rows.map(({ id, state, rhythm, alerts }) => ({
        subscriberId: id,
        event: state === "active" ? ("subscribed" as const) : state,
        via: state === "active" ? ("confirmation" as const) : ("page" as const),
        topics: topics.map(({ name }) => name),
        rhythm,
        alerts,
      })),
    );
    return rows.map(({ id }) => id);
  });
}

/** A topic that is not on offer: no issue of other journeys goes to its subscribers. */
export async function anEndedTopic(db: Database, slug: string): Promise<{ id: number; name: string }> {
  const [topic] = await db
    .insert(newsletterTopics)
    .values({ slug, name: slug, position: 99, endedAt: new Date() })
    .onConflictDoUpdate({ target: newsletterTopics.slug, set: { name: slug } })
    .returning({ id: newsletterTopics.id, name: newsletterTopics.name });
  if (!topic) throw new Error("The topic was not stored.");
  return topic;
}
