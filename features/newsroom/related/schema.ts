import { z } from "zod";
import { relatedActs } from "#features/related/rules.ts";
import { opaque } from "#lib/form-fields.ts";

const number = z
  .string("form.stale")
  .regex(/^\d{1,15}$/, "form.stale")
  .transform(Number);

/** One change to an article's related selection. */
export const relatedChoiceForm = z.object({
  article: number,
  id: number,
  act: z.enum(relatedActs, "form.stale"),
  /** The order of the pins that the page showed (`pinOrderVersion`). */
  version: opaque(200, "form.stale"),
});
