"use server";

import { memberAction } from "#features/auth/action-wrappers.ts";
import { isRecentSignIn } from "#features/members/rules.ts";
import { emptySchema } from "#lib/form-fields.ts";
import { refused } from "#lib/result.ts";
import { cancelDeletion, requestDeletion } from "./mutations.ts";
import { deletionSchema } from "./schema.ts";

const deletionLimit = { name: "deletion.member", points: 10, seconds: 3_600 };

/** Requests the deletion of the viewer's account. */
export const deleteAccount = memberAction(
  { schema: deletionSchema, limit: deletionLimit, confirmed: false, excluded: true },
  async ({ db, input, viewer }) => {
    if (!isRecentSignIn(viewer.signedInAt)) return refused("member.recent");
    return requestDeletion(db, viewer.id, input.comments === "keep");
  },
);

/** Cancels the deletion of the viewer's account. */
export const cancelAccountDeletion = memberAction(
  { schema: emptySchema, limit: deletionLimit, confirmed: false, excluded: true },
  async ({ db, viewer }) => cancelDeletion(db, viewer.id),
);
