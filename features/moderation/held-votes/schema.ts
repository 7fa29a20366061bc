import { z } from "zod";
import { voteActions } from "#features/decision-history/rules.ts";
import { isStorableDate } from "#lib/dates.ts";
import { rowId } from "#lib/form-fields.ts";
import { reason } from "../schema.ts";

/** A decision on all held votes of an article that the page showed. */
export const decideHeldVotesForm = z.object({
  article: rowId("form.stale"),
  action: z.enum(voteActions, "form.stale"),
  reason,
  upTo: z.iso
    .datetime({ error: "form.stale" })
    .transform((text) => new Date(text))
    .refine(isStorableDate, "form.stale"),
});
