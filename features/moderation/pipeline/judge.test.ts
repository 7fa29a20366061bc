import { expect, test } from "vitest";
import { judge } from "./judge.ts";
import { quietComment, quietContext } from "./quiet.ts";
import type { Context } from "./verdict.ts";

const against: Context = {
  ...quietContext,
  past: { approved: 0, recent: { all: 9, refused: 9 } },
  article: { closed: false, policy: "premoderated" },
  alike: [{ likeness: 1, own: true }],
  words: { banned: ["accroc"], suspect: ["accroc"] },
};

test("nothing to say: it is visible", () => {
  expect(judge(quietComment, quietContext)).toEqual({ status: "visible", verdicts: [] });
});

test("a banned word ends it before anything that would wait", () => {
  expect(judge(quietComment, against)).toMatchObject({ refusal: { reason: "verdict.bannedWords" } });
});

test("without it all other reasons are kept in their order", () => {
  const judged = judge(quietComment, { ...against, words: { ...against.words, banned: [] } });
  expect(judged).toMatchObject({ status: "pending" });
  expect("verdicts" in judged && judged.verdicts.map(({ reason }) => reason)).toEqual([
    "verdict.repeatOwn",
    "verdict.article",
    "verdict.past",
    "verdict.newcomer",
    "verdict.suspectWords",
  ]);
});

test("a suspect word alone is published", () => {
  const judged = judge(quietComment, {
    ...quietContext,
    words: { ...quietContext.words, suspect: ["accroc"] },
  });
  expect(judged).toMatchObject({ status: "visible", verdicts: [{ action: "flag" }] });
});

test.each(["contributor", "editor", "moderator", "admin"] as const)("a %s never waits, but a ban holds", (role) => {
  expect(judge(quietComment, { ...against, author: { role } })).toEqual({ status: "visible", verdicts: [] });
  const standing = { ...against.standing, banned: true };
  expect(judge(quietComment, { ...against, author: { role }, standing })).toMatchObject({
    refusal: { reason: "verdict.banned" },
  });
});
