import { expect, test } from "vitest";
import { redactText, redactValues } from "./redact.mjs";

test.each([
  ["postgres://me:pw@db.test:5432/vigie is gone", "postgres://db.test:5432/vigie is gone"],
  ["to zoe@example.org, then on", "to … then on"],
  ["GET /search?q=words failed", "GET /search failed"],
  ["a=1 session_token = abc def", "a=1 session_token = …"],
  ['{"name":"x","api.Secret": "y"}', '{"name":"x","api.Secret": …'],
  ["authorization:Bearer x", "authorization:…"],
  ["the token is gone", "the token is gone"],
  ["tokens: 3", "tokens: …"],
  ["key Gk3pQz81LmN0aBcD7eFg ends", "key … ends"],
])("redacts %j to %j", (text, kept) => {
  expect(redactValues(text)).toBe(kept);
});

test.each([
  ["invalid value «a» or “b” here", "invalid value … here"],
  ["it's said 'so' there", "it… there"],
  ["an open « quote of somebody", "an open …"],
  ["nothing” is open", "nothing” is open"],
  ["Failed query: select 1\nparams: x", "Failed query: …"],
])("redacts the message %j to %j", (text, kept) => {
  expect(redactText(text)).toBe(kept);
});
