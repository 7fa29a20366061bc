"use server";

import { refresh } from "next/cache";
import { z } from "zod";
import { adminAction } from "#features/auth/action-wrappers.ts";
import { ok } from "#lib/result.ts";
import { settingsFormSchema } from "../schema.ts";
import { confirmProtection, endSetupReminder, tryProtection } from "./mutations.ts";

const limit = { name: "settings", points: 60, seconds: 60 };

/** Stores which parts of the screening are on and ends the reminder; or, with `trial`, shows what they would have held. */
export const confirmProtectionAction = adminAction(
  { schema: settingsFormSchema, limit },
  async ({ db, input, viewer }) => {
    if (input.trial !== undefined) return ok(await tryProtection(db, input));
    const confirmed = await confirmProtection(db, viewer.id, input);
    refresh();
    return confirmed;
  },
);

/** Ends the reminder and changes nothing else. */
export const dismissProtectionAction = adminAction({ schema: z.object({}), limit }, async ({ db, viewer }) => {
  await endSetupReminder(db, viewer.id);
  refresh();
  return ok(undefined);
});
