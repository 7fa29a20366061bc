import { z } from "zod";
import { opaque } from "#lib/form-fields.ts";

/** The form of a failed job. */
export const failedJobSchema = z.object({
  id: opaque(36, "form.stale").pipe(z.uuid("form.stale")),
  act: z.enum(["retry", "delete"], "form.stale"),
});
