import { z } from "zod";

/** A notification's id as an address or a form carries it. */
export const notificationIdSchema = z
  .string("form.stale")
  .regex(/^[1-9]\d{0,14}$/, "form.stale")
  .transform(Number);

export const markReadSchema = z.object({ until: notificationIdSchema });
