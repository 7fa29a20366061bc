import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import type { PageParts } from "../page.ts";
import { decodePage, decodeState, encodePage, encodeState } from "./shared-page-format.ts";

const secret = randomBytes(32);
const position = { timeline: 1, xmin: 5n, next: 9n, running: ["7"], seen: new Map([[3, 8n]]) };
const state = { source: "s", tags: ["article:1"], position, keptFor: 60_000 };
const page: PageParts = { status: 200, headers: [["ETag", "x"]], source: "s", body: Buffer.from("<p>body</p>") };

async function encodeBoth(): Promise<{ state: Buffer; page: Buffer }> {
  const encoded = await encodePage(secret, "name", page);
  if (!encoded) throw new Error("The page is too large.");
  return { state: encodeState(secret, "name", state), page: encoded };
}

test("a state and a page are read as they were stored", async () => {
  const encoded = await encodeBoth();
  expect(decodeState(secret, "name", encoded.state)).toEqual(state);
  expect(await decodePage(secret, "name", encoded.page)).toEqual(page);
});

test("a state or a page that was cut off or has a flipped bit is ignored", async () => {
  const encoded = await encodeBoth();
  for (const kind of ["state", "page"] as const) {
    const bytes = encoded[kind];
    const read = (changed: Buffer) =>
      kind === "state" ? decodeState(secret, "name", changed) : decodePage(secret, "name", changed);
    for (let at = 0; at < bytes.length; at += 1) {
      expect(await read(bytes.subarray(0, at)), `${kind} of ${at} bytes`).toBeUndefined();
      const flipped = Buffer.from(bytes);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8));
      expect(await read(flipped), `${kind} with another byte ${at}`).toBeUndefined();
    }
    expect(await read(Buffer.concat([bytes, Buffer.alloc(1)]))).toBeUndefined();
  }
});

test("random bytes, the other kind, another name and another secret are ignored", async () => {
  const encoded = await encodeBoth();
  for (let length = 0; length < 200; length += 1) {
    expect(decodeState(secret, "name", randomBytes(length))).toBeUndefined();
    expect(await decodePage(secret, "name", randomBytes(length))).toBeUndefined();
  }
  expect(decodeState(secret, "name", encoded.page)).toBeUndefined();
  expect(await decodePage(secret, "name", encoded.state)).toBeUndefined();
  expect(decodeState(secret, "other", encoded.state)).toBeUndefined();
  expect(await decodePage(secret, "other", encoded.page)).toBeUndefined();
  expect(decodeState(randomBytes(32), "name", encoded.state)).toBeUndefined();
});
