import { expect, test } from "vitest";
import { newReadScope } from "#lib/cache/cached.ts";
import { readableNotFound } from "./not-found.ts";
import type { CapturedResponse } from "./render.ts";

const answer = (status: number, body: string, ...tags: string[]): CapturedResponse => ({
  status,
  headers: { "content-type": "text/html" },
  body: Buffer.from(body),
  reads: { ...newReadScope(), tags: new Set(tags) },
});
const empty = '<!DOCTYPE html><html id="__next_error__"><head></head><body></body></html>';
const ours = answer(404, "<!DOCTYPE html><html><body><h1>404</h1></body></html>", "articles:lists");
const html = { kind: "html" } as const;

/** The site's own 404 page, and the requests for it. */
function site(page = ours) {
  const asked: string[] = [];
  const ask = async ({ url }: { url: string }) => {
    asked.push(url);
    return page;
  };
  return { asked, ask };
}

test("replaces an empty 404 with the site's page, which gets the tags of both", async () => {
  const { asked, ask } = site();
  const found = await readableNotFound(answer(404, empty, "articles:slug:x"), html, ask);
  expect(found.status).toBe(404);
  expect(found.body.toString()).toContain("<h1>404</h1>");
  expect([...found.reads.tags]).toEqual(["articles:slug:x", "articles:lists"]);
  expect(asked).toEqual(["/_not-found"]);
});

test.each([
  ["a page", answer(200, empty), html],
  ["a 404 that says something", ours, html],
  ["a payload", answer(404, empty), { kind: "payload" } as const],
])("%s is left alone", async (_, given, key) => {
  const { asked, ask } = site();
  expect(await readableNotFound(given, key, ask)).toBe(given);
  expect(asked).toEqual([]);
});

test("keeps Next's 404 if the site has no page of its own", async () => {
  const given = answer(404, empty);
  expect(await readableNotFound(given, html, site(answer(404, empty)).ask)).toBe(given);
  expect(await readableNotFound(given, html, site(answer(500, "")).ask)).toBe(given);
});
