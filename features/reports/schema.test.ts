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
  ["a note that is too long", commentReportForm, { comment: "1", reason: "spam", note: "a".repeat(2_001) }],
  ["a comment that is no number", commentReportForm, { comment: "1 or 1=1", reason: "spam" }],
  ["a mark without a value", reportMarkForm, { report: "1" }],
  ["a mark without a report", reportMarkForm, { report: "", abusive: "1" }],
  ["an unknown preference", outcomePreferenceForm, { tell: "maybe" }],
])("refuses %s", (_what, schema, fields) => {
  expect(parseForm(schema, form(fields)).ok).toBe(false);
});
