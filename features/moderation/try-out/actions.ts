"use server";

import { z } from "zod";
import { moderatorAction } from "#features/auth/action-wrappers.ts";
import { tryOutScreening } from "./queries.ts";

const limit = { name: "try-out", points: 120, seconds: 60 };
const form = z.object({ text: z.string("form.missing").max(20_000, "setting.textTooLong") });

/** Screens a text without storing it. */
export const tryOutAction = moderatorAction({ schema: form, limit }, ({ db, input }) =>
  tryOutScreening(db, input.text),
);
