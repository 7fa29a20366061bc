"use server";

import { refresh } from "next/cache";
import { editorAction } from "#features/auth/action-wrappers.ts";
import { changeRelatedChoice } from "#features/related/choices/mutations.ts";
import { relatedChoiceForm } from "./schema.ts";

const choiceLimit = { name: "newsroom.related", points: 300, seconds: 600 };

/** Pins, excludes or moves an article in another's related selection, and renders the page again, even after a refusal. */
export const changeRelatedChoiceAction = editorAction(
  { schema: relatedChoiceForm, limit: choiceLimit },
  async ({ db, input: { article, id, act, version }, viewer }) => {
    const result = await changeRelatedChoice(db, viewer.id, { articleId: article, relatedId: id, act, version });
    refresh();
    return result;
  },
);
