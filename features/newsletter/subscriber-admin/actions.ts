"use server";

import { refresh } from "next/cache";
import { adminAction } from "#features/auth/action-wrappers.ts";
import { endSubscription } from "#features/newsletter/subscribers/mutations.ts";
import { ok } from "#lib/result.ts";
import { decideHeldSignup } from "./mutations.ts";
import { heldSignupSchema, subscriberSchema } from "./schema.ts";

const limit = { name: "newsletter.admin", points: 600, seconds: 600 };

/** Allows or refuses the sign-up of a disposable address. */
export const decideHeldSignupAction = adminAction(
  { schema: heldSignupSchema, limit },
  async ({ db, input, viewer }) => {
    const decided = await decideHeldSignup(db, viewer.id, input);
    refresh();
    return decided;
  },
);

/** Ends a subscription for its owner, who asked an administrator. */
export const endSubscriptionAction = adminAction({ schema: subscriberSchema, limit }, async ({ db, input }) => {
  const ended = await endSubscription(db, input.id, "staff");
  refresh();
  return ok({ ended });
});
