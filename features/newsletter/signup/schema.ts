import { z } from "zod";
import { emailAddress } from "#lib/email-address.ts";
import { opaque, optionalLine } from "#lib/form-fields.ts";
import { rhythmField, switchField, topicsField } from "../subscribers/schema.ts";
import { newsletterPath } from "./rules.ts";

/** The sign-up form. `website` is a honeypot: only a program fills it in. */
export const signupSchema = z.object({
  email: emailAddress,
  topics: topicsField,
  rhythm: rhythmField.default("monthly"),
  alerts: switchField,
  /** The path of the page with the form. */
  page: opaque(500, "form.stale")
    .default("")
    .transform((page) => (/^\/[^\s/\\]/.test(page) || page === "/" ? page : newsletterPath)),
  /** The sentence of consent that the form showed (`consentVersion`). */
  consent: opaque(100, "form.stale").default(""),
  website: optionalLine(1_000, "form.wrong"),
});

/** The button behind the link of a confirmation mail. */
export const confirmationSchema = z.object({ token: opaque(200, "subscription.link.wrong").default("") });
