import { z } from "zod";

/** Fields of the sign-in form; messages are keys below `errors`. */
export const passwordSignIn = z.object({
  email: z.string().trim().min(1, "email.invalid").max(254, "email.invalid"),
  password: z.string().min(1, "password.missing").max(200, "signIn.wrong"),
  next: z.string().max(2000).optional(),
});
