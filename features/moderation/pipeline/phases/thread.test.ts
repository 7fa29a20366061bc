import { expect, test } from "vitest";
import { quietComment, quietContext } from "../quiet.ts";
import { thread } from "./thread.ts";

test.each<[string, boolean, { seen: boolean } | undefined, string | undefined]>([
  ["an open one", false, undefined, undefined],
  ["a closed one", true, undefined, "comment.closed"],
  ["a correction in a closed one", true, { seen: true }, undefined],
])("%s", (_what, closed, edit, reason) => {
  const context = { ...quietContext, edit, article: { ...quietContext.article, closed } };
  expect(thread(quietComment, context)?.reason).toBe(reason);
});
