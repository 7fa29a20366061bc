import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testDatabase } from "#db/testing.ts";
import { anArticle } from "#features/articles/testing.ts";
import { createDevelopmentServer } from "./dev-server.ts";

const { db } = testDatabase();

/** Replaces Next: the frame of the search page, and payloads of the client router. */
const next = {
  async handle(req: IncomingMessage, res: ServerResponse) {
    const frame = '<title>Recherche · Vigie</title><input id="search" name="q"/><div id="search-content"></div>';
    res
      .writeHead(200, { "content-type": req.headers.rsc ? "text/x-component" : "text/html" })
      .end(`${req.url} ${frame}`);
  },
  async upgrade() {},
  async close() {},
};
const server = createDevelopmentServer("http://localhost", [], () => next);
const ask = async (path: string, headers: Record<string, string> = {}) => {
  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`, { headers });
  return { type: response.headers.get("content-type"), text: await response.text() };
};

beforeAll(async () => {
  await anArticle(db, "coffre", { title: "Un coffre pour les mots de passe" });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

test("shows the results of a search, for which Next has rendered the frame only", async () => {
  const { type, text } = await ask("/search?q=coffre+%3Cb%3E");
  expect(type).toBe("text/html");
  expect(text).toMatch(/^\/search <title>/);
  expect(text).toContain('<input id="search" value="coffre &lt;b&gt;"');
  expect(text).toContain('href="/articles/coffre"');
});

test("leaves payloads of the client router and other pages to Next", async () => {
  expect(await ask("/search?q=coffre", { rsc: "1" })).toMatchObject({ type: "text/x-component" });
  expect((await ask("/searches")).text).toContain('<div id="search-content"></div>');
});
