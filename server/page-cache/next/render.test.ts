import type { IncomingMessage, ServerResponse } from "node:http";
import { expect, test } from "vitest";
import { htmlLimitedAgent } from "#lib/html-limited-agent.ts";
import { nextRenderer } from "./render.ts";
import { wholeRenders } from "./shared-state.ts";
import useCacheHandler from "./use-cache-handler.ts";

const entry = (tags: string[]) => ({
  value: new ReadableStream<Uint8Array>({ start: (controller) => controller.close() }),
  tags,
  stale: 60,
  timestamp: Date.now(),
  expire: 1_000,
  revalidate: 1_000,
});

/** Replaces Next: reads one stored and one missing piece of data, and records the request. */
async function page(req: IncomingMessage, res: ServerResponse): Promise<void> {
  await useCacheHandler.get("stored", []);
  if ((await useCacheHandler.get(`made for ${req.url}`, [])) === undefined && req.url !== "/never")
    void useCacheHandler.set(`made for ${req.url}`, Promise.resolve(entry(["made"])));
  const asked = { agent: req.headers["user-agent"], whole: wholeRenders.getStore() === true };
  res.setHeader("Cache-Control", "private, no-store");
  res.end(JSON.stringify(asked));
}

test("a render in one pass asks Next as a client without an identity, and has the tags of its data", async () => {
  await useCacheHandler.set("stored", Promise.resolve(entry(["stored"])));
  const render = nextRenderer(page, "http://vigie.test");
  const once = await render({ url: "/a", headers: {} }, true);
  expect(JSON.parse(once.body.toString())).toEqual({ agent: htmlLimitedAgent, whole: true });
  expect(once.tags).toEqual(["stored", "made"]);
  // The next render finds both.
  expect((await render({ url: "/a", headers: {} }, true)).tags).toEqual(["stored", "made"]);
  expect((await render({ url: "/never", headers: {} }, true)).tags).toBeUndefined();

  const whole = await render({ url: "/b", headers: {} });
  expect(JSON.parse(whole.body.toString())).toEqual({ whole: false });
  expect(whole.tags).toBeUndefined();
});
