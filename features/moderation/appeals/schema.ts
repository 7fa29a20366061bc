import { z } from "zod";
import { maxNoteLength } from "#features/decision-history/rules.ts";
import { opaque, prose, rowId } from "#lib/form-fields.ts";
import { decisionId } from "../statements/schema.ts";
import { appealVerdicts, maxAppealLength, minAppealLength } from "./rules.ts";

export const appealForm = z.object({
  decision: decisionId,
  body: prose(maxAppealLength, "appeal.tooLong", minAppealLength, "appeal.tooShort"),
  /** The mailed link that identifies a member who is not signed in. */
  link: opaque(100, "appeal.linkOver").optional(),
});

export const decideAppealForm = z.object({
  appeal: rowId("appeal.unknown"),
  verdict: z.enum(appealVerdicts, "appeal.verdictMissing"),
  note: prose(maxNoteLength * 2, "moderation.noteTooLong", 1, "appeal.noteMissing"),
});
