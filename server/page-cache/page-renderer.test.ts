import { expect, test } from "vitest";
import { newReadScope } from "#lib/cache/cached.ts";
import type { PageKey } from "./key.ts";
import { type CapturedResponse, RenderTimeoutError } from "./next/render.ts";
import { pageRenderer, reusePages } from "./page-renderer.ts";

const key = (page = "/a"): PageKey => ({ id: page, url: page, page, kind: "html", headers: {}, hasFreeText: false });

function answer(more: Partial<CapturedResponse> = {}, reads: Partial<CapturedResponse["reads"]> = {}) {
  return {
    status: 200,
    headers: { "content-type": "text/html; charset=utf-8", "cache-control": "private, no-store" },
    body: Buffer.from("<html><head></head><body>text</body></html>"),
    reads: { ...newReadScope(), ...reads },
    ...more,
  } satisfies CapturedResponse;
}

/** A renderer over responses of Next, by address; records the addresses and the failures. */
function stage(answers: Record<string, CapturedResponse>, more: Partial<Parameters<typeof pageRenderer>[0]> = {}) {
  const asked: string[] = [];
  const failures: string[] = [];
  const rendered = pageRenderer({
    ask: async ({ url }) => {
      asked.push(url);
      return answers[url] ?? answer({ status: 500 });
    },
    settings: async () => ({ lateHydration: false, secure: false, stylesheetOf: () => undefined }),
    appearance: () => ({ siteName: "Vigie", stylesheets: [], secure: false }),
    withdrawn: async () => undefined,
    failed: (_key, error) => void failures.push(String(error)),
    ...more,
  });
  return { asked, failures, render: reusePages(rendered, () => {}, Date.now) };
}

test("gives a page the tags of all that its render read, and the tag of everything", async () => {
  const { render } = stage({ "/a": answer({}, { tags: new Set(["articles:slug:a"]), expiresAt: 1_000 }) });
  expect(await render(key(), undefined)).toMatchObject({
    kind: "shared",
    tags: ["articles:slug:a", "site"],
    expiresAt: 1_000,
  });
});

test("keeps the finished page if a render returns the same content", async () => {
  const { render } = stage({ "/a": answer() });
  const first = await render(key(), undefined);
  if (first.kind !== "shared") throw new Error("not shared");
  const second = await render(key(), first.page);
  expect(second.kind === "shared" && second.page).toBe(first.page);
});

test.each([
  ["read the session", answer({}, { personal: "the session" })],
  ["sets a cookie", answer({ headers: { "set-cookie": ["a=1"] } })],
])("never shares a page that %s, and reports it", async (_, response) => {
  const { render, failures } = stage({ "/a": response });
  expect(await render(key(), undefined)).toEqual({ kind: "private" });
  expect(failures).toHaveLength(1);
});

test("a withdrawn article is 410, with the tags of its 404", async () => {
  const missing = answer({ status: 404 }, { tags: new Set(["articles:slug:a"]) });
  const { render } = stage({ "/a": missing }, { withdrawn: async () => ({ note: "Une note" }) });
  expect(await render(key(), undefined)).toMatchObject({ page: { status: 410 }, tags: ["articles:slug:a", "site"] });
});

test("never keeps a failed render", async () => {
  const { render } = stage({});
  expect(await render(key(), undefined)).toMatchObject({ kind: "failed", page: { status: 500 } });
});

test("is busy, not broken, if a render took too long: the client may try again", async () => {
  const late = async () => Promise.reject(new RenderTimeoutError("Rendering /a took too long."));
  const { render, failures } = stage({}, { ask: late });
  expect(await render(key(), undefined)).toEqual({ kind: "busy" });
  expect(failures).toEqual(["Error: Rendering /a took too long."]);
});
