"use server";

import { redirect } from "next/navigation";
import { isCalledByScript, memberAction, moderatorAction } from "#features/auth/action-wrappers.ts";
import { ok } from "#lib/result.ts";
import { markReport, reportComment, setReportOutcomePreference } from "./mutations.ts";
import { commentReportForm, outcomePreferenceForm, reportMarkForm } from "./schema.ts";

/** Sending again after a refusal included; how many reports there may be is a setting (`reports.perHour`). */
const perReporter = { name: "reports.member", points: 30, seconds: 300 };

/** Tells the moderators about a comment. */
export const reportCommentAction = memberAction(
  { schema: commentReportForm, limit: perReporter },
  async ({ db, input, viewer }) => {
    const reported = await reportComment(db, viewer.id, input.comment, input);
    return reported.ok ? ok("reported" as const) : reported;
  },
);

const perModerator = { name: "reports.mark", points: 120, seconds: 60 };

/** Calls a report abusive, or takes that back. */
export const markReportAction = moderatorAction(
  { schema: reportMarkForm, limit: perModerator },
  async ({ db, input, viewer }) => {
    const abusive = input.abusive === "1";
    const marked = await markReport(db, viewer, input.report, abusive);
    return marked.ok ? ok({ abusive }) : marked;
  },
);

/** Switches what one is told of one's reports; without JavaScript one sees the page again. */
export const setReportOutcomePreferenceAction = memberAction(
  { schema: outcomePreferenceForm, limit: perReporter, confirmed: false, excluded: true },
  async ({ db, input, viewer }) => {
    const tell = input.tell === "1";
    await setReportOutcomePreference(db, viewer.id, tell);
    if (!(await isCalledByScript())) redirect("/notifications");
    return ok({ tell });
  },
);
