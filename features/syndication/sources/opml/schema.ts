import { z } from "zod";
import { opaque } from "#lib/form-fields.ts";
import { maxListLength } from "./rules.ts";

export const checkOpmlForm = z.object({});
export const importOpmlForm = z.object({
  /** See `formatCheckedList`. */
  list: opaque(maxListLength, "form.stale"),
  publication: z.enum(["draft", "publish"], "form.wrong"),
});
