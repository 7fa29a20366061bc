"use server";

import { refresh } from "next/cache";
import { adminAction } from "#features/auth/action-wrappers.ts";
import { refreshAndRedirect } from "#lib/refresh-and-redirect.ts";
import { applyTopicAction, changeTopic, createTopic } from "./mutations.ts";
import { topicsPath } from "./rules.ts";
import { topicActionSchema, topicChangeSchema, topicLimits, topicSchema } from "./schema.ts";

const topicChangeLimit = { name: "topics", points: 120, seconds: 600 };

/** Creates a topic, and redirects to the list, where the form is empty again. */
export const createTopicAction = adminAction(
  { schema: topicSchema, limit: topicChangeLimit, values: topicLimits },
  async ({ db, input, viewer }) => {
    const created = await createTopic(db, viewer.id, input);
    if (!created.ok) return created;
    refreshAndRedirect(`${topicsPath}?done=created`);
  },
);

/** Changes a topic's name, slug or description. */
export const changeTopicAction = adminAction(
  { schema: topicChangeSchema, limit: topicChangeLimit, values: topicLimits },
  async ({ db, input, viewer }) => {
    const changed = await changeTopic(db, viewer.id, input);
    refresh();
    return changed;
  },
);

/** Applies one step to the list, and renders the page again with the present list, also after a refusal. */
export const applyTopicActionAction = adminAction(
  { schema: topicActionSchema, limit: topicChangeLimit },
  async ({ db, input, viewer }) => {
    const stepped = await applyTopicAction(db, viewer.id, input);
    refresh();
    return stepped;
  },
);
