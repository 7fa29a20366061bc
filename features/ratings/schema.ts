import { z } from "zod";
import { signInAddress } from "#lib/email-address.ts";
import { line, secret } from "#lib/form-fields.ts";

const starsField = z
  .string()
  .regex(/^[1-5]$/)
  .transform(Number);

/** The voting form: whole stars from 1 to 5, sent once, or `withdraw`, which makes them null. */
export const ratingForm = z
  .object({
    article: line(200, "rating.articleGone", "rating.articleGone"),
    stars: z.unknown().optional(),
    withdraw: z.unknown().optional(),
    /** Shown only to signed-out readers. */
    email: signInAddress.optional(),
    password: secret(200, "signIn.wrong").optional(),
  })
  .transform(({ stars: starValues, withdraw, ...rest }, context) => {
    if (withdraw === "1") return { ...rest, stars: null };
    const read = starsField.safeParse(starValues);
    if (read.success) return { ...rest, stars: read.data };
    context.addIssue({ code: "custom", path: ["stars"], message: "rating.stars" });
    return z.NEVER;
  });
