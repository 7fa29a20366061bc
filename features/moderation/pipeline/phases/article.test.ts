import { expect, test } from "vitest";
import { quietComment, quietContext } from "../quiet.ts";
import { article } from "./article.ts";

test.each<["open" | "premoderated", { seen: boolean } | undefined, boolean]>([
  ["open", undefined, false],
  ["premoderated", undefined, true],
  ["premoderated", { seen: true }, false],
  ["premoderated", { seen: false }, true],
])("%s, edit %j", (policy, edit, waits) => {
  const context = { ...quietContext, edit, article: { closed: false, policy } };
  expect(article(quietComment, context)?.action).toBe(waits ? "hold" : undefined);
});
