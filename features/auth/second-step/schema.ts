import { z } from "zod";
import { line } from "#lib/form-fields.ts";

/** A code as typed, of the app or for recovery; messages are keys below `errors`. */
export const codeSchema = z.object({
  code: line(60, "code.wrong", "code.missing"),
});
