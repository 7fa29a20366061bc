import { z } from "zod";
import { lookupAddress } from "#lib/email-address.ts";

/** An address to sign in with: also one that was stored before addresses had one spelling. */
export const signInAddress = z.string("email.invalid").max(400, "email.invalid").transform(lookupAddress);

/** Fields of the sign-in form; messages are keys below `errors`. */
export const passwordSignIn = z.object({
  email: signInAddress.refine((email) => email !== "", "email.invalid"),
  password: z.string().min(1, "password.missing").max(200, "signIn.wrong"),
  next: z.string().max(2000).optional(),
});
