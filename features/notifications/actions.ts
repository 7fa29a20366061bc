"use server";

import { redirect } from "next/navigation";
import { isCalledByScript, memberAction } from "#features/auth/action-wrappers.ts";
import { ok } from "#lib/result.ts";
import { markReadUntil } from "./mutations.ts";
import { markReadSchema } from "./schema.ts";

const limit = { name: "notifications", points: 60, seconds: 60 };

/** Marks the notifications on the page as read. Without JavaScript the page reloads. */
export const markNotificationsRead = memberAction(
  { schema: markReadSchema, limit, confirmed: false, excluded: true },
  async ({ db, input, viewer }) => {
    await markReadUntil(db, viewer.id, input.until);
    if (!(await isCalledByScript())) redirect("/notifications");
    return ok("read" as const);
  },
);
