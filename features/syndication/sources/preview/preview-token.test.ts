import { expect, test } from "vitest";
import { createFormToken } from "#lib/form-age-token.ts";
import { createPreviewToken, isPreviewToken } from "./preview-token.ts";

const now = Date.UTC(2026, 10, 29);
const day = 86_400_000;

test("a token is one member's, for a day", () => {
  const token = createPreviewToken(7, now);
  expect(isPreviewToken(token, 7, now)).toBe(true);
  expect(isPreviewToken(token, 7, now + day)).toBe(true);
  expect(isPreviewToken(token, 7, now + day + 1)).toBe(false);
  expect(isPreviewToken(token, 7, now - day)).toBe(false);
  expect(isPreviewToken(token, 8, now)).toBe(false);
});

test.each([
  ["nothing", ""],
  ["a token without signature", `${now.toString(36)}.`],
  [
    "a later time with the signature of an earlier one",
    createPreviewToken(7, now - 2 * day).replace(/^[^.]+/, now.toString(36)),
  ],
  ["a token of another form, which every reader gets", createFormToken(now)],
  ["no time", `zzzzzzzzzzzzzzz.${createPreviewToken(7, now).split(".")[1]}`],
])("refuses %s", (_what, token) => {
  expect(isPreviewToken(token, 7, now)).toBe(false);
});
