import { expect, test } from "vitest";
import { destinationIn, safeDestination } from "./destination.ts";

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

test("a form says where to go; a file or nothing leads home", () => {
  const form = new FormData();
  form.set("next", "/comments/12");
  expect(destinationIn(form)).toBe("/comments/12");
  form.set("next", new File(["/comments/12"], "next"));
  expect(destinationIn(form)).toBe("/");
  expect(destinationIn(new FormData())).toBe("/");
});
