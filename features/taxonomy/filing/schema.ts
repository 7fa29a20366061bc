import { z } from "zod";
import { longestDescription, longestName, termKinds } from "./rules.ts";

/** For the placeholders of the messages. */
export const lengths = { longestName, longestDescription, longestSlug: 190 };

const line = (most: number, said: string) =>
  z
    .string()
    .default("")
    .transform((text) => text.replace(/\s+/g, " ").trim())
    .refine((text) => [...text].length <= most, said);

const kind = z.enum(termKinds, "form.stale");
const id = z
  .string("form.stale")
  .regex(/^\d{1,15}$/, "form.stale")
  .transform(Number);

const words = {
  name: line(longestName, "taxonomy.nameTooLong").refine((name) => name !== "", "taxonomy.nameMissing"),
  /** Empty: made of the name. */
  slug: line(500, "newsroom.slugTooLong").transform((slug) => slug.toLowerCase()),
  description: line(longestDescription, "taxonomy.descriptionTooLong"),
};

export const createForm = z.object(words);
export const renameForm = z.object({ kind, id, version: z.string("form.stale"), ...words });
export const deleteForm = z.object({ kind, id });
export const mergeForm = z.object({
  kind,
  id,
  /** The other one's name or slug. */
  into: line(500, "taxonomy.intoUnknown").refine((text) => text !== "", "taxonomy.intoMissing"),
  /** It cannot be undone. */
  sure: z.literal("1", "taxonomy.notSure"),
});

export type TermWords = z.output<typeof createForm>;
