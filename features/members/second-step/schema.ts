import { z } from "zod";

/** A code as typed, of the app or for recovery; messages are keys below `errors`. */
export const codeSchema = z.object({
  code: z.string().trim().min(1, "code.missing").max(60, "code.wrong"),
});
