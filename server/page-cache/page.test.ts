import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { makePage } from "./page.ts";

const pageOf = (body: Buffer) =>
  makePage({ status: 200, headers: [["Content-Type", "text/html; charset=utf-8"]], body, source: "" });

test("compresses a page when a client first requests an encoding, once for all of them", async () => {
  const body = Buffer.from("<p>Un paragraphe.</p>".repeat(100));
  const page = pageOf(body);
  const first = page.form("gzip");
  expect(first).toBeInstanceOf(Promise);
  expect(page.form("gzip")).toBe(first);
  const gzip = await first;
  expect(page.form("gzip")).toBe(gzip);
  expect(gunzipSync(gzip.body)).toEqual(body);
  expect(brotliDecompressSync((await page.form("br")).body)).toEqual(body);
});

test("sends the body as it is if it is small, or compression does not make it smaller", async () => {
  const small = pageOf(Buffer.from("<p>é</p>"));
  expect(small.form("br")).toBe(small.form("identity"));
  const random = pageOf(Buffer.from(crypto.getRandomValues(new Uint8Array(2_000))));
  expect(await random.form("gzip")).toBe(random.form("identity"));
});

test("counts the compressed forms from the start", async () => {
  const page = pageOf(Buffer.from(Array.from({ length: 3_000 }, (_, n) => `<p>${n * n}</p>`).join("")));
  const forms = await Promise.all((["identity", "gzip", "br"] as const).map((name) => page.form(name)));
  const held = forms.reduce((sum, { message }) => sum + message.bytes.length, 0);
  expect(page.size).toBeGreaterThan(held);
});
