"use server";

import { refresh } from "next/cache";
import { adminAction } from "#features/members/gates/actions.ts";
import { showAgain } from "#features/members/gates/show-again.ts";
import { changeTopic, createTopic, stepTopic } from "./mutations.ts";
import { topicsPath } from "./rules.ts";
import { lengths, topicChangeForm, topicForm, topicStepForm } from "./schema.ts";

const limit = { name: "topics", points: 120, seconds: 600 };

/** A new topic; ends at the list, its form empty again. */
export const createTopicAction = adminAction(
  { schema: topicForm, limit, values: lengths },
  async ({ db, input, viewer }) => {
    const made = await createTopic(db, viewer.id, input);
    if (!made.ok) return made;
    showAgain(`${topicsPath}?done=created`);
  },
);

/** Another name, slug or description. */
export const changeTopicAction = adminAction(
  { schema: topicChangeForm, limit, values: lengths },
  async ({ db, input, viewer }) => {
    const changed = await changeTopic(db, viewer.id, input);
    refresh();
    return changed;
  },
);

/** One step in the list; the page is drawn again with what holds now, also after a refusal. */
export const stepTopicAction = adminAction({ schema: topicStepForm, limit }, async ({ db, input, viewer }) => {
  const stepped = await stepTopic(db, viewer.id, input);
  refresh();
  return stepped;
});
