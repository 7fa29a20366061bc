"use server";

import { refresh } from "next/cache";
import { memberAction } from "#features/auth/action-wrappers.ts";
import { emptySchema } from "#lib/form-fields.ts";
import { refreshAndRedirect } from "#lib/refresh-and-redirect.ts";
import { ok } from "#lib/result.ts";
import { createPrivateFeed, removePrivateFeed, renewPrivateFeed } from "./mutations.ts";

const limit = { name: "privateFeed", points: 20, seconds: 3_600 };

/** Creates the viewer's private feed. */
export const createPrivateFeedAction = memberAction(
  { schema: emptySchema, limit, confirmed: false, excluded: true },
  async ({ db, viewer }) => {
    await createPrivateFeed(db, viewer.id);
    refreshAndRedirect("/account/following#feed");
  },
);

/** Gives the viewer's private feed a new address. */
export const renewPrivateFeedAction = memberAction(
  { schema: emptySchema, limit, confirmed: false, excluded: true },
  async ({ db, viewer }) => {
    await renewPrivateFeed(db, viewer.id);
    refresh();
    return ok(undefined);
  },
);

/** Removes the viewer's private feed. */
export const removePrivateFeedAction = memberAction(
  { schema: emptySchema, limit, confirmed: false, excluded: true },
  async ({ db, viewer }) => {
    await removePrivateFeed(db, viewer.id);
    refresh();
    return ok(undefined);
  },
);
