import { z } from "zod";
import { type MailFrequency, mailFrequency } from "#db/schema/follows.ts";
import { rowId } from "#lib/form-fields.ts";

/** The digest is sent weekly, or not. */
export const digestFrequencies = ["weekly", "never"] as const satisfies MailFrequency[];

const frequency = z.enum(mailFrequency.enumValues, "form.stale");

/**
 * How soon each kind of news is mailed. `staff` is on the form of the staff only, `moderationDigest` on that of
 * moderators.
 */
export const mailSettingsForm = z.object({
  replies: frequency,
  mentions: frequency,
  decisions: frequency,
  follows: frequency,
  staff: frequency.optional(),
  moderationDigest: z.enum(digestFrequencies, "form.stale").optional(),
});

export const unmuteDiscussionForm = z.object({ article: rowId("form.stale") });
