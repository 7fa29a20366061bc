"use server";

import { adminAction } from "#features/auth/action-wrappers.ts";
import { refreshAndRedirect } from "#lib/refresh-and-redirect.ts";
import { continueRun, startAfterDryRun, stopRun } from "./mutations.ts";
import { importRunPath } from "./rules.ts";
import { runActSchema } from "./schema.ts";

const limit = { name: "import.admin", points: 60, seconds: 600 };

/** Stops or resumes an import, or imports the file of a dry run. */
export const controlRunAction = adminAction(
  { schema: runActSchema, limit },
  async ({ db, viewer, input: { id, act } }) => {
    if (act === "start") {
      const started = await startAfterDryRun(db, id, viewer.id);
      if (!started.ok) return started;
      refreshAndRedirect(importRunPath(started.value));
    }
    const done = act === "stop" ? await stopRun(db, id) : await continueRun(db, id);
    if (!done.ok) return done;
    refreshAndRedirect(importRunPath(id));
  },
);
