import { expect, test } from "vitest";
import { screenComment } from "./screen.ts";
import { harmlessComment, harmlessContext } from "./screening-fixtures.ts";
import type { ScreeningContext } from "./verdict.ts";

const against: ScreeningContext = {
  ...harmlessContext,
  history: { approved: 0, recent: { all: 9, refused: 9 } },
  article: { closed: false, policy: "premoderated" },
  similar: [{ likeness: 1, own: true }],
  words: { banned: ["accroc"], suspect: ["accroc"] },
};

test("nothing to say: it is visible", () => {
  expect(screenComment(harmlessComment, harmlessContext)).toEqual({ status: "visible", verdicts: [] });
});

test("a banned word ends it before anything that would wait", () => {
  expect(screenComment(harmlessComment, against)).toMatchObject({ refusal: { reason: "verdict.bannedWords" } });
});

test("without it all other reasons are kept in their order", () => {
  const judged = screenComment(harmlessComment, { ...against, words: { ...against.words, banned: [] } });
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
  const judged = screenComment(harmlessComment, {
    ...harmlessContext,
    words: { ...harmlessContext.words, suspect: ["accroc"] },
  });
  expect(judged).toMatchObject({ status: "visible", verdicts: [{ action: "flag" }] });
});

test.each(["contributor", "editor", "moderator", "admin"] as const)("a %s never waits, but a ban holds", (role) => {
  expect(screenComment(harmlessComment, { ...against, author: { role } })).toEqual({ status: "visible", verdicts: [] });
  const standing = { ...against.standing, banned: true };
  expect(screenComment(harmlessComment, { ...against, author: { role }, standing })).toMatchObject({
    refusal: { reason: "verdict.banned" },
  });
});
