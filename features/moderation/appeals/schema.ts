import { z } from "zod";
import { opaque, prose } from "#lib/fields.ts";
import { longestNote } from "../rules.ts";
import { decisionId } from "../statements/schema.ts";
import { appealVerdicts, longestAppeal, shortestAppeal } from "./rules.ts";

export const appealForm = z.object({
  decision: decisionId,
  body: prose(longestAppeal, "appeal.tooLong", shortestAppeal, "appeal.tooShort"),
  /** The mailed link by which somebody reads without signing in. */
  link: opaque(100, "appeal.linkOver").optional(),
});

export const verdictForm = z.object({
  appeal: z
    .string("appeal.unknown")
    .regex(/^[1-9]\d{0,14}$/, "appeal.unknown")
    .transform(Number),
  verdict: z.enum(appealVerdicts, "appeal.verdictMissing"),
  note: prose(longestNote * 2, "moderation.noteTooLong", 1, "appeal.noteMissing"),
});
