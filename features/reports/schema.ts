import { z } from "zod";
import { prose, rowId } from "#lib/form-fields.ts";

/** Why a comment is reported, as the form offers it (the database's enum `report_reason` has the same list). */
export const reportReasons = ["spam", "insult", "hate", "illegal", "privacy", "offTopic", "other"] as const;

export const commentReportForm = z.object({
  comment: rowId("comment.gone"),
  reason: z.enum(reportReasons, "comment.reasonMissing"),
  note: prose(2_000, "comment.noteTooLong").default(""),
});

/** A moderator's word on a report: abusive, or not after all. */
export const reportMarkForm = z.object({
  report: rowId("report.gone"),
  abusive: z.enum(["0", "1"], "form.stale"),
});

/** Whether a member wants to be told what became of their reports. */
export const outcomePreferenceForm = z.object({ tell: z.enum(["0", "1"], "form.stale") });
