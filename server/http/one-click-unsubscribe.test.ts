import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { newsletterConsents, newsletterSubscribers } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { eraseSubscriber } from "#features/newsletter/subscribers/mutations.ts";
import { isOneClickBody } from "#features/newsletter/subscribers/one-click.ts";
import { createSubscriberToken } from "#features/newsletter/subscribers/subscriber-token.ts";
import { oneClickEndpoint } from "./one-click-unsubscribe.ts";
import { openPageServer, serverOptions } from "./page-server.ts";

const { db, clear } = testDatabase();
let server: Server;
let token = "";
/** What reached Next. */
const asked: string[] = [];

beforeAll(async () => {
  const pages = await openPageServer({
    next: async (req, res) => {
      asked.push(`${req.method} ${req.url}`);
      res.writeHead(418).end();
    },
    db,
    folder: "/nonexistent",
    siteUrl: "http://vigie.test",
    trustProxy: 1,
    programCalls: oneClickEndpoint(db, { trustProxy: 1 }),
  });
  server = createServer(serverOptions, pages.listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
beforeEach(async () => {
  await clear();
  asked.length = 0;
  const [row] = await db
    .insert(newsletterSubscribers)
    .values({ address: "ada@example.org", rhythm: "monthly", linkKey: new Uint8Array(32).fill(7) })
    .returning();
  token = row ? createSubscriberToken(row) : "";
});

const urlencoded = "application/x-www-form-urlencoded";
const oneClick = "List-Unsubscribe=One-Click";

function post(body: string, headers: Record<string, string> = {}, query = `?s=${token}`, method = "POST") {
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const { port } = server.address() as AddressInfo;
    const options = { port, path: `/newsletter/unsubscribe${query}`, method, agent: false };
    const bodyHeaders =
      method === "POST" ? { "content-type": urlencoded, "content-length": Buffer.byteLength(body) } : {};
    const req = request({ ...options, headers: { ...bodyHeaders, ...headers } }, (res) => {
      let text = "";
      res.setEncoding("utf8");
      res.on("data", (chunk: string) => {
        text += chunk;
      });
      res.on("end", () => resolve({ status: res.statusCode ?? 0, text }));
      res.on("error", reject);
    });
    req.on("error", reject);
    req.end(method === "POST" ? body : undefined);
  });
}
const state = async () => (await db.select().from(newsletterSubscribers))[0]?.state;

test("a mail program's call ends the subscription without Next, once", async () => {
  expect(await post(oneClick)).toMatchObject({ status: 200 });
  expect(await state()).toBe("ended");
  expect(await post(oneClick)).toMatchObject({ status: 200 });
  expect(await db.select().from(newsletterConsents)).toMatchObject([{ event: "ended", via: "one-click" }]);
  expect(asked).toEqual([]);
});

test("whatever the origin of the call, and in a multipart form", async () => {
  const boundary = "----=_Part 1";
  const body = `--${boundary}\r\nContent-Type: text/plain\r\nContent-Disposition: form-data; name=List-Unsubscribe\r\n\r\nOne-Click\r\n--${boundary}--`;
  const type = `multipart/form-data; charset=utf-8; boundary="${boundary}"`;
  expect(await post(body, { "content-type": type, origin: "https://mail.example", cookie: "a=b" })).toMatchObject({
    status: 200,
  });
  expect(await state()).toBe("ended");
});

test("a call for an address that was erased has the same answer", async () => {
  const [row] = await db.select().from(newsletterSubscribers);
  await eraseSubscriber(db, row?.id ?? 0, "page");
  const before = await db.select().from(newsletterConsents);
  expect(await post(oneClick)).toMatchObject({
    status: 200,
    text: expect.stringContaining("Désabonnement enregistré"),
  });
  expect(await db.select().from(newsletterConsents)).toEqual(before);
});

test("a wrong token changes nothing", async () => {
  for (const query of ["", "?s=", `?s=${token.slice(1)}`, `?s=${"a".repeat(54)}`, `?s=${token}&s=${token}`, "?s=%00"])
    expect((await post(oneClick, {}, query)).status).toBeGreaterThanOrEqual(400);
  expect(await state()).toBe("active");
  expect(asked).toEqual([]);
});

test("a GET, a HEAD and any other form change nothing", async () => {
  for (const method of ["GET", "HEAD"]) expect((await post("", {}, undefined, method)).status).toBe(418);
  // A form of the page: from the site's own origin it goes to Next, from elsewhere it is refused.
  expect(await post("a=b", { origin: "http://vigie.test" })).toMatchObject({ status: 418 });
  expect(await post("a=b", { origin: "https://evil.example" })).toMatchObject({ status: 403 });
  expect(await post("List-Unsubscribe=one-click", { origin: "https://evil.example" })).toMatchObject({ status: 403 });
  expect(await post("a=b")).toMatchObject({ status: 403 });
  expect((await post(`${oneClick}&x=${"y".repeat(300_000)}`)).status).toBe(413);
  expect(await state()).toBe("active");
});

test("any body is read without an error, and only the one of the standard is a call", () => {
  fc.assert(
    fc.property(fc.string(), fc.uint8Array({ maxLength: 5_000 }), (type, body) => {
      expect(isOneClickBody(type, Buffer.from(body))).toBe(false);
    }),
  );
  expect(isOneClickBody("", Buffer.from(`${oneClick}\r\n`))).toBe(true);
  expect(isOneClickBody(urlencoded, Buffer.from(`${oneClick}&x=${"y".repeat(5_000)}`))).toBe(false);
});
