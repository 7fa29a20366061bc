import { expect, test } from "vitest";
import { clearedHintCookie, readSessionToken } from "./session-cookies.ts";

test.each([
  ["vigie_session=abc", "abc"],
  ["a=1; vigie_session=abc; b=2", "abc"],
  ["a=1;vigie_session=abc ;b=2", "abc"],
  ["vigie_session=first; vigie_session=second", "first"],
  ["vigie_session.1=cd; vigie_session.0=ab; vigie_session.2=ef", "abcdef"],
  ["vigie_session=ab; vigie_session.0=cd", "abcd"],
])("reads the session's token from %s", (cookies, token) => {
  expect(readSessionToken(cookies)).toBe(token);
});

test.each([
  undefined,
  null,
  "",
  "a=1",
  "vigie_session",
  "vigie_session=",
  "not_vigie_session=abc",
  "vigie_sessions=abc",
  "vigie_session.4=abc",
  "vigie_session.10=abc",
  "vigie_session.x=abc",
  "vigie_session.constructor=abc",
  // The name over TLS, on a site without it.
  "__Host-vigie_session=abc",
  "a=vigie_session=abc",
  `vigie_session=${"x".repeat(4_097)}`,
  `vigie_session.0=${"x".repeat(2_500)}; vigie_session.1=${"x".repeat(2_500)}`,
])("finds no session's token in %.60s", (cookies) => {
  expect(readSessionToken(cookies)).toBeUndefined();
});

test("reads a header of thousands of cookies once", () => {
  const many = Array.from({ length: 4_000 }, (_, n) => `vigie_session.${n}=${n}`).join("; ");
  expect(readSessionToken(many)).toBe("0123");
  expect(readSessionToken("; ".repeat(8_000))).toBeUndefined();
  expect(readSessionToken(`vigie_session${" ".repeat(16_000)}`)).toBeUndefined();
});

test("deletes the hint cookie under the name that the request carries", () => {
  expect(clearedHintCookie("a=1; vigie_hint=1")).toBe("vigie_hint=; Path=/; Max-Age=0; SameSite=Lax");
  expect(clearedHintCookie("__Host-vigie_hint=1")).toBe("__Host-vigie_hint=; Path=/; Max-Age=0; SameSite=Lax; Secure");
  expect(clearedHintCookie("a=1")).toBeUndefined();
});
