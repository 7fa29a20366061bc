import { z } from "zod";
import { checkNames } from "./checks/rules.ts";

/** The form beside what needs attention: what to do, and about which check. */
export const healthActionSchema = z.object({
  id: z.enum(checkNames, "form.stale"),
  act: z.enum(["backup", "trial", "jobs", "check"], "form.stale"),
});
