import { z } from "zod";
import { prose, rowId } from "#lib/form-fields.ts";

/** The reasons for a report, as the form offers them (the same list as the database's enum `report_reason`). */
export const reportReasons = ["spam", "insult", "hate", "illegal", "privacy", "offTopic", "other"] as const;

export const commentReportForm = z.object({
  comment: rowId("comment.gone"),
  reason: z.enum(reportReasons, "comment.reasonMissing"),
  note: prose(2_000, "comment.noteTooLong").default(""),
});

/** A moderator marks a report as abusive, or removes the mark. */
export const reportMarkForm = z.object({
  report: rowId("report.gone"),
  abusive: z.enum(["0", "1"], "form.stale"),
});

/** Whether a member wants notifications about the outcome of their reports. */
export const outcomePreferenceForm = z.object({ tell: z.enum(["0", "1"], "form.stale") });
