import { z } from "zod";
import { mailFrequency } from "#db/schema/follows.ts";
import { rowId } from "#lib/form-fields.ts";

const frequency = z.enum(mailFrequency.enumValues, "form.stale");

/** How soon each kind of news is mailed. `staff` is on the form of the staff only. */
export const mailSettingsForm = z.object({
  replies: frequency,
  mentions: frequency,
  decisions: frequency,
  follows: frequency,
  staff: frequency.optional(),
});

export const unmuteDiscussionForm = z.object({ article: rowId("form.stale") });
