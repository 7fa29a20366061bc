import { z } from "zod";
import { signInAddress } from "#lib/email-address.ts";

/** Fields of the sign-in form; messages are keys below `errors`. */
export const passwordSignIn = z.object({
  email: signInAddress.refine((email) => email !== "", "email.invalid"),
  password: z.string().min(1, "password.missing").max(200, "signIn.wrong"),
  next: z.string().max(2000).optional(),
});
