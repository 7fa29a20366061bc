"use server";

import { refresh } from "next/cache";
import { articleCacheTags } from "#db/cache-tags/articles.ts";
import { editorAction } from "#features/auth/action-wrappers.ts";
import { invalidateTagsLocally } from "#lib/cache/cached.ts";
import { updateAuthor } from "./mutations.ts";
import { authorFieldLimits, authorForm } from "./schema.ts";

const limit = { name: "taxonomy", points: 120, seconds: 600 };

/** Changes what readers learn of an author. */
export const updateAuthorAction = editorAction(
  { schema: authorForm, limit, values: authorFieldLimits },
  async ({ db, input, viewer }) => {
    const updated = await updateAuthor(db, viewer.id, input);
    if (!updated.ok) return updated;
    if (updated.value.changed) invalidateTagsLocally([articleCacheTags.lists], "now");
    refresh();
    return updated;
  },
);
