import { z } from "zod";
import { cleanText } from "#lib/html/characters.ts";
import { decisionId } from "../statements/schema.ts";
import { appealVerdicts, longestAppeal, shortestAppeal } from "./rules.ts";

export const appealForm = z.object({
  decision: decisionId,
  body: z
    .string("appeal.tooShort")
    .transform(cleanText)
    .pipe(z.string().trim().min(shortestAppeal, "appeal.tooShort").max(longestAppeal, "appeal.tooLong")),
  /** The mailed link by which somebody reads without signing in. */
  link: z.string().max(100, "appeal.linkOver").optional(),
});

export const verdictForm = z.object({
  appeal: z
    .string("appeal.unknown")
    .regex(/^[1-9]\d{0,14}$/, "appeal.unknown")
    .transform(Number),
  verdict: z.enum(appealVerdicts, "appeal.verdictMissing"),
  note: z.string("appeal.noteMissing").transform(cleanText).pipe(z.string().trim().min(1, "appeal.noteMissing")),
});
