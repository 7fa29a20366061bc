"use server";

import { z } from "zod";
import { moderatorAction } from "#features/auth/action-wrappers.ts";
import { readSettings } from "#features/settings/queries.ts";
import { ok } from "#lib/result.ts";
import { screenTrial, tryOutScreening, tryStoredComments } from "./queries.ts";

const limit = { name: "try-out", points: 120, seconds: 60 };
const form = z.object({ text: z.string("form.missing").max(20_000, "setting.textTooLong") });

/** Screens a text without storing it. */
export const tryOutAction = moderatorAction({ schema: form, limit }, ({ db, input, viewer }) =>
  tryOutScreening(db, input.text, `member ${viewer.id}`),
);

const storedLimit = { name: "try-out-stored", points: 30, seconds: 60 };

/** Runs the settings in force over the newest stored comments. Stores nothing. */
export const tryStoredAction = moderatorAction({ schema: z.object({}), limit: storedLimit }, async ({ db }) =>
  ok(await tryStoredComments(db, { settings: await readSettings(db), ...screenTrial })),
);
