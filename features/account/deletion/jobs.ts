import { z } from "zod";
import type { JobDefinition } from "#lib/jobs.ts";

/** Executes a member's deletion on its day (`executeDeletion`); does nothing if it was cancelled or is done already. */
export const memberDeletion: JobDefinition<{ deletion: number }> = {
  name: "member-deletion",
  payload: z.object({ deletion: z.number() }),
};
