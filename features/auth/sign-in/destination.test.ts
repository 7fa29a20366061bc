import { expect, test } from "vitest";
import { destinationFromForm, destinationFromReferer, safeDestination, welcomePath } from "./destination.ts";

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

test("reads the destination from a form, and uses the home page for a file or nothing", () => {
  const form = new FormData();
  form.set("next", "/comments/12");
  expect(destinationFromForm(form)).toBe("/comments/12");
  form.set("next", new File(["/comments/12"], "next"));
  expect(destinationFromForm(form)).toBe("/");
  expect(destinationFromForm(new FormData())).toBe("/");
});

test("leads a sign-in link without a destination back to its page, if that is on this site", () => {
  const before = (referer?: string) =>
    destinationFromReferer(new Headers({ host: "site.example:8080", ...(referer !== undefined && { referer }) }));
  expect(before("http://site.example:8080/articles/un?page=2")).toBe("/articles/un?page=2");
  for (const other of [
    undefined,
    "",
    "articles/un",
    "about:blank",
    "https://evil.example/articles/un",
    "http://site.example/articles/un",
    "http://site.example:8080//evil.example",
    "http://site.example:8080/login?next=/a",
    "http://site.example:8080/register",
    "http://site.example:8080/confirm?token=x",
    "http://site.example:8080/account/mail/confirm?token=x",
    "http://site.example:8080/invitation?token=x",
    "http://site.example:8080/preview/7-x",
  ])
    expect(before(other), other).toBe("/");
  expect(destinationFromReferer(new Headers({ referer: "http://site.example/articles/un" }))).toBe("/");
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
