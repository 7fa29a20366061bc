export const mostTopics = 20;
export const longestName = 60;
export const longestDescription = 200;

/** What one step does to a topic in the list. */
export const topicActs = ["up", "down", "end", "keep", "delete"] as const;
export type TopicAct = (typeof topicActs)[number];

export const topicsPath = "/admin/settings/topics";
