"use server";

import { refresh, updateTag } from "next/cache";
import { editorAction } from "#features/members/gates/actions.ts";
import { arrangeHome } from "./mutations.ts";
import { limits, orderForm } from "./schema.ts";
import { homeTag } from "./tags.ts";

/** One step in the order of the home page; the page is drawn again with what holds now, also after a refusal. */
export const arrangeHomeAction = editorAction(
  { schema: orderForm, limit: { name: "home", points: 300, seconds: 600 }, values: limits },
  async ({ db, input, viewer }) => {
    const result = await arrangeHome(db, viewer.id, input);
    if (result.ok) updateTag(homeTag);
    refresh();
    return result;
  },
);
