import { expect, test } from "vitest";
import { safeDestination } from "../sign-in/destination.ts";
import { returnQuery } from "./account-link.client.tsx";

test.each([
  ["/articles/un", ""],
  ["/articles/un/comments", "?sort=newest&page=2"],
  ["/search", "?q=a%26b%20c"],
])("leads back to %s%s", (pathname, search) => {
  const next = new URLSearchParams(returnQuery({ pathname, search })).get("next");
  expect(safeDestination(next)).toBe(pathname + search);
});

test("needs no return path on the home page", () => {
  expect(returnQuery({ pathname: "/", search: "" })).toBe("");
});
