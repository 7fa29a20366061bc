import { z } from "zod";
import { rowId } from "#lib/form-fields.ts";

/** A notification's id in a URL or a form. */
export const notificationIdSchema = rowId("form.stale");

export const markReadSchema = z.object({ until: notificationIdSchema });
