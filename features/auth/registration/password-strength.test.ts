import { expect, test } from "vitest";
import { guessingOptions, isGuessable } from "./password-strength.ts";

const known = ["Ada Lovelace", "ada@example.org", "Vigie"];

test.each([
  ["p4$$w0rd1234", true],
  ["m0td3p4ss3", true],
  ["4d4l0v3l4c3", true],
  ["@zerty12345", true],
  ["vigievigie", true],
  ["onze mouettes en vadrouille", false],
  ["k3P!vhq2-Tz", false],
])("rates %s as guessable: %s", async (password, guessable) => {
  expect(await isGuessable(password, known)).toBe(guessable);
});

test("rates only the beginning of a password, so that a long one costs no extra time", async () => {
  const beginning = "a".repeat(guessingOptions.maxLength);
  expect(await isGuessable(`${beginning}onze mouettes en vadrouille`, known)).toBe(true);
});
