import { expect, test } from "vitest";
import { harmlessComment, harmlessContext } from "../screening-fixtures.ts";
import { premoderatedArticle } from "./premoderated-article.ts";

test.each<["open" | "premoderated", { wasVisible: boolean } | undefined, boolean]>([
  ["open", undefined, false],
  ["premoderated", undefined, true],
  ["premoderated", { wasVisible: true }, false],
  ["premoderated", { wasVisible: false }, true],
])("%s, edit %j", (policy, edit, waits) => {
  const context = { ...harmlessContext, edit, article: { closed: false, policy } };
  expect(premoderatedArticle(harmlessComment, context)?.action).toBe(waits ? "hold" : undefined);
});
