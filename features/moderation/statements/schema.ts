import { z } from "zod";
import { rowId } from "#lib/form-fields.ts";

/** A decision's id in a form field. */
export const decisionId = rowId("appeal.gone");

export const readWarningForm = z.object({ decision: decisionId });
