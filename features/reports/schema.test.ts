import { expect, test } from "vitest";
import { parseForm } from "#lib/action.ts";
import { commentReportForm, outcomePreferenceForm, reportMarkForm } from "./schema.ts";

function form(fields: Record<string, string>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.append(name, value);
  return data;
}

test.each([
  ["no reason", commentReportForm, { comment: "1" }],
  ["an unknown reason", commentReportForm, { comment: "1", reason: "boredom" }],
  ["an endless note", commentReportForm, { comment: "1", reason: "spam", note: "a".repeat(2_001) }],
  ["a comment that is no number", commentReportForm, { comment: "1 or 1=1", reason: "spam" }],
  ["a mark that says neither", reportMarkForm, { report: "1" }],
  ["a mark on nothing", reportMarkForm, { report: "", abusive: "1" }],
  ["a wish that says neither", outcomePreferenceForm, { tell: "maybe" }],
])("%s is refused", (_what, schema, fields) => {
  expect(parseForm(schema, form(fields)).ok).toBe(false);
});
