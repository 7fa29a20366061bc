"use server";

import { redirect } from "next/navigation";
import { isCalledByScript, memberAction, moderatorAction } from "#features/auth/action-wrappers.ts";
import { ok } from "#lib/result.ts";
import { markReport, reportComment, setReportOutcomePreference } from "./mutations.ts";
import { commentReportForm, outcomePreferenceForm, reportMarkForm } from "./schema.ts";

/** Includes attempts that are refused. The number of reports has its own limit, a setting (`reports.perHour`). */
const perReporter = { name: "reports.member", points: 30, seconds: 300 };

/** Reports a comment to the moderators. */
export const reportCommentAction = memberAction(
  { schema: commentReportForm, limit: perReporter },
  async ({ db, input, viewer }) => {
    const reported = await reportComment(db, viewer.id, input.comment, input);
    return reported.ok ? ok("reported" as const) : reported;
  },
);

const perModerator = { name: "reports.mark", points: 120, seconds: 60 };

/** Marks a report as abusive, or removes the mark. */
export const markReportAction = moderatorAction(
  { schema: reportMarkForm, limit: perModerator },
  async ({ db, input, viewer }) => {
    const abusive = input.abusive === "1";
    const marked = await markReport(db, viewer, input.report, abusive);
    return marked.ok ? ok({ abusive }) : marked;
  },
);

/** Turns notifications about the outcome of one's reports on or off. Without JavaScript, redirects to the page. */
export const setReportOutcomePreferenceAction = memberAction(
  { schema: outcomePreferenceForm, limit: perReporter, confirmed: false, excluded: true },
  async ({ db, input, viewer }) => {
    const tell = input.tell === "1";
    await setReportOutcomePreference(db, viewer.id, tell);
    if (!(await isCalledByScript())) redirect("/notifications");
    return ok({ tell });
  },
);
