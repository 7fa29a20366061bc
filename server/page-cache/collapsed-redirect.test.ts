import { expect, test } from "vitest";
import { newReadScope } from "#lib/cache/cached.ts";
import { collapseRedirect } from "./collapsed-redirect.ts";
import type { CapturedResponse } from "./next/render.ts";

const answer = (status: number, location?: string): CapturedResponse => ({
  status,
  headers: location === undefined ? {} : { location },
  body: Buffer.alloc(0),
  reads: newReadScope(),
});
const html = (page: string) => ({ kind: "html", page }) as const;

function site(second: CapturedResponse) {
  const asked: string[] = [];
  return {
    asked,
    ask: async ({ url }: { url: string }) => {
      asked.push(url);
      return second;
    },
  };
}

test("collapses the redirect of a trailing slash with that of a moved address", async () => {
  const moved = answer(308, "/articles/x");
  const { asked, ask } = site(moved);
  expect(await collapseRedirect(answer(308, "/2017/03/x"), html("/2017/03/x/"), ask)).toBe(moved);
  expect(asked).toEqual(["/2017/03/x"]);
});

test.each([
  ["a page", answer(200)],
  ["an unknown address", answer(404)],
  ["a redirect for now", answer(307, "/login")],
])("keeps the redirect before %s", async (_, second) => {
  const first = answer(308, "/x");
  expect(await collapseRedirect(first, html("/x/"), site(second).ask)).toBe(first);
});

test.each([
  ["another redirect", answer(308, "/articles/x"), html("/x")],
  ["a redirect to elsewhere", answer(308, "/y"), html("/x/")],
  ["a redirect to another site", answer(308, "//evil.example"), html("//evil.example/")],
  ["the home page", answer(308, ""), html("/")],
  ["a page", answer(200), html("/x/")],
  ["a payload", answer(308, "/x"), { kind: "payload", page: "/x/" } as const],
])("leaves %s alone", async (_, first, key) => {
  const { asked, ask } = site(answer(308, "/articles/x"));
  expect(await collapseRedirect(first, key, ask)).toBe(first);
  expect(asked).toEqual([]);
});
