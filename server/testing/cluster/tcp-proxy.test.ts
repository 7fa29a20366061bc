import { once } from "node:events";
import { createServer, connect as openSocket, type Socket } from "node:net";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { listenOn } from "#server/process/port.ts";
import { NotificationFilter } from "./notification-filter.ts";
import { TcpProxy } from "./tcp-proxy.ts";
import { waitUntil } from "./tracked-process.ts";

const received: string[] = [];
const echo = createServer((socket) => {
  socket.on("error", () => {});
  socket.on("data", (text) => {
    received.push(String(text));
    socket.write(text);
  });
});
let proxy: TcpProxy;
const clients: Socket[] = [];

beforeAll(async () => {
  proxy = await TcpProxy.open({ port: await listenOn(echo, 0, "127.0.0.1") });
});
afterEach(() => {
  proxy.heal();
  Object.assign(proxy.latencyMs, { toServer: 0, toClient: 0 });
  for (const client of clients.splice(0)) client.destroy();
  received.length = 0;
});
afterAll(async () => {
  await proxy.close();
  echo.close();
});

async function open() {
  const socket = openSocket(proxy.port, "127.0.0.1");
  clients.push(socket);
  let text = "";
  let code = "";
  socket.on("data", (part) => {
    text += part;
  });
  socket.on("error", (error: NodeJS.ErrnoException) => {
    code = error.code ?? "";
  });
  await once(socket, "connect");
  return { socket, text: () => text, code: () => code };
}

test("passes bytes in order while the latency changes", async () => {
  const { socket, text } = await open();
  const words = Array.from({ length: 50 }, (_, n) => `${n},`);
  for (const [n, word] of words.entries()) {
    Object.assign(proxy.latencyMs, { toServer: n % 7, toClient: (n * 3) % 5 });
    socket.write(word);
    if (n % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 2));
  }
  await waitUntil("the echo", () => text().length >= words.join("").length);
  expect(text()).toBe(words.join(""));
});

test("delays each direction by its own latency", async () => {
  const { socket, text } = await open();
  proxy.latencyMs.toClient = 3_600_000;
  socket.write("one");
  await waitUntil("the server's receipt", () => received.includes("one"));
  expect(text()).toBe("");
});

test("a cut resets open connections and new ones until it heals", async () => {
  const first = await open();
  first.socket.write("one");
  await waitUntil("the echo", () => first.text() === "one");
  proxy.cut();
  await waitUntil("the reset", () => first.code() === "ECONNRESET");
  const second = openSocket(proxy.port, "127.0.0.1").on("error", () => {});
  await waitUntil("the reset of a new connection", () => second.destroyed);
  proxy.heal();
  const third = await open();
  third.socket.write("three");
  await waitUntil("the echo after healing", () => third.text() === "three");
});

test("a half-open link keeps the connection, delivers nothing, and resets it when it heals", async () => {
  const { socket, text, code } = await open();
  socket.write("one");
  await waitUntil("the echo", () => text() === "one");
  proxy.makeHalfOpen();
  const late = await open();
  late.socket.write("late");
  socket.write("two");
  await waitUntil("the loss of all bytes", () => proxy.lostByteCount === "late".length + "two".length);
  expect([socket.destroyed, late.socket.destroyed, received]).toEqual([false, false, ["one"]]);
  proxy.heal();
  await waitUntil("the reset of both", () => socket.destroyed && late.socket.destroyed);
  expect([code(), received]).toEqual(["ECONNRESET", ["one"]]);
});

test("removes notifications, however the bytes are split, and nothing else", () => {
  const message = (type: string, body: string) => {
    const bytes = Buffer.alloc(5 + body.length);
    bytes.write(type);
    bytes.writeUInt32BE(4 + body.length, 1);
    bytes.write(body, 5);
    return bytes;
  };
  const stream = [message("R", "ok"), message("A", "AAAA"), message("D", "A row"), message("A", ""), message("Z", "I")];
  const expected = Buffer.concat([stream[0], stream[2], stream[4]].flatMap((one) => one ?? []));
  const all = Buffer.concat(stream);
  for (let size = 1; size <= all.length; size += 1) {
    const filter = new NotificationFilter();
    const parts: Buffer[] = [];
    for (let at = 0; at < all.length; at += size) parts.push(filter.pass(all.subarray(at, at + size), true));
    expect([Buffer.concat(parts), filter.resetRemovedCount()]).toEqual([expected, 2]);
  }
  expect(new NotificationFilter().pass(all, false)).toEqual(all);
});
