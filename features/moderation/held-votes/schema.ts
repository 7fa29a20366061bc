import { z } from "zod";
import { voteActions } from "#features/decision-history/rules.ts";
import { isStorableDate } from "#lib/dates.ts";
import { reason } from "../schema.ts";

/** All held votes of an article at once: those that the page showed, and what one lands on without a script. */
export const decideHeldVotesForm = z.object({
  article: z
    .string("form.stale")
    .regex(/^[1-9]\d{0,14}$/, "form.stale")
    .transform(Number),
  action: z.enum(voteActions, "form.stale"),
  reason,
  upTo: z.iso
    .datetime({ error: "form.stale" })
    .transform((text) => new Date(text))
    .refine(isStorableDate, "form.stale"),
});
