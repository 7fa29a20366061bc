import { readFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { expect, test } from "vitest";
import { encodeIco } from "./encode-ico.ts";

const read = (name: string) => readFileSync(join(import.meta.dirname, "../../../public", name));

test.each([
  ["icon-192.png", 192, 192],
  ["icon-512.png", 512, 512],
  ["icon-maskable-512.png", 512, 512],
  ["apple-touch-icon.png", 180, 180],
  ["share.png", 1200, 630],
])("%s has the size that is declared", async (name, width, height) => {
  expect(await sharp(read(name)).metadata()).toMatchObject({ format: "png", width, height });
});

test("icons that phones crop are filled to the edge", async () => {
  for (const name of ["icon-maskable-512.png", "apple-touch-icon.png"])
    expect((await sharp(read(name)).stats()).isOpaque).toBe(true);
});

test("the favicon holds three sizes, each readable where its directory says", async () => {
  const ico = read("favicon.ico");
  expect([ico.readUInt16LE(0), ico.readUInt16LE(2), ico.readUInt16LE(4)]).toEqual([0, 1, 3]);
  const sizes = [];
  for (let at = 6; at < 6 + 16 * 3; at += 16) {
    const start = ico.readUInt32LE(at + 12);
    const { width } = await sharp(ico.subarray(start, start + ico.readUInt32LE(at + 8))).metadata();
    expect(width).toBe(ico.readUInt8(at));
    sizes.push(width);
  }
  expect(sizes).toEqual([16, 32, 48]);
});

test("writes an icon of 256 pixels as 0, as the format requires", async () => {
  const picture = await sharp({ create: { width: 256, height: 256, channels: 4, background: "red" } })
    .png()
    .toBuffer();
  const ico = encodeIco([picture]);
  expect(ico.readUInt8(6)).toBe(0);
  expect(ico.subarray(22)).toEqual(picture);
});
