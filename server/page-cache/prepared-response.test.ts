import { createServer, type ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { expect, test } from "vitest";
import { keepAliveSeconds, prepareResponse, sendPrepared } from "./prepared-response.ts";

const headers = ["Content-Type", "text/html; charset=utf-8", "Content-Length", "5", "ETag", '"x"'];
const body = Buffer.from("h\u00e9llo".slice(0, 4)); // 5 bytes

/** Returns everything that a server with this handler writes to one connection. */
async function exchange(answer: (res: ServerResponse) => void, sent: string): Promise<string> {
  const server = createServer({ keepAliveTimeout: keepAliveSeconds * 1_000 }, (_, res) => answer(res));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  socket.end(sent);
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk);
  server.close();
  return Buffer.concat(chunks)
    .toString("latin1")
    .replaceAll(/Date: [^\r]+/g, "Date: now");
}

const request = (more = "") => `GET / HTTP/1.1\r\nHost: x\r\n${more}\r\n`;
const usual = (res: ServerResponse) => void res.writeHead(200, headers).end(body);

test("writes the same bytes as writeHead, also for pipelined requests", async () => {
  const message = prepareResponse(200, headers, body);
  const quick = (res: ServerResponse) => expect(sendPrepared(res, 200, message)).toBe(true);
  const sent = request() + request() + request();
  expect(await exchange(quick, sent)).toBe(await exchange(usual, sent));
});

test("leaves closing connections and previously set headers to Node", async () => {
  const message = prepareResponse(200, headers, body);
  const answer = (res: ServerResponse) => {
    if (!sendPrepared(res, 200, message)) usual(res);
  };
  const closing = request("Connection: close\r\n");
  expect(await exchange(answer, closing)).toBe(await exchange(usual, closing));
  const old = "GET / HTTP/1.0\r\n\r\n";
  expect(await exchange(answer, old)).toBe(await exchange(usual, old));
  const withHeader = (res: ServerResponse) => answer(res.setHeader("X-Other", "1"));
  expect(await exchange(withHeader, request())).toContain("X-Other: 1");
});

test("updates the Date header in place", async () => {
  const message = prepareResponse(200, headers, body);
  const before = message.bytes.length;
  await exchange((res) => sendPrepared(res, 200, message), request());
  expect(message.bytes.length).toBe(before);
  const written = /Date: ([^\r]+)\r\n/.exec(message.bytes.toString("latin1"))?.[1] ?? "";
  expect(Math.abs(Date.parse(written) - Date.now())).toBeLessThan(60_000);
});
