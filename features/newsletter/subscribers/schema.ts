import { z } from "zod";
import { emailAddress } from "#lib/email-address.ts";
import { opaque, rowId } from "#lib/form-fields.ts";
import { maxTopics } from "../rules.ts";
import { rhythms } from "./rules.ts";

/** The chosen topics: one checkbox each. No form of ours sends more than there are; more are refused before they are read. */
export const topicsField = z.preprocess(
  (value) => {
    const values = value === undefined ? [] : Array.isArray(value) ? value : [value];
    return values.length > maxTopics ? undefined : values;
  },
  z.array(rowId("form.stale"), "form.stale"),
);

export const rhythmField = z.enum(rhythms, "form.stale");

/** A checkbox with the value 1. */
export const switchField = z
  .literal("1", "form.stale")
  .optional()
  .transform((value) => value === "1");

const token = opaque(200, "subscription.link.wrong").default("");

/** A button of a page behind a subscriber's link. */
export const subscriberLinkSchema = z.object({ token });

/** The preferences; `version` is that of the subscription that the form showed. */
export const preferencesSchema = z.object({
  token,
  version: z
    .string("form.stale")
    .regex(/^\d{1,9}$/, "form.stale")
    .transform(Number),
  topics: topicsField,
  rhythm: rhythmField,
  alerts: switchField,
  locale: z.enum(["site", "fr", "en"], "form.stale"),
});

/** The request of a new link to the preferences. */
export const linkRequestSchema = z.object({ email: emailAddress });
