import { z } from "zod";
import { newMemberSchema } from "#features/members/schema.ts";
import { line, opaque } from "#lib/form-fields.ts";

const { email, name, password } = newMemberSchema.shape;
const next = opaque(2_000, "form.wrong").optional();

/** The form of registration. `website` is no field of ours: what fills it is no person. */
export const registrationSchema = z.object({
  email,
  name,
  password,
  next,
  opened: opaque(200, "form.stale").default(""),
  website: line(1_000, "form.wrong").default(""),
});

/** Asking for a mailed link. */
export const emailSchema = z.object({ email, next });

/** Pressing the button behind one. */
export const linkSchema = z.object({ token: opaque(200, "link.spent").min(1, "link.spent"), next });

export const newPasswordSchema = linkSchema.extend({ password });
