import { expect, test } from "vitest";
import { harmlessComment, harmlessContext } from "../screening-fixtures.ts";
import { closedThread } from "./closed-thread.ts";

test.each<[string, boolean, { wasVisible: boolean } | undefined, string | undefined]>([
  ["an open one", false, undefined, undefined],
  ["a closed one", true, undefined, "comment.closed"],
  ["a correction in a closed one", true, { wasVisible: true }, undefined],
])("%s", (_what, closed, edit, reason) => {
  const context = { ...harmlessContext, edit, article: { ...harmlessContext.article, closed } };
  expect(closedThread(harmlessComment, context)?.reason).toBe(reason);
});
