import { expect, test } from "vitest";
import { moderationAction } from "#db/schema.ts";
import { commentActions, memberActions, threadActions, voteActions } from "#features/decision-history/rules.ts";
import fr from "#i18n/fr.json" with { type: "json" };
import { actionNoun, actionTitle, reasonTitle } from "./titles.ts";

test("translates each decision that the log shows", () => {
  const shown = [
    ...["hold", ...commentActions].map((action) => `comment-${action}`),
    ...threadActions.map((action) => `article-${action}`),
    ...["hold", ...voteActions].map((action) => `vote-${action}`),
    ...memberActions.filter((action) => !["note", "message"].includes(action)).map((action) => `member-${action}`),
  ];
  expect(shown.filter((key) => !Object.hasOwn(fr.moderationLog.actions, key))).toEqual([]);
  const named = moderationAction.enumValues.filter((action) => !["undo", "note", "message"].includes(action));
  expect(named.filter((action) => !Object.hasOwn(fr.moderationLog.actionNames, action))).toEqual([]);
});

test("falls back to a generic title for unknown actions and rules", () => {
  expect(actionTitle("rating", "other")).toBe("Décision");
  expect(actionNoun("other")).toBe("other");
  expect(reasonTitle("gone", [])).toBe("Une ancienne règle (gone)");
});
