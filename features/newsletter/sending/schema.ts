import { z } from "zod";
import { rowId } from "#lib/form-fields.ts";

/** The buttons of an issue that is being sent; `confirmCancel` or `keep` follows `cancel`. */
export const controlForm = z.object({
  id: rowId("issue.gone"),
  act: z.enum(["pause", "resume", "cancel", "keep", "confirmCancel"], "form.stale"),
});

/** A decision about uncertain deliveries; without `subscriber` about all. */
export const resolveForm = z.object({
  id: rowId("issue.gone"),
  subscriber: rowId("form.stale").optional(),
  decision: z.enum(["sent", "again"], "form.stale"),
});
