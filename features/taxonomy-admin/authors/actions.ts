"use server";

import { refresh } from "next/cache";
import { editorAction } from "#features/auth/action-wrappers.ts";
import { updateAuthor } from "./mutations.ts";
import { authorFieldLimits, authorForm } from "./schema.ts";

const limit = { name: "taxonomy", points: 120, seconds: 600 };

/** Changes what readers learn of an author. */
export const updateAuthorAction = editorAction(
  { schema: authorForm, limit, values: authorFieldLimits },
  async ({ db, input, viewer }) => {
    const updated = await updateAuthor(db, viewer.id, input);
    if (!updated.ok) return updated;
    refresh();
    return updated;
  },
);
