import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { makePage } from "./page.ts";

const pageOf = (body: Buffer) =>
  makePage({ status: 200, headers: [["Content-Type", "text/html; charset=utf-8"]], body, source: "" });

test("compresses a page when a client first requests an encoding, once for all of them", async () => {
  const body = Buffer.from("<p>Un paragraphe.</p>".repeat(100));
  const page = pageOf(body);
  const first = page.variant("gzip");
  expect(first).toBeInstanceOf(Promise);
  expect(page.variant("gzip")).toBe(first);
  const gzip = await first;
  expect(page.variant("gzip")).toBe(gzip);
  expect(gunzipSync(gzip.body)).toEqual(body);
  expect(brotliDecompressSync((await page.variant("br")).body)).toEqual(body);
});

test("sends the body as it is if it is small, or compression does not make it smaller", async () => {
  const small = pageOf(Buffer.from("<p>é</p>"));
  expect(small.variant("br")).toBe(small.variant("identity"));
  const random = pageOf(Buffer.from(crypto.getRandomValues(new Uint8Array(2_000))));
  expect(await random.variant("gzip")).toBe(random.variant("identity"));
});

test("includes the compressed variants in the size of a page before they are made", async () => {
  const page = pageOf(Buffer.from(Array.from({ length: 3_000 }, (_, n) => `<p>${n * n}</p>`).join("")));
  const variants = await Promise.all((["identity", "gzip", "br"] as const).map((name) => page.variant(name)));
  const held = variants.reduce((sum, { message }) => sum + message.bytes.length, 0);
  expect(page.size).toBeGreaterThan(held);
});
