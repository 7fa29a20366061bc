import sharp from "sharp";
import { expect, test } from "vitest";
import { demoContents } from "./languages.ts";
import { demoPicture, demoPictures } from "./pictures.ts";

test.each(demoPictures)("%s is a photograph-sized JPEG with a small file", async (name) => {
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

test.each(Object.values(demoContents))("each image has its own alternative text in $locale", (content) => {
  const texts = Object.values(content.altText);
  expect(new Set(texts).size).toBe(demoPictures.length);
  for (const alt of texts) expect(alt.length).toBeGreaterThan(30);
});
