import { z } from "zod";
import { newMemberSchema } from "#features/members/schema.ts";
import { opaque, secret } from "#lib/form-fields.ts";

const { email, password } = newMemberSchema.shape;
const next = opaque(2_000, "form.wrong").optional();

/** `current` is missing for a member without a password. */
export const passwordChangeSchema = z.object({ current: secret(200, "password.wrong").default(""), password });

export const emailChangeSchema = z.object({ email });

export const reauthenticationSchema = z.object({
  password: secret(200, "password.wrong", 1, "password.missing"),
  next,
});

export const reauthenticationLinkSchema = z.object({ next });
