import { notFound, redirect } from "next/navigation";
import { expect, test } from "vitest";
import { readRedirect } from "./action-redirect.ts";

const thrownBy = (work: () => never): unknown => {
  try {
    return work();
  } catch (error) {
    return error;
  }
};

test("reads the address of a redirect of Next 16.4.6, and of nothing else", () => {
  expect(readRedirect(thrownBy(() => redirect("/articles/a;b?x=1;2#comment-7")))).toBe("/articles/a;b?x=1;2#comment-7");
  expect(readRedirect(thrownBy(() => notFound()))).toBeUndefined();
  expect(readRedirect(new Error("NEXT_REDIRECT;push;/x;307;"))).toBeUndefined();
});
