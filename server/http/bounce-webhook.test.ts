import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { text } from "node:stream/consumers";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { mailReports, members } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { createBounceToken, createReturnPath } from "#features/mail/bounces/bounce-token.ts";
import * as reports from "#features/mail/bounces/reports-testing.ts";
import { signWebhook } from "#features/mail/bounces/webhook.ts";
import { isSuppressed } from "#features/mail/suppressions/queries.ts";
import { env } from "#lib/env.ts";
import { bounceWebhook } from "./bounce-webhook.ts";
import { openPageServer, serverOptions } from "./page-server.ts";

const { db } = testDatabase();
const secret = "0123456789abcdef";
let server: Server;
let url = "";

beforeAll(async () => {
  const pages = await openPageServer({
    next: async (_req, res) => {
      res.writeHead(418).end();
    },
    db,
    folder: "/nonexistent",
    siteUrl: "http://vigie.test",
    trustProxy: 1,
    middlewares: [bounceWebhook(db, { trustProxy: 1 })],
  });
  server = createServer(serverOptions, pages.listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/bounces`;
  env().MAIL_BOUNCE_SECRET = secret;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

interface Call {
  type?: string;
  at?: number;
  signature?: string;
}

async function post(body: string, { type = "application/json", at = Date.now() / 1_000, signature }: Call = {}) {
  const timestamp = String(Math.floor(at));
  const response = await fetch(url, {
    method: "POST",
    body,
    headers: {
      "content-type": type,
      "x-vigie-timestamp": timestamp,
      "x-vigie-signature": signature ?? `sha256=${signWebhook(secret, timestamp, Buffer.from(body))}`,
    },
  });
  return { status: response.status, body: (await response.json()) as { outcome?: string; error?: string } };
}

async function createMember(handle: string) {
  const address = `${handle}@example.org`;
  const [row] = await db.insert(members).values({ name: handle, handle, email: address }).returning({ id: members.id });
  return { kind: "member", memberId: row?.id ?? 0, address } as const;
}

test("a signed message is recorded once, and its repetition is harmless", async () => {
  const member = await createMember("ada");
  const message = reports.postfixBounce(createReturnPath("b@example.net", member));
  expect(await post(message, { type: "message/rfc822" })).toEqual({ status: 200, body: { outcome: "recorded" } });
  expect(await post(message, { type: "message/rfc822" })).toEqual({ status: 200, body: { outcome: "repeated" } });
  expect(await post("Subject: Hi\r\n\r\nHi", { type: "message/rfc822" })).toMatchObject({
    body: { outcome: "ignored" },
  });
  expect(await isSuppressed(db, member.address)).toBe(true);
});

test("a signed JSON report names a token or an address", async () => {
  const [eve, zoe] = [await createMember("eve"), await createMember("zoe")];
  const byToken = JSON.stringify({
    token: createBounceToken(eve),
    kind: "bounce",
    code: "5.1.1",
    diagnostic: "<eve@example.org> unknown",
  });
  expect((await post(byToken)).body).toEqual({ outcome: "recorded" });
  expect((await post(byToken)).body).toEqual({ outcome: "repeated" });
  expect((await post(JSON.stringify({ address: "Zoe@EXAMPLE.org", kind: "complaint" }))).body).toEqual({
    outcome: "recorded",
  });
  expect(await isSuppressed(db, eve.address)).toBe(true);
  expect(await isSuppressed(db, zoe.address)).toBe(true);
  expect((await post(JSON.stringify({ token: "x".repeat(30), kind: "bounce" }))).body).toEqual({ outcome: "foreign" });
  expect(JSON.stringify(await db.select().from(mailReports))).not.toMatch(/eve@|zoe@/);
});

test("the same words without a number count again on another day", async () => {
  const { memberId } = await createMember("lea");
  const body = JSON.stringify({ address: "lea@example.org", kind: "bounce", code: "5.2.2" });
  vi.useFakeTimers({ toFake: ["Date"] });
  try {
    for (const day of [1, 2]) {
      vi.setSystemTime(Date.UTC(2026, 10, day, 12));
      expect((await post(body)).body).toEqual({ outcome: "recorded" });
      expect((await post(body)).body).toEqual({ outcome: "repeated" });
    }
  } finally {
    vi.useRealTimers();
  }
  expect(await db.$count(mailReports, eq(mailReports.memberId, memberId))).toBe(2);
});

test("refuses a wrong or old signature before it reads the report", async () => {
  const count = await db.$count(mailReports);
  const body = JSON.stringify({ address: "ada@example.org", kind: "complaint" });
  expect((await post(body, { signature: "0".repeat(64) })).status).toBe(401);
  expect((await post(body, { signature: "" })).status).toBe(401);
  expect((await post(body, { at: Date.now() / 1_000 - 301 })).status).toBe(401);
  expect((await post(body, { at: Date.now() / 1_000 + 301 })).status).toBe(401);
  expect(await db.$count(mailReports)).toBe(count);
});

test.each([
  ["no JSON", "{", {}, 400],
  ["both a token and an address", JSON.stringify({ token: "a", address: "a@b.org", kind: "bounce" }), {}, 400],
  ["neither", JSON.stringify({ kind: "bounce" }), {}, 400],
  ["an address that is none", JSON.stringify({ address: "a\u0000@b.org", kind: "bounce" }), {}, 400],
  ["two addresses", JSON.stringify({ address: "a@b.org, c@d.org", kind: "bounce" }), {}, 400],
  ["an unknown kind", JSON.stringify({ token: "a", kind: "x" }), {}, 400],
  ["another type", "a=b", { type: "application/x-www-form-urlencoded" }, 415],
])("refuses %s", async (_name, body, call: Call, status) => {
  expect((await post(body, call)).status).toBe(status);
});

/** Sends a request byte for byte, and reads until the server closes the connection. */
function exchange(head: string[], pieces: AsyncIterable<string | Buffer> | Iterable<string | Buffer>): Promise<string> {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  const closed = text(socket);
  socket.write(`${["POST /api/bounces HTTP/1.1", "Host: vigie.test", ...head].join("\r\n")}\r\n\r\n`);
  void (async () => {
    for await (const piece of pieces) {
      if (socket.destroyed) return;
      if (!socket.write(piece)) await Promise.race([once(socket, "drain"), once(socket, "close")]);
    }
  })().catch(() => undefined);
  return closed;
}

const megabyte = Buffer.alloc(1_100_000, "x");

test("answers 413 to too large a body, whether or not its length is declared, before it has arrived", async () => {
  expect(await exchange([`Content-Length: ${megabyte.length}`], [megabyte])).toMatch(/^HTTP\/1\.1 413 /);
  const chunk = Buffer.concat([Buffer.from("10000\r\n"), Buffer.alloc(0x10000, "x"), Buffer.from("\r\n")]);
  const endless = (function* () {
    for (;;) yield chunk;
  })();
  expect(await exchange(["Transfer-Encoding: chunked"], endless)).toMatch(/^HTTP\/1\.1 413 /);
});

test("a body that is cut short or hardly arrives keeps nobody waiting, and records nothing", async () => {
  const count = await db.$count(mailReports);
  const sockets = Array.from({ length: 30 }, (_, n) => {
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    socket.on("error", () => undefined);
    socket.write("POST /api/bounces HTTP/1.1\r\nHost: vigie.test\r\nContent-Length: 100000\r\n\r\n{");
    if (n % 2 === 0) setTimeout(() => socket.destroy(), 20);
    return socket;
  });
  const member = await createMember("zia");
  const message = reports.postfixBounce(createReturnPath("b@example.net", member));
  expect(await post(message, { type: "message/rfc822" })).toEqual({ status: 200, body: { outcome: "recorded" } });
  for (const socket of sockets) socket.destroy();
  expect(await db.$count(mailReports)).toBe(count + 1);
});

test("another method is refused, and without a secret there is no such address", async () => {
  expect((await fetch(url)).status).toBe(405);
  env().MAIL_BOUNCE_SECRET = undefined;
  expect((await post("{}")).status).toBe(404);
  env().MAIL_BOUNCE_SECRET = secret;
});
