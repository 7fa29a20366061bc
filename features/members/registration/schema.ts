import { z } from "zod";
import { newMemberSchema } from "../schema.ts";

const { email, name, password } = newMemberSchema.shape;
const next = z.string().max(2000).optional();

/** The form of registration. `website` is no field of ours: what fills it is no person. */
export const registrationSchema = z.object({
  email,
  name,
  password,
  next,
  opened: z.string().max(200).default(""),
  website: z.string().max(1000).default(""),
});

/** Asking for a mailed link. */
export const addressSchema = z.object({ email, next });

/** Pressing the button behind one. */
export const linkSchema = z.object({ token: z.string().min(1, "link.spent").max(200, "link.spent"), next });

export const newPasswordSchema = linkSchema.extend({ password });
