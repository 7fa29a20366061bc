import { expect, test } from "vitest";
import { refused } from "#lib/result.ts";
import { refusalMessages } from "./refusal-messages.ts";

test("returns the code's message, with its values, in either language", () => {
  const refusal = refused("setting.notWhole", undefined, { key: "related.count", min: 0, max: 12 });
  expect(refusalMessages(refusal, "en")).toEqual(["related.count must be a whole number from 0 to 12."]);
  expect(refusalMessages(refusal, "fr")).toEqual(["related.count doit être un nombre entier de 0 à 12."]);
});

test("returns one message per wrong field instead of the code's own", () => {
  const fields = { email: "email.invalid", password: "password.tooShort" };
  const sentences = refusalMessages(refused("member.invalid", fields, { min: 10 }), "en");
  expect(sentences).toEqual(["This email address isn’t valid.", expect.stringContaining("at least 10 characters")]);
});

test("returns a code without a message, or one that names a group, unchanged", () => {
  expect(refusalMessages(refused("no.such.code"), "fr")).toEqual(["no.such.code"]);
  expect(refusalMessages(refused("setting"), "fr")).toEqual(["setting"]);
});
