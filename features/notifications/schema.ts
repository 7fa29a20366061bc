import { z } from "zod";
import { rowId } from "#lib/form-fields.ts";

/** A notification's id as an address or a form carries it. */
export const notificationIdSchema = rowId("form.stale");

export const markReadSchema = z.object({ until: notificationIdSchema });
