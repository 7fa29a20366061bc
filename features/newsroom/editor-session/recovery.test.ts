import { expect, test } from "vitest";
import type { LocalCopy } from "./local-copies.ts";
import { classifyCopies, isAbandoned } from "./recovery.ts";
import type { Fields } from "./state.ts";

const drawn: Fields = [["body", "<p>Le texte du site.</p>"]];
const gone = { key: "b-here", isGone: () => true };
const unknown = { key: "b-here", isGone: () => undefined };
const there = { key: "b-here", isGone: () => false };
const copy = (part: Partial<LocalCopy>): LocalCopy => ({
  id: "one",
  article: 7,
  at: 1,
  version: 4,
  key: "page-of-then",
  tab: "b-then",
  fields: [["body", "<p>Plus neuf.</p>"]],
  ...part,
});

test.each([
  ["written on the site's text", copy({}), { tab: gone }, "continued"],
  [
    "of the page that saved last, whose answer was lost",
    copy({ version: 3, key: "saved-last" }),
    { tab: gone },
    "continued",
  ],
  ["somebody saved since", copy({ version: 3 }), { tab: gone }, "offered"],
  ["of a tab that may still be there", copy({}), { tab: unknown }, "offered"],
  ["of this tab, before it was loaded anew", copy({ tab: "b-here" }), { tab: unknown }, "continued"],
  ["somebody has typed since the page was drawn", copy({}), { tab: gone, drawn: null }, "offered"],
  ["the site has it", copy({ version: 3, fields: drawn }), { tab: gone }, "saved"],
] as const)("classifies a copy: %s", (_, found, opened, becomes) => {
  const sorted = classifyCopies([found], { lastPageKey: "saved-last", version: 4, drawn, ...opened });
  const shown = { saved: sorted.saved, continued: sorted.continued ? [sorted.continued] : [], offered: sorted.offered };
  expect(shown).toEqual({ saved: [], continued: [], offered: [], [becomes]: [found] });
});

test("takes the newest of several copies and offers the others", () => {
  const [newest, older] = [copy({ id: "b", at: 2 }), copy({ id: "a" })];
  const sorted = classifyCopies([newest, older], { lastPageKey: null, version: 4, drawn, tab: gone });
  expect(sorted).toEqual({ saved: [], continued: newest, offered: [older] });
});

test("leaves a copy that another tab still writes to that tab", () => {
  expect(isAbandoned(copy({}), there)).toBe(false);
  expect(isAbandoned(copy({}), gone)).toBe(true);
  expect(isAbandoned(copy({}), unknown)).toBe(true);
});
