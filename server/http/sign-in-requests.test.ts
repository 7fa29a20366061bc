import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createFormToken, readFormAge } from "#lib/form-age-token.ts";
import { readRequestQuery } from "#lib/request-address.ts";
import { redirectSignIn, setPageHeaders } from "./sign-in-requests.ts";

process.env.AUTH_SECRET = "a secret of the tests";
const site = { siteUrl: "https://site.example", secure: true };
let server: Server;
let port = 0;

beforeAll(async () => {
  server = createServer((req, res) => {
    if (redirectSignIn(req, res, site)) return;
    setPageHeaders(req);
    res.end(JSON.stringify(req.headers));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => server.close());

/** Requests a path as it is, with a Referer that `fetch` would refuse. */
function ask(path: string, headers: Record<string, string> = {}, method = "GET") {
  return new Promise<{ status: number; headers: Record<string, unknown>; body: string }>((resolve, reject) => {
    const outgoing = request({ port, host: "127.0.0.1", path, method, headers }, (res) => {
      let body = "";
      res.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
      res.on("end", () => resolve({ status: res.statusCode ?? 0, headers: res.headers, body }));
    });
    outgoing.on("error", reject).end();
  });
}
const locationOf = async (path: string, referer: string) => (await ask(path, { referer })).headers.location;

describe("a sign-in page without a destination", () => {
  test("is redirected to the address that carries the page before it, and never stored", async () => {
    const { status, headers } = await ask("/login", { referer: "https://site.example/articles/un?page=2" });
    expect(status).toBe(307);
    expect(headers).toMatchObject({
      location: "/login?next=%2Farticles%2Fun%3Fpage%3D2",
      "cache-control": "no-store",
      vary: "Referer, Cookie",
      "content-length": "0",
    });
    expect(headers["set-cookie"]).toBeUndefined();
    for (const path of ["/login/link", "/login/password"])
      expect(await locationOf(path, "https://site.example/rules")).toBe(`${path}?next=%2Frules`);
  });

  test("keeps the destination of the sign-in page before it", async () => {
    for (const before of ["/login", "/register", "/login/link", "/login/password"])
      expect(await locationOf("/login", `https://site.example${before}?next=%2Fcomments%2F12%23x&opened=1`)).toBe(
        "/login?next=%2Fcomments%2F12%23x",
      );
  });

  test.each([
    "https://evil.example/articles/un",
    "https://site.example.evil.example/a",
    "https://site.example@evil.example/a",
    "https://site.example:8443/a",
    "https://site.example//evil.example",
    "https://site.example/\\evil.example",
    "https://site.example/.//evil.example",
    "https://site.example/confirm?token=x",
    "https://site.example/invitation?token=x",
    "https://site.example/preview/7-x",
    "https://site.example/login?next=//evil.example",
    "https://site.example/login?next=%2F%2Fevil.example",
    "https://site.example/login?next=/%09/evil.example",
    "https://site.example/login?next=%5C%5Cevil.example",
    "https://site.example/login?next=https:%2F%2Fevil.example",
    "https://site.example/login?next=/a&next=/b",
    "https://site.example/login/link?token=secret",
    "https://site.example/",
    "about:blank",
    "http:",
    "/articles/un",
    `https://site.example/${"a".repeat(8_000)}`,
    `https://site.example/a?${"&".repeat(8_000)}`,
  ])("shows itself after %s", async (referer) => {
    for (const path of ["/login", "/login/link"]) expect((await ask(path, { referer })).status, referer).toBe(200);
  });

  test("never leads to another site, whatever the address of the page before it", async () => {
    for (const referer of [
      "https://x@site.example/a",
      "https://site.example/%2F%2Fevil.example",
      "https://site.example/%09/evil.example",
    ]) {
      const { headers } = await ask("/login", { referer });
      const location = new URL(String(headers.location), site.siteUrl);
      expect(location.origin).toBe(site.siteUrl);
      expect(new URL(location.searchParams.get("next") ?? "", site.siteUrl).origin, referer).toBe(site.siteUrl);
    }
  });

  test.each([
    "/login?next=/a",
    "/login?next=",
    "/login?error=AccessDenied",
    "/login/link?token=x",
    "/login/code",
    "/loginx",
  ])("leaves %s alone", async (path) => {
    const referer = "https://site.example/rules";
    expect((await ask(path, { referer })).status).toBe(200);
  });

  test("leaves members, forms and the client router alone", async () => {
    const referer = "https://site.example/rules";
    expect((await ask("/login", { referer, cookie: "a=1; __Host-vigie_session=x" })).status).toBe(200);
    expect((await ask("/login", { referer, rsc: "1" })).status).toBe(200);
    expect((await ask("/login", { referer }, "POST")).status).toBe(200);
    expect((await ask("/login", { referer }, "HEAD")).status).toBe(307);
  });
});

describe("the registration page", () => {
  test("gets the time at which its form is opened into its address, once", async () => {
    const { status, headers } = await ask("/register");
    expect(status).toBe(307);
    const location = String(headers.location);
    const opened = new URL(location, site.siteUrl).searchParams.get("opened") ?? "";
    expect(readFormAge(opened)).toBeLessThan(5_000);
    expect((await ask(location)).status).toBe(200);
  });

  test("keeps its destination, and gets a new time instead of a false or an old one", async () => {
    const old = createFormToken(Date.now() - 13 * 3_600_000);
    for (const opened of ["x", "", old, `${createFormToken()}x`]) {
      const location = await locationOf(`/register?next=/rules&opened=${opened}`, "https://site.example/a");
      const query = new URL(String(location), site.siteUrl).searchParams;
      expect(query.get("next")).toBe("/rules");
      expect(query.getAll("opened")).toHaveLength(1);
      expect(readFormAge(query.get("opened") ?? "")).toBeLessThan(5_000);
    }
  });

  test("gets the time even if its address would become too long", async () => {
    const location = String((await ask(`/register?next=/${"a".repeat(2_000)}`)).headers.location);
    expect(location.length).toBeLessThan(200);
    expect(location).toMatch(/^\/register\?opened=/);
  });
});

describe("the headers for pages", () => {
  const seen = async (path: string, headers: Record<string, string> = {}) =>
    JSON.parse((await ask(path, headers)).body) as Record<string, string>;

  test("contain the address, whatever a client sends", async () => {
    const headers = await seen("/login?next=/a", { "x-vigie-address": "/login?next=/evil", "x-vigie-personal": "1" });
    expect(headers["x-vigie-address"]).toBe("/login?next=/a");
    expect(headers["x-vigie-personal"]).toBeUndefined();
    expect(readRequestQuery(new Headers(headers)).get("next")).toBe("/a");
    expect(readRequestQuery(new Headers({ "x-vigie-address": "/login" })).size).toBe(0);
    expect(readRequestQuery(new Headers()).size).toBe(0);
  });

  test.each([
    ["/login?error=x", {}],
    ["/login?until=x", {}],
    ["/login?next=%2Fcomments%2F12%23report", {}],
    ["/%6Cogin?error=x", {}],
    ["/login", { cookie: "vigie_session=x" }],
  ])("mark %s %j as personal", async (path, headers) => {
    expect((await seen(path, headers as Record<string, string>))["x-vigie-personal"]).toBe("1");
  });

  test.each([
    ["/login?next=%2Fcomments%2F12", {}],
    ["/register?error=x", {}],
    ["/login", { cookie: "my_vigie_session=x" }],
    ["/login/link?error=x", {}],
  ])("do not mark %s %j", async (path, headers) => {
    const opened = path.startsWith("/register") ? `&opened=${createFormToken()}` : "";
    expect((await seen(path + opened, headers as Record<string, string>))["x-vigie-personal"]).toBeUndefined();
  });
});
