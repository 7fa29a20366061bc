import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { prepareDynamicResponse } from "./dynamic-page.ts";

/** Stands in for Next: writes a response as Next does. */
let next: (req: IncomingMessage, res: ServerResponse) => void;
let server: Server;
let refused: number[] = [];

beforeAll(async () => {
  server = createServer((req, res) => {
    const options = { path: "/account", secure: true, isOutage: () => false };
    prepareDynamicResponse(req, res, {
      ...options,
      onRefused: (status) => {
        refused.push(status);
        res.end("refused");
      },
    });
    next(req, res);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => server.close());

/** Requests the page; `parts`: each part of the body as it arrived. */
function ask(headers: Record<string, string> = { "accept-encoding": "gzip" }, onPart?: (text: Buffer) => void) {
  return new Promise<{ headers: Record<string, string | undefined>; parts: Buffer[]; status: number }>((resolve) => {
    const { port } = server.address() as AddressInfo;
    request({ port, host: "127.0.0.1", path: "/account", headers }, (res) => {
      const parts: Buffer[] = [];
      res.on("data", (part: Buffer) => {
        parts.push(part);
        onPart?.(part);
      });
      const received = res.headers as Record<string, string | undefined>;
      res.on("end", () => resolve({ headers: received, parts, status: res.statusCode ?? 0 }));
    }).end();
  });
}

const filling = "é".repeat(5_000);
const parts = ["<!DOCTYPE html><html><head><title>x</title>", `</head><body>${filling}`, "</body></html>"];
const policyScript = /<head><script nonce="[^"]+">self\.trustedTypes/;

/** As Next writes a page: in several turns of the event loop. */
function writePage(_req: IncomingMessage, res: ServerResponse): void {
  res.setHeader("Content-Type", "text/html; charset=utf-8");
  res.setHeader("ETag", '"next"');
  res.flushHeaders();
  res.write(parts[0]);
  setImmediate(() => {
    res.write(parts[1]);
    setImmediate(() => res.end(parts[2]));
  });
}

test("sends a page that Next writes at once in one piece, compressed once", async () => {
  next = writePage;
  const { headers, parts: received } = await ask();
  expect(headers["content-encoding"]).toBe("gzip");
  expect(headers.etag).toBeUndefined();
  expect(headers.vary).toBe("Accept-Encoding");
  expect(headers["transfer-encoding"]).toBeUndefined();
  const body = Buffer.concat(received);
  expect(Number(headers["content-length"])).toBe(body.length);
  const html = gunzipSync(body).toString();
  expect(html).toMatch(policyScript);
  expect(html.replace(/<script nonce="[^"]+">.*?<\/script>/gs, "")).toBe(parts.join(""));
});

test("sends a page uncompressed to a client that does not accept gzip", async () => {
  next = writePage;
  const { headers, parts: received } = await ask({ "accept-encoding": "br" });
  expect(headers["content-encoding"]).toBeUndefined();
  expect(headers["transfer-encoding"]).toBeUndefined();
  expect(Buffer.concat(received).toString()).toMatch(policyScript);
});

test("sends the beginning of a slow page before its end", async () => {
  let finish = () => {};
  next = (_req, res) => {
    res.setHeader("Content-Type", "text/html; charset=utf-8");
    res.write(parts[0]);
    res.write(parts[1]);
    // Ends only once the client has the beginning.
    finish = () => {
      finish = () => {};
      res.end(parts[2]);
    };
  };
  const { headers, parts: received } = await ask({ "accept-encoding": "gzip" }, () => finish());
  expect(headers["content-encoding"]).toBe("gzip");
  expect(received.length).toBeGreaterThan(1);
  const html = gunzipSync(Buffer.concat(received)).toString();
  expect(html).toMatch(policyScript);
  expect(html).toContain(filling);
  expect(html.endsWith("</body></html>")).toBe(true);
});

test("waits for the head of a page, however slowly it is written", async () => {
  next = (_req, res) => {
    res.setHeader("Content-Type", "text/html; charset=utf-8");
    res.write("<!DOCTYPE html><html><he");
    setTimeout(() => res.end("ad><title>x</title></head><body></body></html>"), 60);
  };
  const { parts: received } = await ask({});
  expect(Buffer.concat(received).toString()).toMatch(policyScript);
});

test("sends a page of many megabytes as it arrives", async () => {
  next = (_req, res) => {
    res.setHeader("Content-Type", "text/html; charset=utf-8");
    res.write(parts[0]);
    for (let n = 0; n < 20; n += 1) res.write(filling.repeat(10));
    res.end(parts[2]);
  };
  const { headers, parts: received } = await ask({});
  expect(headers["transfer-encoding"]).toBe("chunked");
  expect(Buffer.concat(received).length).toBeGreaterThan(2_000_000);
});

test("does not compress a short response, and leaves an empty one alone", async () => {
  next = (_req, res) => {
    res.setHeader("Content-Type", "application/json");
    res.end('{"a":1}');
  };
  expect((await ask()).headers).toMatchObject({ "content-length": "7" });
  next = (_req, res) => {
    res.writeHead(307, { Location: "/login" });
    res.end();
  };
  expect(await ask()).toMatchObject({ status: 307, headers: { location: "/login" } });
});

test("answers for a page that Next refuses, and drops what Next writes", async () => {
  refused = [];
  next = (_req, res) => {
    res.statusCode = 403;
    res.setHeader("Content-Type", "text/html; charset=utf-8");
    res.flushHeaders();
    res.write(parts[0]);
    res.end(parts[2]);
  };
  expect(Buffer.concat((await ask()).parts).toString()).toBe("refused");
  expect(refused).toEqual([403]);
});
