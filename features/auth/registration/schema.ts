import { z } from "zod";
import { newMemberSchema } from "#features/members/schema.ts";
import { opaque, optionalLine } from "#lib/form-fields.ts";

const { email, name, password } = newMemberSchema.shape;
const next = opaque(2_000, "form.wrong").optional();

/** The registration form. `website` is a honeypot: only a program fills it in. */
export const registrationSchema = z.object({
  email,
  name,
  password,
  next,
  opened: opaque(200, "form.stale").default(""),
  website: optionalLine(1_000, "form.wrong"),
});

/** The request of a mailed link. */
export const emailSchema = z.object({ email, next });

/** The form behind a mailed link: a button, with a new password field for a reset. Opening the page changes nothing. */
export const linkSchema = z.object({ token: opaque(200, "link.spent").min(1, "link.spent"), next });

export const newPasswordSchema = linkSchema.extend({ password });
