"use server";

import { refresh } from "next/cache";
import { editorAction } from "#features/auth/action-wrappers.ts";
import { updateHomeOrder } from "./mutations.ts";
import { homeOrderForm, messageValues } from "./schema.ts";

/**
 * Changes the order of the home page by one step, and renders the page again with the current order, even after a
 * refusal.
 */
export const updateHomeOrderAction = editorAction(
  { schema: homeOrderForm, limit: { name: "home", points: 300, seconds: 600 }, values: messageValues },
  async ({ db, input, viewer }) => {
    const result = await updateHomeOrder(db, viewer.id, input);
    refresh();
    return result;
  },
);
