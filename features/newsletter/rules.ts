export const maxTopics = 20;
/** Categories, or tags, of one topic. */
export const maxTopicTerms = 100;
export const maxTopicNameLength = 60;
export const maxTopicDescriptionLength = 200;

/** The steps that the list offers for a topic. */
export const topicActions = ["up", "down", "end", "keep", "delete"] as const;
export type TopicAction = (typeof topicActions)[number];

export const topicsPath = "/admin/settings/topics";
