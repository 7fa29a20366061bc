import { z } from "zod";
import { line, opaque, rowId } from "#lib/form-fields.ts";
import { maxExportBytes, type UploadOptions } from "./rules.ts";

const zones = new Set(["UTC", ...Intl.supportedValuesOf("timeZone")]);

/** What identifies an unfinished upload of a member: made by the browser from the file's name, size and time. */
const key = z.string().regex(/^[0-9a-f]{32}$/);
const size = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

/** The headers of a piece of a file. */
export const pieceHeaders = z.object({ key, offset: size, total: size });

const optionFields = {
  dryRun: z.boolean().default(false),
  /** Empty: what the dates of the export tell. */
  timezone: z.string().refine((name) => name === "" || zones.has(name)),
  ratingsMax: z.coerce.number().int().min(1).max(100),
  fetchImages: z.boolean().default(false),
};

/** What a script sends after the last piece. */
export const finishSchema = z.object({
  key,
  total: size.refine((bytes) => bytes <= maxExportBytes),
  name: line(1_000, "import.options"),
  ...optionFields,
});

/** What a script sends instead of a file: the address of a live site. */
export const siteSchema = z.object({ address: line(2_000, "import.sourceMissing"), ...optionFields });

/** Reads the options of a form without scripts, whose unchecked boxes are not sent. Undefined if one is unusable. */
export function readFormOptions(fields: Record<string, string>): UploadOptions | undefined {
  const parsed = z.object(optionFields).safeParse({
    ...fields,
    dryRun: fields.dryRun === "on",
    fetchImages: fields.fetchImages === "on",
  });
  return parsed.success ? parsed.data : undefined;
}

/** The buttons of a run's page. */
export const runActSchema = z.object({
  id: rowId("form.stale"),
  act: opaque(20, "form.stale").pipe(z.enum(["stop", "start", "continue"], "form.stale")),
});
