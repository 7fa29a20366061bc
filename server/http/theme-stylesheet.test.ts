import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, expect, test } from "vitest";
import { serveThemeStylesheet } from "./theme-stylesheet.ts";

const server = createServer(async (req, res) => {
  if (!(await serveThemeStylesheet(req, res))) res.writeHead(404).end();
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
afterAll(() => void server.close());
const get = (path: string, method = "GET") =>
  fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`, { method });

test("serves the stylesheet that its address describes, as immutable", async () => {
  const answer = await get("/look/7a0019-b77583-0-0.css?x");
  const text = await answer.text();
  expect(text).toContain("--color-signal:#7a0019");
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    "content-type": "text/css; charset=utf-8",
    "cache-control": "public, max-age=31536000, immutable",
    "content-length": String(text.length),
  });
  const head = await get("/look/7a0019-b77583-0-0.css", "HEAD");
  expect([head.status, await head.text()]).toEqual([200, ""]);
});

test.each(["/look/red.css", "/look/ffffff-0-0-0.css", "/look/", "/look", "/x"])("leaves %s alone", async (path) => {
  expect((await get(path)).status).toBe(404);
});
