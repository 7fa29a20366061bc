import { expect, test } from "vitest";
import { screenComment } from "./screen.ts";
import { harmlessComment, harmlessContext } from "./screening-fixtures.ts";
import type { ScreeningContext } from "./verdict.ts";

const listed = { word: "accroc", entry: "accroc", list: "site", isReported: false } as const;
const against: ScreeningContext = {
  ...harmlessContext,
  history: { approved: 0, recent: { all: 9, refused: 9 } },
  article: { closed: false, policy: "premoderated" },
  similar: [{ likeness: 1, own: true, member: 1 }],
  words: { banned: [listed], suspect: [listed] },
};

test("publishes a comment on which no phase has a verdict", () => {
  expect(screenComment(harmlessComment, harmlessContext)).toEqual({ status: "visible", verdicts: [] });
});

test("stops at a banned word that is refused before any phase that holds", () => {
  const settings = { ...harmlessContext.settings, "moderation.bannedAction": "refuse" as const };
  expect(screenComment(harmlessComment, { ...against, settings })).toMatchObject({
    refusal: { reason: "verdict.bannedWords" },
  });
});

test("keeps all other reasons in their order", () => {
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

test("publishes a comment with only a suspect word", () => {
  const judged = screenComment(harmlessComment, {
    ...harmlessContext,
    words: { ...harmlessContext.words, suspect: [listed] },
  });
  expect(judged).toMatchObject({ status: "visible", verdicts: [{ action: "flag" }] });
});

test.each(["contributor", "editor", "moderator", "admin"] as const)(
  "never holds a comment by a %s, unless they are banned",
  (role) => {
    expect(screenComment(harmlessComment, { ...against, author: { role } })).toEqual({
      status: "visible",
      verdicts: [],
    });
    const standing = { ...against.standing, banned: true };
    expect(screenComment(harmlessComment, { ...against, author: { role }, standing })).toMatchObject({
      refusal: { reason: "verdict.banned" },
    });
  },
);
