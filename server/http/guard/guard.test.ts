import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import fc from "fast-check";
import { expect, test } from "vitest";
import { maxExportBytes } from "#features/wordpress/upload/rules.ts";
import { bodyLimit, limitBody } from "./body-limit.ts";
import { checkAddress, maxAddressLength } from "./check-address.ts";
import { clientAddress } from "./client-address.ts";
import { isMachineEndpoint, machineEndpoints } from "./machine-endpoints.ts";
import { refusalHtml, wordsOfAddress } from "./refusal.ts";
import { classifyOrigin, setSiteAddressHeaders } from "./request-origin.ts";
import { TokenBucket } from "./token-bucket.ts";

test.each([
  ["/", { ok: true }],
  ["/articles/a?page=2", { ok: true }],
  ["/tags/%C3%A9t%C3%A9", { ok: true }],
  ["/_next/static/chunks/a.js", { ok: true }],
  ["//evil.test/a", { ok: false, location: "/evil.test/a" }],
  ["/a//b///c?x=//", { ok: false, location: "/a/b/c?x=//" }],
  ["/%00", { ok: false, status: 400 }],
  ["/account/mutes?member=a%00", { ok: false, status: 400 }],
  ["/articles/a?page=2&q=100%25", { ok: true }],
  ["/a/..%2fb", { ok: false, status: 400 }],
  ["/a/%5c..%5cb", { ok: false, status: 400 }],
  ["/\\evil.test", { ok: false, status: 400 }],
  ["/../etc/passwd", { ok: false, status: 400 }],
  ["/%2e%2e/x", { ok: false, status: 400 }],
  ["/%E0%A4%A", { ok: false, status: 400 }],
  ["http://other.test/", { ok: false, status: 400 }],
  ["*", { ok: false, status: 400 }],
  ["", { ok: false, status: 400 }],
  ["/a#b", { ok: false, status: 400 }],
  ["/_next/image?url=http://x&w=64&q=75", { ok: false, status: 404 }],
  [`/${"a".repeat(maxAddressLength)}`, { ok: false, status: 414 }],
])("checks the address %s", (target, expected) => {
  expect(checkAddress(target)).toEqual(expected);
  // Again: the remembered result is the same.
  expect(checkAddress(target)).toEqual(expected);
});

test.each([
  [{}, "unknown"],
  [{ origin: "https://vigie.test" }, "own"],
  [{ origin: "https://vigie.test", host: "127.0.0.1:3000" }, "own"],
  [{ origin: "https://vigie.test:444" }, "elsewhere"],
  [{ origin: "http://vigie.test" }, "elsewhere"],
  [{ origin: "https://vigie.test.evil.test" }, "elsewhere"],
  [{ origin: "null" }, "foreign"],
  [{ origin: "" }, "foreign"],
  [{ "sec-fetch-site": "cross-site" }, "foreign"],
  [{ "sec-fetch-site": "same-site" }, "foreign"],
  [{ "sec-fetch-site": "none" }, "own"],
  [{ "sec-fetch-site": "same-origin" }, "own"],
  // The same server under another of its names.
  [{ origin: "http://127.0.0.1:3000", host: "127.0.0.1:3000" }, "own"],
  [{ origin: "http://127.0.0.1:3000", host: "127.0.0.1:3000", "sec-fetch-site": "cross-site" }, "foreign"],
  [{ origin: "http://evil.test", host: "vigie.test" }, "elsewhere"],
  // A proxy that does not forward Host, in front of a site that does not know its address: the browser itself vouches
  // for the form.
  [{ origin: "https://news.example", host: "127.0.0.1:3000", "sec-fetch-site": "same-origin" }, "own"],
  [{ origin: "https://news.example", host: "127.0.0.1:3000", "sec-fetch-site": "same-site" }, "foreign"],
])("classifies a form with %o as: %s", (headers, expected) => {
  expect(classifyOrigin(headers, "https://vigie.test")).toBe(expected);
});

test.each([
  "/_global-error",
  "/_not-found",
  "/_error",
  "/500",
  "/404",
  "/_global-error.rsc",
  "/_not-found/x",
  "/%5Fglobal-error",
])("refuses %s, a page of Next's own", (target) => {
  expect(checkAddress(target)).toEqual({ ok: false, status: 404 });
});

test.each(["/404-pages", "/tags/404", "/_globally", "/articles/500"])("does not refuse %s", (target) => {
  expect(checkAddress(target)).toEqual({ ok: true });
});

test("passes the site's own address to Next, whatever the client and the proxies sent", () => {
  const req = new IncomingMessage(new Socket());
  Object.assign(req.headers, {
    host: "evil.test",
    origin: "https://news.example",
    "x-forwarded-host": "evil.test",
    "x-forwarded-proto": "gopher",
    forwarded: "host=evil.test",
    "x-forwarded-for": "192.0.2.1",
  });
  setSiteAddressHeaders(req, "https://vigie.test");
  expect(req.headers).toEqual({
    host: "vigie.test",
    origin: "https://vigie.test",
    "x-forwarded-host": "vigie.test",
    "x-forwarded-proto": "https",
    "x-forwarded-for": "192.0.2.1",
  });
});

test("every address to which programs may post is in the reviewed list, with the function that authenticates them", () => {
  // A new endpoint proves here that its check exists and that it reads no cookie.
  expect(machineEndpoints.map(({ path, checkedBy }) => `${path} ${checkedBy}`)).toEqual([
    "/newsletter/unsubscribe features/newsletter/subscribers/queries.ts:findSubscriberByToken",
    "/notifications/stop features/notifications/stop/queries.ts:findStopRequest",
    "/api/bounces features/mail/bounces/webhook.ts:isSignedWebhook",
    "/api/websub features/syndication/websub/signature.ts:isSignedByHub",
  ]);
  expect([isMachineEndpoint("/api/websub/key"), isMachineEndpoint("/api/websubs")]).toEqual([true, false]);
  expect(isMachineEndpoint("/api/bounces", [{ path: "/api/bounces", checkedBy: "x" }])).toBe(true);
  expect(isMachineEndpoint("/api/bounces/x", [{ path: "/api/bounces", checkedBy: "x" }])).toBe(false);
  for (const path of ["/", "/login", "/newsletter/unsubscribe/"]) expect(isMachineEndpoint(path)).toBe(false);
});

test("takes the client's address from the peer or a trusted proxy, never from the client's own headers", () => {
  const ask = (peer: string, forwarded: string | undefined, trusted: number) => {
    const socket = Object.defineProperty(new Socket(), "remoteAddress", { value: peer });
    const headers = forwarded === undefined ? {} : { "x-forwarded-for": forwarded };
    return clientAddress({ headers, socket }, trusted);
  };
  expect(ask("::ffff:192.0.2.1", undefined, 0)).toBe("192.0.2.1");
  expect(ask("192.0.2.1", "203.0.113.9", 0)).toBe("192.0.2.1");
  expect(ask("127.0.0.1", "1.1.1.1, 203.0.113.9", 1)).toBe("203.0.113.9");
  expect(ask("127.0.0.1", "203.0.113.9, 10.0.0.1", 2)).toBe("203.0.113.9");
  expect(ask("2001:db8:0:1:ffff::1", undefined, 0)).toBe("2001:db8:0:1::/64");
  expect(ask("2001:db8:0:1::2", undefined, 0)).toBe("2001:db8:0:1::/64");
  expect(ask("2001:db8::1", undefined, 0)).not.toBe("2001:db8:0:1::/64");
});

test("limits a client to its burst, then to one request per token; other clients are unaffected", () => {
  let now = 0;
  const rate = new TokenBucket({ burst: 3, perSecond: 0.5, now: () => now });
  expect([1, 2, 3].map(() => rate.consume("a"))).toEqual([undefined, undefined, undefined]);
  expect(rate.consume("a")).toBe(2);
  expect(rate.consume("b")).toBeUndefined();
  now += 2_000;
  expect(rate.consume("a")).toBeUndefined();
  expect(rate.consume("a")).toBe(2);
});

test("limits bodies by path and counts them as they arrive", () => {
  const form = "multipart/form-data; boundary=x";
  expect(bodyLimit("/admin/media/upload", form)).toBeGreaterThan(bodyLimit("/admin/articles/new"));
  expect(bodyLimit("/admin/media/uploads")).toBe(bodyLimit("/admin"));
  for (const type of [form, "application/octet-stream"])
    expect(bodyLimit("/admin/import/upload", type)).toBeGreaterThan(maxExportBytes);
  // Their handlers hold these in memory.
  for (const type of [undefined, "application/json", "text/plain", "application/x-www-form-urlencoded"])
    expect(bodyLimit("/admin/import/upload", type)).toBeLessThan(100_000);
  expect(bodyLimit("/admin/import/1")).toBe(bodyLimit("/admin"));
  expect(bodyLimit("/admin/mediation")).toBe(bodyLimit("/admin"));
  expect(bodyLimit("/articles/a")).toBeLessThan(bodyLimit("/admin"));
  const req = new IncomingMessage(new Socket());
  let exceeded = 0;
  let counted = 0;
  limitBody(req, 10, {
    count: (bytes) => {
      counted += bytes;
    },
    exceeded: () => {
      exceeded += 1;
    },
  });
  req.push("12345");
  req.push(Buffer.from("67890"));
  expect(exceeded).toBe(0);
  req.push("x");
  req.push("y");
  expect(exceeded).toBe(1);
  expect(String(req.read())).toBe("1234567890");
  expect(counted).toBe(11);
});

test("a refusal is a complete page in the site's language, without anything that runs", () => {
  const html = refusalHtml(410, { stylesheets: ["/_next/static/a.css"], siteName: "<Vigie>", secure: false });
  expect(html).toContain('<html lang="fr">');
  expect(html).toContain("<h1");
  expect(html).toContain("Article retiré");
  expect(html).toContain('href="/_next/static/a.css"');
  expect(html).toContain("&lt;Vigie&gt;");
  expect(html).not.toMatch(/<script|style=|<Vigie>/);
});

test("offers a search with the words of the address on missing pages", () => {
  const page = (status: 404 | 410 | 503, page: string) =>
    refusalHtml(status, { stylesheets: [], siteName: "Vigie", secure: false }, { page });
  expect(page(404, "/articles/cle-de-cryptage/?page=2")).toContain('value="cle de cryptage"');
  expect(page(410, "/")).toMatch(/<div class="search-box"><svg class="search-icon"[^>]*><path d="M/);
  expect(page(404, "/comments/12")).toContain('role="search" action="/search" method="get"');
  expect(page(503, "/articles/cle")).not.toContain('role="search"');
  expect(wordsOfAddress("/articles/l%C3%A9t%C3%A9-%22%3E%3Cscript%3E-%202%26")).toBe("lété script 2");
  expect(wordsOfAddress("/%E0%A4")).toBe("E0 A4");
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 300 }), (address) => {
      expect(wordsOfAddress(address).length).toBeLessThanOrEqual(101);
      expect(wordsOfAddress(address)).not.toMatch(/[<>"'&]/);
    }),
  );
});

test("shows the footer links on 401, 403, 404 and 410 only", () => {
  const page = (status: 401 | 403 | 410 | 503) =>
    refusalHtml(status, { stylesheets: [], siteName: "Vigie", secure: false });
  for (const status of [401, 403, 410] as const)
    for (const href of ["/rules", "/moderation-log", "/report", "/privacy", "/legal"])
      expect(page(status)).toContain(`href="${href}"`);
  expect(page(503)).not.toContain("<footer");
});
