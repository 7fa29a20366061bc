import { expect, test } from "vitest";
import { harmlessComment, harmlessContext } from "../screening-fixtures.ts";
import { slowMode } from "./slow-mode.ts";

const { now } = harmlessContext;
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1_000);
const edit = { wasVisible: true };

test.each<[string, number, Date | null, typeof edit | undefined, number | undefined]>([
  ["a first comment", 10, null, undefined, undefined],
  ["a second one at once", 10, now, undefined, 10],
  ["one a second too soon", 10, ago(599), undefined, 1],
  ["one in time", 10, ago(600), undefined, undefined],
  ["one without slow mode", 0, ago(1), undefined, undefined],
  ["an edit", 10, ago(1), edit, undefined],
  ["one after a comment from the future", 10, ago(-60), undefined, 11],
])("%s", (_, minutes, lastCommentAt, edited, wait) => {
  const article = { ...harmlessContext.article, slowMode: { minutes, lastCommentAt } };
  const verdict = slowMode(harmlessComment, { ...harmlessContext, article, edit: edited });
  expect(verdict?.action).toBe(wait === undefined ? undefined : "refuse");
  expect(verdict?.values?.wait).toBe(wait);
});
