import type { IncomingMessage, ServerResponse } from "node:http";
import { expect, test } from "vitest";
import { cached, notePersonalRead } from "#lib/cache/cached.ts";
import { htmlLimitedAgent } from "#lib/html-limited-agent.ts";
import { nextRenderer, RenderTimeoutError } from "./render.ts";

/** Replaces Next: reads something for the page, and returns the headers of the request. */
async function page(req: IncomingMessage, res: ServerResponse): Promise<void> {
  await cached(["text", req.url], [`text:${req.url}`], async () => "text", { maxAge: 60 });
  if (req.url === "/own") notePersonalRead("the session");
  if (req.url === "/broken") throw new Error("broken");
  res.end(JSON.stringify(req.headers));
}

const render = nextRenderer(page, "https://vigie.test");

test("asks Next as a robot without an identity, and passes on the router's headers only", async () => {
  const { body } = await render({ url: "/a", headers: { rsc: "1" } });
  expect(JSON.parse(body.toString())).toEqual({
    rsc: "1",
    host: "vigie.test",
    "x-forwarded-host": "vigie.test",
    "x-forwarded-proto": "https",
    "accept-encoding": "identity",
    "user-agent": htmlLimitedAgent,
    connection: "close",
  });
});

test("notes what each of several renders at once reads", async () => {
  const urls = Array.from({ length: 20 }, (_, n) => `/${n}`);
  const all = await Promise.all(urls.map((url) => render({ url, headers: {} })));
  for (const [n, { reads }] of all.entries()) {
    expect([...reads.tags]).toEqual(["site", `text:/${n}`]);
    expect(reads.expiresAt).toBeLessThan(performance.now() + 60_000);
    expect(reads.personal).toBeUndefined();
  }
  expect((await render({ url: "/own", headers: {} })).reads.personal).toBe("the session");
});

test("fails with the error with which Next does", async () => {
  await expect(render({ url: "/broken", headers: {} })).rejects.toThrow("broken");
});

test("abandons a render that takes too long, with an error that says so", async () => {
  const silent = nextRenderer(async () => {}, "https://vigie.test", 20);
  await expect(silent({ url: "/late", headers: {} })).rejects.toBeInstanceOf(RenderTimeoutError);
});
