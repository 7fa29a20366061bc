import { database } from "#db/client.ts";
import { topicListVersion, topicVersion } from "./mutations.ts";
import { listAllCategories, listTopics } from "./queries.ts";

/** Loads the topics as stored now, with what the page's forms need. */
export async function loadTopics() {
  const [topics, categories] = await Promise.all([listTopics(database()), listAllCategories(database())]);
  return {
    categories,
    version: topicListVersion(topics),
    topics: topics.map(({ endedAt, ...topic }) => ({
      ...topic,
      ended: endedAt !== null,
      version: topicVersion(topic),
    })),
  };
}
