import { z } from "zod";
import { termKinds } from "#features/taxonomy/rules.ts";
import { opaque, optionalLine, slugField } from "#lib/form-fields.ts";
import { maxTypedSlug } from "#lib/slug.ts";
import { maxDescriptionLength, maxNameLength } from "./rules.ts";

/** Limits for the placeholders of the messages. */
export const termFieldLimits = {
  maxName: maxNameLength,
  maxDescription: maxDescriptionLength,
  maxSlug: maxTypedSlug,
};

const kind = z.enum(termKinds, "form.stale");
const id = z
  .string("form.stale")
  .regex(/^\d{1,15}$/, "form.stale")
  .transform(Number);

const termFields = {
  name: optionalLine(maxNameLength, "taxonomy.nameTooLong").refine((name) => name !== "", "taxonomy.nameMissing"),
  /** Empty: made from the name. */
  slug: slugField(),
  description: optionalLine(maxDescriptionLength, "taxonomy.descriptionTooLong"),
};

export const createTermForm = z.object(termFields);
export const renameTermForm = z.object({ kind, id, version: opaque(200, "form.stale"), ...termFields });
export const deleteTermForm = z.object({ kind, id });
export const mergeTermsForm = z.object({
  kind,
  id,
  /** The target's name or slug. */
  into: optionalLine(500, "taxonomy.intoUnknown").refine((text) => text !== "", "taxonomy.intoMissing"),
  /** A confirmation: a merge cannot be undone. */
  sure: z.literal("1", "taxonomy.notSure"),
});

export type TermInput = z.output<typeof createTermForm>;
