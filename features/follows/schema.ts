import { z } from "zod";
import { signInAddress } from "#lib/email-address.ts";
import { secret } from "#lib/form-fields.ts";
import { parseSubject } from "./rules.ts";

/** A subject in a form: `tag-12`. */
export const subjectField = z
  .string("follow.gone")
  .regex(/^(?:tag|category|author|discussion)-[1-9]\d{0,14}$/, "follow.gone")
  .transform((text) => parseSubject(text) ?? z.NEVER);

/** Follows or unfollows one subject; sending it again changes nothing. */
export const followForm = z.object({
  subject: subjectField,
  does: z.enum(["follow", "unfollow"], "form.stale"),
});

/** The form on the subject's own page, with the fields that only signed-out readers see. */
export const followOnPageForm = followForm.extend({
  email: signInAddress.optional(),
  password: secret(200, "signIn.wrong").optional(),
});

/** Follows what a reader wanted to follow before signing in. */
export const wantedFollowForm = z.object({ subject: subjectField });

/** Turns the mails about one followed subject on or off. */
export const mailedForm = z.object({
  subject: subjectField,
  mailed: z.enum(["on", "off"], "form.stale").transform((choice) => choice === "on"),
});
