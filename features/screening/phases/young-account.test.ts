import { expect, test } from "vitest";
import { harmlessComment, harmlessContext } from "../screening-fixtures.ts";
import { youngAccount } from "./young-account.ts";

const joined = (days: number) => new Date(harmlessContext.now.getTime() - days * 86_400_000);
const link = { ...harmlessComment, domains: ["a.test"] };

test.each<
  [
    string,
    { days: number; pace?: number; approved?: number; edited?: boolean; comment?: typeof link },
    string | undefined,
  ]
>([
  ["a first comment", { days: 0 }, undefined],
  ["six within ten minutes", { days: 1, pace: 5 }, undefined],
  ["a seventh", { days: 1, pace: 6 }, "verdict.youngPace"],
  ["a seventh by an older account", { days: 3, pace: 6 }, undefined],
  ["an edit of what readers saw", { days: 1, pace: 20, edited: true }, undefined],
  ["a link among the first comments", { days: 1, approved: 4, comment: link }, "verdict.youngLinks"],
  ["a link after five", { days: 1, approved: 5, comment: link }, undefined],
  ["a link by an older account", { days: 4, approved: 0, comment: link }, undefined],
])("%s", (_what, { days, pace = 0, approved = 10, edited, comment = harmlessComment }, reason) => {
  const verdict = youngAccount(comment, {
    ...harmlessContext,
    history: { ...harmlessContext.history, approved, account: { createdAt: joined(days), pace } },
    edit: edited ? { wasVisible: true } : undefined,
  });
  expect(verdict?.reason).toBe(reason);
  if (reason) expect(verdict?.action).toBe("hold");
});

test("has no verdict without an account, or switched off", () => {
  expect(youngAccount(link, harmlessContext)).toBeUndefined();
  const history = { ...harmlessContext.history, approved: 0, account: { createdAt: joined(0), pace: 50 } };
  const settings = { ...harmlessContext.settings, "moderation.youngDays": 0 };
  expect(youngAccount(link, { ...harmlessContext, history, settings })).toBeUndefined();
});
