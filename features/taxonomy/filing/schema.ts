import { z } from "zod";
import { line, opaque, slugField } from "#lib/fields.ts";
import { maxTypedSlug } from "#lib/slug.ts";
import { longestDescription, longestName, termKinds } from "./rules.ts";

/** For the placeholders of the messages. */
export const lengths = { longestName, longestDescription, longestSlug: maxTypedSlug };

const optionalLine = (most: number, said: string) => line(most, said).default("");

const kind = z.enum(termKinds, "form.stale");
const id = z
  .string("form.stale")
  .regex(/^\d{1,15}$/, "form.stale")
  .transform(Number);

const words = {
  name: optionalLine(longestName, "taxonomy.nameTooLong").refine((name) => name !== "", "taxonomy.nameMissing"),
  /** Empty: made of the name. */
  slug: slugField(),
  description: optionalLine(longestDescription, "taxonomy.descriptionTooLong"),
};

export const createForm = z.object(words);
export const renameForm = z.object({ kind, id, version: opaque(200, "form.stale"), ...words });
export const deleteForm = z.object({ kind, id });
export const mergeForm = z.object({
  kind,
  id,
  /** The other one's name or slug. */
  into: optionalLine(500, "taxonomy.intoUnknown").refine((text) => text !== "", "taxonomy.intoMissing"),
  /** It cannot be undone. */
  sure: z.literal("1", "taxonomy.notSure"),
});

export type TermWords = z.output<typeof createForm>;
