import { z } from "zod";
import { newMemberSchema } from "#features/members/schema.ts";
import { maxFediverseHandle, normaliseFediverseHandle } from "#lib/fediverse-handle.ts";
import { line, prose } from "#lib/form-fields.ts";

/** The longest biography in characters: one or two paragraphs. */
export const maxBiographyLength = 600;
/** The longest handle in characters: short enough to type in a comment as @handle. */
export const maxHandleLength = 40;
export const minHandleLength = 3;
/** The placeholders of messages about a profile. */
export const profileLengths = { max: maxBiographyLength, minHandle: minHandleLength, maxHandle: maxHandleLength };

/** The profile form. */
export const profileSchema = z.object({
  name: newMemberSchema.shape.name,
  handle: z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^@?[a-z0-9]+(-[a-z0-9]+)*$/, "handle.shape")
    .transform((handle) => handle.replace(/^@/, "")),
  biography: prose(20_000, "biography.tooLong").default(""),
  /** Only staff have this field. Cleared by an empty one, unchanged without it. */
  fediverse: line(maxFediverseHandle, "fediverse.shape")
    .transform((typed) => (typed.trim() === "" ? "" : (normaliseFediverseHandle(typed) ?? null)))
    .refine((handle) => handle !== null, "fediverse.shape")
    .optional(),
  /** A checkbox: absent if unticked. */
  shown: z.literal("1").optional(),
});

/** The language of one's mails; `site`: the site's. */
export const mailLocaleSchema = z.object({ locale: z.enum(["fr", "en", "site"], "locale.unknown") });

export const avatarSchema = z.object({ act: z.enum(["set", "remove"]).default("set") });
