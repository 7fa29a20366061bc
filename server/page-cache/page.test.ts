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

test("counts both compressed variants in the size of a page before they are made", async () => {
  const page = pageOf(Buffer.from(Array.from({ length: 3_000 }, (_, n) => `<p>${n * n}</p>`).join("")));
  const variants = await Promise.all((["gzip", "br"] as const).map((name) => page.variant(name)));
  const held = variants.reduce((sum, { message }) => sum + message.bytes.length, 0);
  expect(page.size).toBeGreaterThan(held);
});

test("makes the plain variant of a compressed page again once others were requested since", async () => {
  const body = Buffer.from("<p>Un paragraphe.</p>".repeat(100));
  const [gzip, br] = [pageOf(body), pageOf(body)];
  const plain = await gzip.variant("identity");
  await Promise.all([gzip.variant("gzip"), br.variant("br")]);
  expect(gzip.variant("identity")).toBe(plain);
  // As many bytes as are kept.
  for (let n = 0; n < 9; n += 1) await pageOf(Buffer.from(`${n}${"x".repeat(1_000_000)}`)).variant("gzip");
  for (const page of [gzip, br]) {
    const asked = page.variant("identity");
    expect(asked).toBeInstanceOf(Promise);
    expect(page.variant("identity")).toBe(asked);
    expect((await asked).body).toEqual(body);
    expect((await asked).headers).toEqual(plain.headers);
    expect(page.variant("identity")).toBe(await asked);
  }
  // An encoding that nobody requested before.
  expect(gunzipSync((await br.variant("gzip")).body)).toEqual(body);
});
