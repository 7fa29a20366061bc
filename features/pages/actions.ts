"use server";

import { refresh } from "next/cache";
import { adminAction } from "#features/auth/action-wrappers.ts";
import { refreshAndRedirect } from "#lib/refresh-and-redirect.ts";
import { ok, type Result } from "#lib/result.ts";
import { formatPageBody } from "./built-in/built-in-pages.ts";
import { deletePage, type PageOutcome, savePage } from "./mutations.ts";
import { readPageBody } from "./page-body.ts";
import { listPictures } from "./queries.ts";
import { pagesAdminPath } from "./rules.ts";
import { deletePageForm, pageFieldLimits, pageForm } from "./schema.ts";

const limit = { name: "pages", points: 120, seconds: 600 };

/** Saves, publishes or withdraws a page; or previews it, keeping what was typed. */
export const savePageAction = adminAction(
  { schema: pageForm, limit, values: pageFieldLimits },
  async ({ db, input, viewer }): Promise<Result<PageOutcome>> => {
    const { act, title, slug, body, seoTitle, seoDescription, discussion } = input;
    if (act === "preview") {
      const typed = { title, slug, body, seoTitle, seoDescription, discussion };
      const pictures = await listPictures(db, body);
      return ok({ act, typed, preview: { title, body: formatPageBody(readPageBody(body), pictures) } });
    }
    const saved = await savePage(db, viewer.id, input);
    if (saved.ok && saved.value.created) refreshAndRedirect(`${pagesAdminPath}/${saved.value.id}?done=created`);
    refresh();
    return saved.ok ? ok({ act }) : saved;
  },
);

/** Deletes a draft, and redirects to the list. */
export const deletePageAction = adminAction({ schema: deletePageForm, limit }, async ({ db, input, viewer }) => {
  const deleted = await deletePage(db, viewer.id, input.id);
  if (!deleted.ok) return deleted;
  refreshAndRedirect(`${pagesAdminPath}?done=deleted`);
});
