import { z } from "zod";
import { line, optionalLine, rowId } from "#lib/form-fields.ts";
import { maxExpertiseLength } from "./rules.ts";

/** `expertise`: the badge, empty to withdraw it; `was`: the one that the page showed; `q`: the page's search, to return to it. */
export const expertiseSchema = z.object({
  id: rowId("form.stale"),
  expertise: line(maxExpertiseLength, "expertise.tooLong"),
  was: line(maxExpertiseLength, "form.stale"),
  q: optionalLine(254, "form.wrong"),
  /** The button that withdraws the badge, whatever the field says. */
  withdraw: z.literal("1", "form.wrong").optional(),
});
