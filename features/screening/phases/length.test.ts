import { expect, test } from "vitest";
import { presets } from "#features/settings/schema.ts";
import { harmlessComment, harmlessContext } from "../screening-fixtures.ts";
import { length } from "./length.ts";

const settings = { ...presets, "comments.longest": 100 };
test.each<[string, string, boolean]>([
  ["100 characters", "a".repeat(100), false],
  ["101 characters", "a".repeat(101), true],
  ["100 characters of two units each", "𝒶".repeat(100), false],
  ["nothing", "", false],
])("%s", (_what, source, refused) => {
  expect(length({ ...harmlessComment, source }, { ...harmlessContext, settings })?.action).toBe(
    refused ? "refuse" : undefined,
  );
});
