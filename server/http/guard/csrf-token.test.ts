import { beforeAll, expect, test } from "vitest";
import { isCsrfToken, issueCsrfToken } from "./csrf-token.ts";

beforeAll(() => {
  process.env.AUTH_SECRET ??= "a secret of this test alone";
});

const now = 1_800_000_000_000;

test("accepts a token for its address and its browser, for half an hour", () => {
  const { token, cookie } = issueCsrfToken("/login", true, now);
  const cookies = `a=1; ${cookie.split(";")[0]}; b=2`;
  const is = (more: object = {}, at = now, given: string | undefined = token) =>
    isCsrfToken(given, { path: "/login", cookies, secure: true, ...more }, at);
  expect(is()).toBe(true);
  expect(is({}, now + 29 * 60_000)).toBe(true);
  expect(is({}, now + 31 * 60_000)).toBe(false);
  expect(is({}, now - 10 * 60_000)).toBe(false);
  expect(is({ path: "/register" })).toBe(false);
  expect(is({ cookies: undefined })).toBe(false);
  expect(is({ cookies: "__Host-vigie_form=" })).toBe(false);
  const other = issueCsrfToken("/login", true, now);
  expect(is({ cookies: other.cookie.split(";")[0] })).toBe(false);
  expect(is({ secure: false })).toBe(false);
  for (const wrong of [
    "",
    ".",
    "x",
    `${token}x`,
    token.replace(".", ""),
    token.replace(/^[^.]+/, (now + 1).toString(36)),
  ])
    expect(is({}, now, wrong), wrong).toBe(false);
});

test("sets its cookie out of reach of scripts and other sites", () => {
  expect(issueCsrfToken("/", true).cookie).toMatch(
    /^__Host-vigie_form=[\w-]{22}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=1800; Secure$/,
  );
  expect(issueCsrfToken("/", false).cookie).toMatch(
    /^vigie_form=[\w-]{22}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=1800$/,
  );
});
