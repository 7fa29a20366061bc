import { z } from "zod";
import { rowId } from "#lib/form-fields.ts";

export const heldSignupSchema = z.object({ id: rowId("form.stale"), act: z.enum(["allow", "refuse"], "form.stale") });
export const subscriberSchema = z.object({ id: rowId("form.stale") });
