"use server";

import { refresh } from "next/cache";
import { editorAction } from "#features/auth/action-wrappers.ts";
import { readSettings } from "#features/settings/queries.ts";
import { siteLocale } from "#i18n/translator.ts";
import { formatDate } from "#lib/dates.ts";
import { refreshAndRedirect } from "#lib/refresh-and-redirect.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { startSending } from "../sending/mutations.ts";
import { composeAlert, composeDigest } from "./compose.ts";
import { deleteIssue, type IssueStep, saveIssue, scheduleIssue, unscheduleIssue } from "./mutations.ts";
import { lastPeriod, periodAt } from "./period.ts";
import { previewPath } from "./preview.ts";
import { issueEditorPath, issuesPath, sendingPath } from "./rules.ts";
import { alertForm, blurbField, composeForm, deleteIssueForm, issueForm, issueLimits } from "./schema.ts";
import { sendTestMail } from "./test-mail.ts";

const composeLimit = { name: "issues.compose", points: 30, seconds: 600 };

/** Drafts the digest of a month or a week, and opens it; an existing one is opened too. */
export const composeDigestAction = editorAction(
  { schema: composeForm, limit: composeLimit },
  async ({ db, input, viewer }) => {
    const zone = (await readSettings(db))["site.zone"];
    const [which, unit] = input.period.split("-");
    const rhythm = unit === "week" ? "weekly" : "monthly";
    const period = (which === "last" ? lastPeriod : periodAt)(rhythm, new Date(), zone);
    const composed = await composeDigest(db, { period, topicId: input.topic, by: viewer.id });
    if (!composed.ok) return composed;
    const { id, created } = composed.value;
    refreshAndRedirect(`${issueEditorPath(id)}?done=${created ? "composed" : "existing"}`);
  },
);

/** Drafts an urgent alert about a published article, and opens it. */
export const composeAlertAction = editorAction(
  { schema: alertForm, limit: composeLimit },
  async ({ db, input, viewer }) => {
    const composed = await composeAlert(db, viewer.id, input.article);
    if (!composed.ok) return composed;
    const { id, created } = composed.value;
    refreshAndRedirect(`${issueEditorPath(id)}?done=${created ? "composed" : "existing"}`);
  },
);

export interface SavedIssue {
  act: "save" | "test" | "schedule" | "unschedule" | "step" | "confirm";
  /** The values of the message after a success: the address of the test mail, the time of sending, or the step, as in `up:12`. */
  detail?: string;
}

/** Saves an issue's texts, then does what its button says; whatever the outcome, what was typed stays in the form. */
export const saveIssueAction = editorAction(
  { schema: issueForm, limit: { name: "issues", points: 300, seconds: 600 }, values: issueLimits },
  async ({ db, input, form, viewer }): Promise<Result<SavedIssue>> => {
    const { id, find, searched, publishAt, ...texts } = input;
    // Enter in the search field presses the form's first button.
    const act = input.act === "save" && find !== searched ? "find" : input.act;
    const blurbs = readBlurbs(form);
    if (!blurbs.ok) return blurbs;
    const saved = await saveIssue(db, input, { ...texts, blurbs: blurbs.value }, readStep(act));
    if (!saved.ok) {
      refresh();
      return saved;
    }
    const reference = { id, version: saved.value.version };
    if (act === "find") refreshAndRedirect(`${issueEditorPath(id)}?q=${encodeURIComponent(find)}#add`);
    if (act === "preview") refreshAndRedirect(previewPath(id));
    const done = await finish(act);
    refresh();
    return done;

    async function finish(what: string): Promise<Result<SavedIssue>> {
      if (what === "test") {
        const sent = await sendTestMail(db, viewer.id, id);
        return sent.ok ? ok({ act: "test", detail: sent.value.address }) : sent;
      }
      if (what === "schedule") {
        const scheduled = await scheduleIssue(db, viewer.id, reference, publishAt);
        if (!scheduled.ok) return scheduled;
        const zone = (await readSettings(db))["site.zone"];
        const when = formatDate(scheduled.value.at, { locale: siteLocale(), zone, style: "full" });
        return ok({ act: "schedule", detail: when });
      }
      if (what === "send") return ok({ act: "confirm" });
      if (what === "sendConfirmed") {
        const started = await startSending(db, id, viewer.id, reference.version);
        if (!started.ok) return started;
        refreshAndRedirect(sendingPath(id));
      }
      if (what === "unschedule") {
        const freed = await unscheduleIssue(db, reference);
        return freed.ok ? ok({ act: "unschedule" }) : freed;
      }
      return ok(what === "save" ? { act: "save" } : { act: "step", detail: what });
    }
  },
);

/** Deletes a draft, and leads back to the list. */
export const deleteIssueAction = editorAction(
  { schema: deleteIssueForm, limit: composeLimit },
  async ({ db, input }) => {
    const deleted = await deleteIssue(db, input.id);
    if (!deleted.ok) return deleted;
    refreshAndRedirect(`${issuesPath}?done=deleted`);
  },
);

function readStep(act: string): IssueStep | undefined {
  const [name, articleId] = act.split(":");
  if (name !== "first" && name !== "up" && name !== "down" && name !== "remove" && name !== "add") return undefined;
  return { act: name, articleId: Number(articleId) };
}

/** Reads the blurbs of articles from the fields `blurb-ID`. Refused beside the fields that are too long. */
function readBlurbs(form: FormData): Result<Map<number, string>> {
  const blurbs = new Map<number, string>();
  const faults: Record<string, string> = {};
  // More than any issue has: a direct call may send anything.
  for (const [name, value] of [...form.entries()].slice(0, 200)) {
    const id = /^blurb-([1-9]\d{0,14})$/.exec(name)?.[1];
    if (id === undefined) continue;
    const read = blurbField.safeParse(value);
    if (read.success) blurbs.set(Number(id), read.data);
    else faults[name] = "issue.blurbTooLong";
  }
  return Object.keys(faults).length > 0 ? refused("form.invalid", faults, issueLimits) : ok(blurbs);
}
