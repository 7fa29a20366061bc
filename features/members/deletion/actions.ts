"use server";

import { refused } from "#lib/result.ts";
import { memberAction } from "../gates/actions.ts";
import { isRecent } from "../rules.ts";
import { askForDeletion, cancelDeletion } from "./mutations.ts";
import { cancelSchema, deletionSchema } from "./schema.ts";

const changes = { name: "deletion.member", points: 10, seconds: 3_600 };

/** Sets the day on which one's account goes. */
export const deleteAccount = memberAction(
  { schema: deletionSchema, limit: changes, confirmed: false, excluded: true },
  async ({ db, input, viewer }) => {
    if (!isRecent(viewer.signedInAt)) return refused("member.recent");
    return askForDeletion(db, viewer.id, input.comments === "keep");
  },
);

/** Keeps one's account after all. */
export const keepAccount = memberAction(
  { schema: cancelSchema, limit: changes, confirmed: false, excluded: true },
  async ({ db, viewer }) => cancelDeletion(db, viewer.id),
);
