"use server";

import { refresh } from "next/cache";
import { moderatorAction } from "#features/auth/action-wrappers.ts";
import { emptySchema } from "#lib/form-fields.ts";
import { refreshAndRedirect } from "#lib/refresh-and-redirect.ts";
import { addPresetTemplates, createReplyTemplate, deleteReplyTemplate, updateReplyTemplate } from "./mutations.ts";
import { replyTemplatesPath } from "./rules.ts";
import { createTemplateForm, deleteTemplateForm, templateFieldLimits, updateTemplateForm } from "./schema.ts";

const common = { limit: { name: "replyTemplates", points: 120, seconds: 600 }, values: templateFieldLimits };

/** Stores a new template. */
export const createTemplateAction = moderatorAction(
  { schema: createTemplateForm, ...common },
  async ({ db, input, viewer }) => {
    const created = await createReplyTemplate(db, viewer.id, input);
    if (!created.ok) return created;
    refreshAndRedirect(`${replyTemplatesPath}?done=created#template-${created.value.id}`);
  },
);

/** Changes a template. */
export const updateTemplateAction = moderatorAction(
  { schema: updateTemplateForm, ...common },
  async ({ db, input, viewer }) => {
    const updated = await updateReplyTemplate(db, viewer.id, input);
    if (updated.ok) refresh();
    return updated;
  },
);

/** Deletes a template. */
export const deleteTemplateAction = moderatorAction(
  { schema: deleteTemplateForm, ...common },
  async ({ db, input }) => {
    const deleted = await deleteReplyTemplate(db, input);
    if (!deleted.ok) return deleted;
    refreshAndRedirect(`${replyTemplatesPath}?done=deleted`);
  },
);

/** Adds the templates of a new site. */
export const addPresetTemplatesAction = moderatorAction({ schema: emptySchema, ...common }, async ({ db }) => {
  await addPresetTemplates(db);
  refreshAndRedirect(`${replyTemplatesPath}?done=added`);
});
