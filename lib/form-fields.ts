import { z } from "zod";
import { cleanLine, cleanLines } from "./html/clean-text.ts";
import { maxTypedSlug, slugFromTyped } from "./slug.ts";

/**
 * White space, marks and invisible characters that cleaning removes may come on top of a text of full length; longer
 * input is not examined.
 */
const maxRaw = (max: number) => 4 * max + 1_000;

/**
 * A field of one line: cleaned (`cleanLine`), at most `max` characters after that. `missing`: the message if nothing is
 * left; without it an empty line is accepted. Messages are keys in `errors`.
 */
export function line(max: number, tooLong: string, missing?: string) {
  return z
    .string(missing ?? "form.wrong")
    .max(maxRaw(max), tooLong)
    .transform(cleanLine)
    .refine((text) => missing === undefined || text !== "", missing)
    .refine((text) => text.length <= max || [...text].length <= max, tooLong);
}

/** `line` for a field that may be absent or empty. */
export const optionalLine = (max: number, tooLong: string) => line(max, tooLong).default("");

/** A field of several lines: cleaned (`cleanLines`), its line breaks kept. `min` and `max` count UTF-16 units, as a field's `maxlength` does. */
export function prose(max: number, tooLong: string, min = 0, tooShort = "form.wrong") {
  return z
    .string(tooShort)
    .max(maxRaw(max), tooLong)
    .transform(cleanLines)
    .refine((text) => text.length >= min, tooShort)
    .refine((text) => text.length <= max, tooLong);
}

/**
 * A typed address, converted to a slug (`slugFromTyped`). "" if the field is empty; refused if it cannot be converted.
 */
export function slugField() {
  return optionalLine(maxTypedSlug, "newsroom.slugTooLong").transform((typed, context) => {
    const slug = slugFromTyped(typed);
    if (slug === "" && typed !== "") context.addIssue({ code: "custom", message: "newsroom.slugEmpty" });
    return slug;
  });
}

/**
 * A value that a page of ours wrote into its form (a version, a key, a path to return to): printable ASCII, unchanged.
 */
export function opaque(max: number, message: string) {
  return z
    .string(message)
    .max(max, message)
    .regex(/^[\x20-\x7e]*$/, message);
}

/** A password or a code: never cleaned, trimmed or shown again. */
export function secret(max: number, tooLong: string, min = 0, tooShort = tooLong) {
  return z.string(tooShort).min(min, tooShort).max(max, tooLong);
}

/** The id of a row as a form carries it (`parseId`), with the message where it is none. */
export function rowId(message: string) {
  return z
    .string(message)
    .regex(/^[1-9]\d{0,14}$/, message)
    .transform(Number);
}

/** A form without fields: a button. */
export const emptySchema = z.object({});
