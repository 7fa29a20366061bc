import { expect, test } from "vitest";
import { destinationFromQuery, destinationFromReferer, safeDestination, welcomePath } from "./destination.ts";

test.each(["/", "/articles/un?x=1#comment-3", "/comments/12", "/a/../b"])("accepts %s as a destination", (next) => {
  expect(safeDestination(next)).toBe(next === "/a/../b" ? "/b" : next);
});

test.each([
  undefined,
  ["/a"],
  "",
  "a",
  "https://evil.example",
  "//evil.example",
  "/\\evil.example",
  "/a\\b",
  "/\t/evil.example",
  "/.//evil.example",
  "/./%2e/..//evil.example",
  "/a/..//evil.example/x",
  "/é",
  "/login?next=/a",
  "/./login",
  "/register",
  "/api/auth/signout",
])("replaces the destination %j with the home page", (next) => {
  expect(safeDestination(next)).toBe("/");
});

test("reads the destination from an address, and uses the home page for two of them or none", () => {
  const read = (query: string) => destinationFromQuery(new URLSearchParams(query));
  expect(read("next=%2Fcomments%2F12%23x&opened=1")).toBe("/comments/12#x");
  for (const other of [
    "",
    "next",
    "next=",
    "next=%2Fa&next=%2Fb",
    "next=%2F%2Fevil.example",
    "next=%5C%5Cevil.example",
  ])
    expect(read(other), other).toBe("/");
});

test("leads a sign-in link without a destination back to its page, if that is on this site", () => {
  const before = (referer?: string) => destinationFromReferer(referer, "site.example:8080");
  expect(before("http://site.example:8080/articles/un?page=2")).toBe("/articles/un?page=2");
  expect(before("http://site.example:8080/login?next=/a")).toBe("/a");
  expect(before("http://site.example:8080/login/link?next=%2Fa%3Fb%23c")).toBe("/a?b#c");
  for (const other of [
    undefined,
    "",
    "articles/un",
    "about:blank",
    "https://evil.example/articles/un",
    "http://site.example/articles/un",
    "http://site.example:8080//evil.example",
    "http://site.example:8080/login?next=//evil.example",
    "http://site.example:8080/login/link?token=x",
    "http://site.example:8080/register",
    "http://site.example:8080/confirm?token=x",
    "http://site.example:8080/confirm?token=x&next=/a",
    "http://site.example:8080/account/mail/confirm?token=x",
    "http://site.example:8080/invitation?token=x",
    "http://site.example:8080/preview/7-x",
    `http://site.example:8080/${"a".repeat(3_000)}`,
  ])
    expect(before(other), other).toBe("/");
});

test("shows the welcome page without JavaScript, unless the destination shows the member", () => {
  expect(welcomePath("/", "signedIn")).toBe("/login/welcome");
  expect(welcomePath("/articles/un?x=1#rating", "signedIn")).toBe(
    "/login/welcome?next=%2Farticles%2Fun%3Fx%3D1%23rating",
  );
  expect(welcomePath("/", "confirmed")).toBe("/login/welcome?confirmed=1");
  for (const own of ["/account", "/account/security#password", "/admin", "/comments/12#report", "/notifications"])
    expect(welcomePath(own, "confirmed")).toBe(own);
  expect(welcomePath("/accounting", "signedIn")).toBe("/login/welcome?next=%2Faccounting");
});
