import { z } from "zod";
import { line, opaque, optionalLine, prose, rowId } from "#lib/form-fields.ts";
import {
  maxBlurbLength,
  maxIntroductionLength,
  maxIssueArticles,
  maxPreheaderLength,
  maxSubjectLength,
} from "./rules.ts";

/** Limits for the placeholders of the messages. */
export const issueLimits = {
  subject: maxSubjectLength,
  preheader: maxPreheaderLength,
  introduction: maxIntroductionLength,
  blurb: maxBlurbLength,
  articles: maxIssueArticles,
};

/** The buttons of an issue's form: what happens after its texts are saved; a step names its article. */
const issueAct = z
  .string("form.stale")
  .regex(
    /^(?:save|find|preview|test|schedule|unschedule|send|sendConfirmed|(?:first|up|down|remove|add):[1-9]\d{0,14})$/,
    "form.stale",
  );

export const issueForm = z.object({
  id: rowId("issue.gone"),
  version: rowId("form.stale").or(z.literal("0").transform(Number)),
  act: issueAct,
  subject: optionalLine(maxSubjectLength, "issue.subjectTooLong"),
  preheader: optionalLine(maxPreheaderLength, "issue.preheaderTooLong"),
  introduction: prose(maxIntroductionLength, "issue.introductionTooLong").default(""),
  /** Words of a title to search for. */
  find: optionalLine(200, "form.wrong"),
  /** The words of the search that the page shows. */
  searched: optionalLine(200, "form.wrong"),
  /** In the site's time zone, in the format of a date and time field. */
  publishAt: opaque(30, "newsroom.scheduleWrong").default(""),
});

/** The blurb of an article; the form has a field `blurb-ID` for each. */
export const blurbField = line(maxBlurbLength, "issue.blurbTooLong");

/** Which digest to compose. `topic`: empty for all. */
export const composeForm = z.object({
  period: z.enum(["this-month", "last-month", "this-week", "last-week"], "form.stale"),
  topic: rowId("issue.topicGone")
    .or(z.literal("").transform(() => undefined))
    .optional(),
});

export const alertForm = z.object({ article: rowId("issue.notPublished") });
export const deleteIssueForm = z.object({ id: rowId("issue.gone") });

export type IssueInput = z.output<typeof issueForm>;
