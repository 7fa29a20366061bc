import { z } from "zod";
import { signInAddress } from "#lib/email-address.ts";
import { opaque, secret } from "#lib/form-fields.ts";

/** The fields of the sign-in form; messages are keys below `errors`. */
export const passwordSignInSchema = z.object({
  email: signInAddress.refine((email) => email !== "", "email.invalid"),
  password: secret(200, "signIn.wrong", 1, "password.missing"),
  next: opaque(2_000, "form.wrong").optional(),
});
