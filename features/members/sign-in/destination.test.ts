import { expect, test } from "vitest";
import { safeDestination } from "./destination.ts";

test.each(["/", "/articles/un?x=1#comment-3", "/comments/12", "/a/../b"])("%s is a way back", (next) => {
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
])("%j leads home", (next) => {
  expect(safeDestination(next)).toBe("/");
});
