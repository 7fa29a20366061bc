import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { log } from "../log/log.ts";
import { CircuitBreaker } from "./circuit-breaker.ts";
import { ValkeyClient } from "./valkey-client.ts";
import { hasValkeyServer, startTestValkey } from "./valkey-testing.ts";

const generous = { timeout: 60_000, interval: 20 };

/** A client that waits long for a response, since a busy machine may take long, and probes at each call. */
function openClient(url: string, options: { timeoutMs?: number; maxPending?: number } = {}): ValkeyClient {
  const breaker = new CircuitBreaker({ probeIntervalMs: 0 });
  const client = new ValkeyClient({ url, prefix: "test:", timeoutMs: 20_000, breaker, ...options });
  onTestFinished(() => client.close());
  return client;
}

const write = (client: ValkeyClient) => client.run((server) => server.set("test:key", "value"));
const read = (client: ValkeyClient) => client.run((server) => server.get("test:key"));
const away = { isAvailable: false };

const isBack = async (client: ValkeyClient) =>
  vi.waitFor(async () => expect((await write(client)).isAvailable).toBe(true), generous);

test("a server that nobody started is unavailable, and the calls after the third do not try it", async () => {
  const client = new ValkeyClient({ url: "valkey://127.0.0.1:1", prefix: "test:", timeoutMs: 20_000 });
  for (let call = 0; call < 10; call += 1) expect(await read(client)).toEqual(away);
  expect(client.counts).toEqual({ sent: 3, failed: 3, probes: 0 });
  expect(client.isOpen).toBe(true);
  expect(client.findFailure(0)).toBe("silent");
  expect(client.findFailure(3_600_000)).toBeUndefined();
});

/** A server that does this with each connection. */
async function startStandIn(answer: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {}).resume();
    answer(socket);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("There is no port.");
  return `valkey://127.0.0.1:${address.port}`;
}

/** Writes megabytes until the other end closes the connection; notes how many. */
function flood(socket: Socket, sent: { bytes: number }): void {
  const chunk = Buffer.alloc(2 ** 20, "x");
  const send = () => {
    if (socket.destroyed) return;
    sent.bytes += chunk.length;
    socket.write(chunk, () => setImmediate(send));
  };
  send();
}

const replies = (text: string | Uint8Array) => (socket: Socket) =>
  void socket.on("data", () => socket.destroyed || socket.write(text));

test.each<[string, (socket: Socket) => void]>([
  ["never answers", () => {}],
  ["closes every connection", (socket) => socket.destroy()],
  ["sends nested arrays without an end", replies("*1\r\n".repeat(200_000))],
  ["sends nested arrays after an answer", replies(`+OK\r\n${"*1\r\n".repeat(200_000)}`)],
  ["announces an array of 999,999,999 elements", replies("*999999999\r\n")],
  ["announces an array that is too long for JavaScript", replies("*99999999999999999999\r\n")],
  ["announces a text of a negative length", replies("$-99999\r\n")],
  ["sends more replies than it got requests", replies("+OK\r\n".repeat(1_000))],
  ["ends in the middle of a reply", (socket) => void socket.once("data", () => socket.end("$100\r\nabc"))],
  ["is a web server", (socket) => void socket.once("data", () => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"))],
])("a server that %s is unavailable, and harms nothing", async (_, answer) => {
  const client = openClient(await startStandIn(answer), { timeoutMs: 50 });
  for (let call = 0; call < 8; call += 1) expect(await read(client)).not.toMatchObject({ value: "value" });
  client.close();
});

test("the log of a lost server does not contain the password that the server quotes", async () => {
  const warn = vi.spyOn(log, "warn").mockImplementation(() => {});
  const quote = "-ERR unknown command 'AUTH', with args beginning with: 'hunter2' \r\n";
  const url = await startStandIn(replies(quote));
  const client = openClient(url.replace("//", "//:hunter2@"));
  for (let call = 0; call < 3; call += 1) await read(client);
  expect(client.findFailure(0)).toBe("unusable");
  expect(warn).toHaveBeenCalledTimes(1);
  expect(JSON.stringify(warn.mock.calls)).toContain("unknown command");
  expect(JSON.stringify(warn.mock.calls)).not.toContain("hunter2");
  warn.mockRestore();
});

test("a server that sends random bytes is unavailable, and harms nothing", async () => {
  for (let round = 0; round < 30; round += 1) {
    const bytes = Buffer.concat([Buffer.from("+-:$*".charAt(round % 6)), randomBytes(1 + round * 40)]);
    const client = openClient(await startStandIn(replies(bytes)), { timeoutMs: 20 });
    await read(client);
    await read(client);
    client.close();
  }
});

test("at most 32 MB of a reply without an end are read", async () => {
  const sent = { bytes: 0 };
  const url = await startStandIn((socket) => {
    socket.write("$999999999\r\n");
    flood(socket, sent);
  });
  const client = openClient(url);
  expect(await read(client)).toEqual(away);
  // What the sockets of both ends hold comes on top.
  expect(sent.bytes).toBeLessThan(64 * 2 ** 20);
});

describe.skipIf(!hasValkeyServer)("with a server (skipped without /usr/bin/valkey-server)", () => {
  test("returns values, and null for an absent key", async () => {
    const client = openClient((await startTestValkey()).url);
    expect(await read(client)).toEqual({ isAvailable: true, value: null });
    expect(await write(client)).toEqual({ isAvailable: true, value: "OK" });
    expect(await read(client)).toEqual({ isAvailable: true, value: "value" });
  });

  test("a killed server fails the calls that wait, and is used again once it is back", async () => {
    const server = await startTestValkey();
    const client = openClient(server.url);
    await write(client);
    server.freeze();
    const waiting = Promise.all(Array.from({ length: 10 }, () => read(client)));
    await server.kill();
    expect(new Set((await waiting).map(({ isAvailable }) => isAvailable))).toEqual(new Set([false]));
    expect(client.isOpen).toBe(true);
    const { sent } = client.counts;
    for (let call = 0; call < 50; call += 1) expect(await read(client)).toEqual(away);
    expect(client.counts.sent).toBe(sent);
    await server.restart();
    await isBack(client);
    expect(await read(client)).toEqual({ isAvailable: true, value: "value" });
  });

  test("a frozen server lets three calls wait, then none, and leaves nothing in memory", async () => {
    const server = await startTestValkey();
    const client = openClient(server.url, { timeoutMs: 50 });
    await isBack(client);
    const { sent } = client.counts;
    server.freeze();
    for (let call = 0; call < 1_000; call += 1) expect(await write(client)).toEqual(away);
    expect(client.counts.sent).toBe(sent + 3);
    expect(client.isOpen).toBe(true);
    expect(client.findFailure(0)).toBe("silent");
    server.thaw();
    await isBack(client);
    expect(client.findFailure(0)).toBeUndefined();
  });

  test("no more calls wait at once than allowed", async () => {
    const server = await startTestValkey();
    const client = openClient(server.url, { maxPending: 5 });
    await write(client);
    const { sent } = client.counts;
    server.freeze();
    const calls = Array.from({ length: 50 }, () => read(client));
    expect(client.counts.sent).toBe(sent + 5);
    server.thaw();
    expect((await Promise.all(calls)).filter(({ isAvailable }) => isAvailable)).toHaveLength(5);
  });

  test("a full server is unavailable after one refusal, until it has room", async () => {
    const server = await startTestValkey("--maxmemory-policy", "noeviction");
    const client = openClient(server.url);
    await write(client);
    server.command("config", "set", "maxmemory", "1");
    expect(await write(client)).toEqual(away);
    expect(client.isOpen).toBe(true);
    expect(client.findFailure(0)).toBe("full");
    await vi.waitFor(async () => {
      expect(await read(client)).toEqual(away);
      expect(client.counts.probes).toBeGreaterThan(1);
    }, generous);
    server.command("config", "set", "maxmemory", "0");
    await isBack(client);
  });

  test("a read-only replica is unavailable", async () => {
    const primary = await startTestValkey();
    const replica = await startTestValkey("--replicaof", "127.0.0.1", String(primary.port));
    const client = openClient(replica.url);
    expect(await write(client)).toEqual(away);
    expect(client.isOpen).toBe(true);
    expect(client.findFailure(0)).toBe("readOnly");
    replica.command("replicaof", "no", "one");
    await isBack(client);
  });

  test.each([
    ["a wrong password", ":wrong@", ""],
    ["no password", "", ""],
    ["a database that the server does not have", ":right@", "/99"],
  ])("%s makes it unavailable", async (_, credentials, database) => {
    const server = await startTestValkey("--requirepass", "right");
    const client = openClient(server.url.replace("//", `//${credentials}`) + database);
    for (let call = 0; call < 5; call += 1) expect(await write(client)).toEqual(away);
    expect(client.isOpen).toBe(true);
    expect(client.findFailure(0)).toBe("refused");
  });

  test("a check alone notices that the server was lost, why, and that it is back", async () => {
    const server = await startTestValkey();
    const client = openClient(server.url);
    await client.check();
    expect(client.findFailure(0)).toBeUndefined();
    await server.kill();
    for (let call = 0; call < 3; call += 1) await client.check();
    expect(client.findFailure(0)).toBe("silent");
    await server.restart();
    server.command("config", "set", "maxmemory-policy", "noeviction", "maxmemory", "1");
    const checkUntil = (failure: string | undefined) =>
      vi.waitFor(async () => {
        await client.check();
        expect(client.findFailure(0)).toBe(failure);
      }, generous);
    await checkUntil("full");
    server.command("config", "set", "maxmemory", "0");
    await checkUntil(undefined);
  });

  test("the right password and a database's number are used", async () => {
    const server = await startTestValkey("--requirepass", "r/ght");
    const client = openClient(`${server.url.replace("//", "//:r%2Fght@")}/3`);
    await write(client);
    expect(server.command("-n", "3", "keys", "*")).toBe("test:key");
  });

  test("a flushed server is available, and empty", async () => {
    const server = await startTestValkey();
    const client = openClient(server.url);
    await write(client);
    server.command("flushall");
    expect(await read(client)).toEqual({ isAvailable: true, value: null });
  });
});
