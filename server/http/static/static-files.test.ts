import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliDecompressSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseByteRange } from "../byte-range.ts";
import { precompress } from "./precompress.ts";
import { StaticFiles } from "./static-files.ts";

const folder = mkdtempSync(join(tmpdir(), "vigie-assets-"));
const script = "export const x = 1;\n".repeat(500);
const large = Buffer.alloc(300_000, "picture ");
let base: string;
const server = createServer((req, res) => {
  const path = (req.url ?? "").split("?", 1)[0] ?? "";
  void assets.respond(req, res, path).then((done) => done || res.writeHead(404).end());
});
let assets: StaticFiles;

beforeAll(async () => {
  mkdirSync(join(folder, "build/chunks"), { recursive: true });
  mkdirSync(join(folder, "public"));
  writeFileSync(join(folder, "build/chunks/a.js"), script);
  writeFileSync(join(folder, "build/font.woff2"), "font");
  writeFileSync(join(folder, "build/.secret.js"), "no");
  writeFileSync(join(folder, "build/code.ts"), "no");
  writeFileSync(join(folder, "public/robots.txt"), "User-agent: *\n");
  writeFileSync(join(folder, "public/large.png"), large);
  writeFileSync(join(folder, "outside.txt"), "no");
  await precompress(join(folder, "build"));
  assets = await StaticFiles.open({ build: join(folder, "build"), public: join(folder, "public"), secure: true });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});

const get = (path: string, headers: Record<string, string> = {}, method = "GET") =>
  fetch(base + path, { headers: { "accept-encoding": "identity", ...headers }, method });

test("files of the build never change, and are sent as small as possible", async () => {
  const answer = await get("/_next/static/chunks/a.js", { "accept-encoding": "br" });
  expect(answer.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
  expect(answer.headers.get("content-type")).toContain("text/javascript");
  expect(answer.headers.get("content-encoding")).toBe("br");
  expect(Number(answer.headers.get("content-length"))).toBeLessThan(200);
  expect(await answer.text()).toBe(script);
  expect((await get("/_next/static/chunks/a.js")).headers.get("vary")).toBe("Accept-Encoding");
  expect(
    (await get("/_next/static/font.woff2", { "accept-encoding": "br" })).headers.get("content-encoding"),
  ).toBeNull();
});

test("public files may change, and are revalidated", async () => {
  const answer = await get("/robots.txt");
  expect(await answer.text()).toBe("User-agent: *\n");
  expect(answer.headers.get("cache-control")).not.toContain("immutable");
  const known = await get("/robots.txt", { "if-none-match": answer.headers.get("etag") ?? "" });
  expect(known.status).toBe(304);
  for (const { headers } of [answer, known]) {
    expect(headers.get("strict-transport-security")).toContain("max-age=");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
  }
});

test.each([
  "/_next/static/.secret.js",
  "/_next/static/code.ts",
  "/_next/static/chunks/a.js.br",
  "/outside.txt",
  "/_next/static/../outside.txt",
  "/_next/static/chunks",
])("%s is not found", async (path) => {
  expect(assets.has(path)).toBe(false);
  expect((await get(path)).status).toBe(404);
});

test("serves ranges of large files, and the whole of all others", async () => {
  const part = await get("/large.png", { range: "bytes=10-19" });
  expect(part.status).toBe(206);
  expect(part.headers.get("content-range")).toBe(`bytes 10-19/${large.length}`);
  expect(Buffer.from(await part.arrayBuffer())).toEqual(large.subarray(10, 20));
  expect((await get("/large.png", { range: "bytes=900000-" })).status).toBe(416);
  expect((await get("/large.png", { range: "bytes=0-1,5-9" })).status).toBe(200);
  expect((await get("/large.png", { range: "bytes=0-9", "if-range": '"old"' })).status).toBe(200);
  expect((await get("/robots.txt", { range: "bytes=0-3" })).status).toBe(200);
  expect((await get("/large.png", {}, "HEAD")).headers.get("content-length")).toBe(String(large.length));
});

test.each([
  [undefined, undefined],
  ["bytes=0-0", [0, 0]],
  ["bytes=5-", [5, 99]],
  ["bytes=-10", [90, 99]],
  ["bytes=-1000", [0, 99]],
  ["bytes=50-1000", [50, 99]],
  ["bytes=-0", "unsatisfiable"],
  ["bytes=100-", "unsatisfiable"],
  ["bytes=9-5", undefined],
  ["bytes=-", undefined],
  ["bytes=a-b", undefined],
  ["items=0-5", undefined],
  ["bytes=0-1, 3-4", undefined],
  [`bytes=0-${"9".repeat(400)}`, undefined],
])("answers the range %s of 100 bytes", (header, expected) => {
  expect(parseByteRange(header, 100)).toEqual(expected);
});

test("compressing again writes nothing; a newer file is compressed again", async () => {
  expect(await precompress(join(folder, "build"))).toBe(0);
  const later = new Date(Date.now() + 60_000);
  writeFileSync(join(folder, "build/chunks/a.js"), script.replaceAll("1", "2"));
  utimesSync(join(folder, "build/chunks/a.js"), later, later);
  expect(await precompress(join(folder, "build"))).toBe(2);
  expect(brotliDecompressSync(readFileSync(join(folder, "build/chunks/a.js.br"))).toString()).toContain("x = 2");
});
