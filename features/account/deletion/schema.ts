import { z } from "zod";

export const deletionSchema = z.object({
  comments: z.enum(["keep", "remove"], "deletion.choose"),
  /** A checkbox: nobody deletes an account with a stray click. */
  sure: z.literal("1", "deletion.sure"),
});
