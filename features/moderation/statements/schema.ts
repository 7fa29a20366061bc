import { z } from "zod";

/** A decision's id as a form carries it. */
export const decisionId = z
  .string("appeal.gone")
  .regex(/^[1-9]\d{0,14}$/, "appeal.gone")
  .transform(Number);

export const readWarningForm = z.object({ decision: decisionId });
