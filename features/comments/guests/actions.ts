"use server";

import { memberAction } from "#features/auth/action-wrappers.ts";
import { emptySchema } from "#lib/form-fields.ts";
import { refreshAndRedirect } from "#lib/refresh-and-redirect.ts";
import { claimComments } from "./mutations.ts";

/** Somebody with more comments than one call claims submits the form again; each call may lock many discussions. */
const claimLimit = { name: "claimComments.member", points: 10, seconds: 3_600 };

/** Claims the imported comments that were written with the viewer's confirmed address. */
export const claimCommentsAction = memberAction({ schema: emptySchema, limit: claimLimit }, async ({ db, viewer }) => {
  await claimComments(db, viewer.id);
  refreshAndRedirect("/account?done=claimed");
});
