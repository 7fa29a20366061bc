"use server";

import { refresh, updateTag } from "next/cache";
import { adminAction } from "#features/members/gates/actions.ts";
import { showAgain } from "#features/members/gates/show-again.ts";
import { ok, type Result } from "#lib/result.ts";
import { deleteOwnPage, type OwnPageOutcome, saveOwnPage } from "./mutations.ts";
import { readOwnText } from "./presets/own-text.ts";
import { layOutText } from "./presets/read-text.ts";
import { ownPagesAdmin } from "./rules.ts";
import { lengths, ownPageDeletion, ownPageForm } from "./schema.ts";
import { ownPageTags } from "./tags.ts";

const limit = { name: "pages", points: 120, seconds: 600 };

/** Saves, publishes or withdraws a page; or shows what readers would have of it, and all that was typed. */
export const saveOwnPageAction = adminAction(
  { schema: ownPageForm, limit, values: lengths },
  async ({ db, input, viewer }): Promise<Result<OwnPageOutcome>> => {
    const { act, title, slug, body } = input;
    if (act === "preview")
      return ok({ act, typed: { title, slug, body }, preview: { title, body: layOutText(readOwnText(body)) } });
    const saved = await saveOwnPage(db, viewer.id, input);
    if (saved.ok && saved.value.changed) updateTag(ownPageTags.list);
    if (saved.ok && saved.value.created) showAgain(`${ownPagesAdmin}/${saved.value.id}?done=created`);
    refresh();
    return saved.ok ? ok({ act }) : saved;
  },
);

/** Deletes a draft; ends at the list. */
export const deleteOwnPageAction = adminAction({ schema: ownPageDeletion, limit }, async ({ db, input, viewer }) => {
  const gone = await deleteOwnPage(db, viewer.id, input.id);
  if (!gone.ok) return gone;
  showAgain(`${ownPagesAdmin}?done=deleted`);
});
