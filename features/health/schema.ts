import { z } from "zod";
import { checkNames } from "./checks/rules.ts";

/** The form of a check that needs attention: the check, and what to do about it. */
export const healthActionSchema = z.object({
  id: z.enum(checkNames, "form.stale"),
  act: z.enum(["backup", "trial", "jobs", "check"], "form.stale"),
});
