import sharp from "sharp";
import { expect, test } from "vitest";
import { demoPicture, demoPictures } from "./pictures.ts";

test.each(demoPictures.map(({ name }) => name))("%s is a photograph-sized JPEG with a small file", async (name) => {
  const bytes = await demoPicture(name);
  expect(await sharp(bytes).metadata()).toMatchObject({ format: "jpeg", width: 1600, height: 900 });
  expect(bytes.byteLength).toBeLessThan(300_000);
  // A scene that failed to draw would be one flat colour.
  const { channels } = await sharp(bytes).stats();
  expect(Math.max(...channels.map((channel) => channel.stdev))).toBeGreaterThan(10);
});

test("draws the same bytes each time, so that a demo image is stored once", async () => {
  expect((await demoPicture("fingerprint")).equals(await demoPicture("fingerprint"))).toBe(true);
});

test("each image has its own alternative text", () => {
  expect(new Set(demoPictures.map(({ alt }) => alt)).size).toBe(demoPictures.length);
  for (const { alt } of demoPictures) expect(alt.length).toBeGreaterThan(30);
});
