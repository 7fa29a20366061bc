import { expect, test } from "vitest";
import type { PageKey } from "./key.ts";
import type { CapturedResponse } from "./next/render.ts";
import { pageRenderer } from "./page-renderer.ts";

const html = (text: string) => `<html><head></head><body>${text}</body></html>`;
const answer = (text: string, more: Partial<CapturedResponse> = {}): CapturedResponse => ({
  status: 200,
  headers: { "content-type": "text/html; charset=utf-8", "cache-control": "s-maxage=60" },
  body: Buffer.from(html(text)),
  tags: ["whole"],
  ...more,
});
const key = (kind: PageKey["kind"] = "html"): PageKey => ({ id: "/a", url: "/a", page: "/a", kind, headers: {} });

/** A renderer over the given responses of Next, whole and in one pass; records how Next was asked. */
function stage(onePass: CapturedResponse | Error) {
  const asked: string[] = [];
  const render = pageRenderer({
    ask: async (_key, once) => {
      asked.push(once ? "one pass" : "whole");
      if (!once) return answer("whole");
      if (onePass instanceof Error) throw onePass;
      return onePass;
    },
    settings: async () => ({ lateHydration: false, secure: false, stylesheetOf: () => undefined }),
    appearance: () => ({ siteName: "Vigie", stylesheets: [], secure: false }),
    keep: async () => {},
    withdrawn: async () => undefined,
    absent: async () => undefined,
  });
  const again = async (kind?: PageKey["kind"]) => {
    const first = await render(key(kind), undefined);
    if (first.kind !== "shared") throw new Error("not shared");
    asked.length = 0;
    const outcome = await render(key(kind), first.page, ["before"]);
    if (outcome.kind !== "shared") throw new Error("not shared");
    return { text: outcome.page.variants.identity.body.toString(), tags: outcome.tags, onePass: outcome.onePass };
  };
  return { asked, again };
}
const privately = { "content-type": "text/html; charset=utf-8", "cache-control": "private, no-store" };

test("a page rendered again in one pass is shared, with its former and its new tags", async () => {
  const { asked, again } = stage(answer("one pass", { headers: privately, tags: ["now", "before"] }));
  const { text, tags, onePass } = await again();
  expect(asked).toEqual(["one pass"]);
  expect(text).toContain("one pass");
  expect(tags).toEqual(["before", "now"]);
  expect(onePass).toBe(true);
});

test.each<[string, CapturedResponse | Error]>([
  ["is there no more", answer("gone", { status: 404, headers: privately })],
  ["leads on", answer("", { status: 308, headers: { location: "/b" } })],
  ["sets a cookie", answer("one", { headers: { ...privately, "set-cookie": ["a=1"] } })],
  ["is no page", answer("one", { headers: { "content-type": "text/x-component" } })],
  ["has a part that failed", answer("<!--$!--><template></template><!--/$-->", { headers: privately })],
  ["has a part that is not there yet", answer("<!--$?--><template></template><!--/$-->", { headers: privately })],
  ["breaks off", new Error("Rendering /a broke off.")],
  ["depends on who knows what", answer("one", { headers: privately, tags: undefined })],
])("one that %s in one pass is asked for as a whole", async (_, onePass) => {
  const { asked, again } = stage(onePass);
  const outcome = await again();
  expect(asked).toEqual(["one pass", "whole"]);
  expect(outcome).toMatchObject({ tags: ["whole"], onePass: false });
  expect(outcome.text).toContain("whole");
});

test("never requests a router payload in one pass", async () => {
  const { asked, again } = stage(answer("one pass"));
  await again("payload");
  expect(asked).toEqual(["whole"]);
});
