import { z } from "zod";
import { newMemberSchema } from "#features/members/schema.ts";
import { prose } from "#lib/form-fields.ts";

/** A paragraph or two: more is a page of its own. */
export const maxBiographyLength = 600;
/** Short enough to be typed in a comment as @handle. */
export const maxHandleLength = 40;
export const minHandleLength = 3;

/** The public part of an account. */
export const profileSchema = z.object({
  name: newMemberSchema.shape.name,
  handle: z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^@?[a-z0-9]+(-[a-z0-9]+)*$/, "handle.shape")
    .transform((handle) => handle.replace(/^@/, "")),
  biography: prose(20_000, "biography.tooLong").default(""),
  /** A box that is ticked, or not there. */
  shown: z.literal("1").optional(),
});

/** The language of one's mails; `site`: that of the site. */
export const mailLocaleSchema = z.object({ locale: z.enum(["fr", "en", "site"], "locale.unknown") });

export const avatarSchema = z.object({ act: z.enum(["set", "remove"]).default("set") });
