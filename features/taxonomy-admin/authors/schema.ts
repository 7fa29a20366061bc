import { z } from "zod";
import { maxFediverseHandle, normaliseFediverseHandle } from "#lib/fediverse-handle.ts";
import { line, opaque, optionalLine, prose, rowId } from "#lib/form-fields.ts";
import { isMediaId } from "#lib/media-path.ts";
import { maxNameLength } from "../rules.ts";
import { maxBiographyLength } from "./rules.ts";

/** Limits for the placeholders of the messages. */
export const authorFieldLimits = { maxName: maxNameLength, maxBiography: maxBiographyLength };

export const authorForm = z.object({
  id: rowId("form.stale"),
  version: opaque(200, "form.stale"),
  name: line(maxNameLength, "taxonomy.nameTooLong", "taxonomy.nameMissing"),
  biography: prose(maxBiographyLength, "taxonomy.biographyTooLong"),
  /** Empty: none. */
  fediverse: optionalLine(maxFediverseHandle, "fediverse.shape")
    .transform((typed) => (typed === "" ? "" : (normaliseFediverseHandle(typed) ?? null)))
    .refine((handle) => handle !== null, "fediverse.shape")
    .transform((handle) => handle ?? ""),
  portrait: opaque(24, "taxonomy.portraitGone")
    .default("")
    .refine((id) => id === "" || isMediaId(id), "taxonomy.portraitGone"),
});

export type AuthorInput = z.output<typeof authorForm>;
