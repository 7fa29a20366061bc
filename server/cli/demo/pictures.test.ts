import sharp from "sharp";
import { expect, test } from "vitest";
import { demoPicture, demoPictures } from "./pictures.ts";

test.each(demoPictures.map(({ name }) => name))("%s is a photograph-sized JPEG that is not heavy", async (name) => {
  const bytes = await demoPicture(name);
  expect(await sharp(bytes).metadata()).toMatchObject({ format: "jpeg", width: 1600, height: 900 });
  expect(bytes.byteLength).toBeLessThan(300_000);
  // A scene whose drawing failed would be one flat colour.
  const { channels } = await sharp(bytes).stats();
  expect(Math.max(...channels.map((channel) => channel.stdev))).toBeGreaterThan(10);
});

test("a picture is drawn the same each time, so that the demo's is stored once", async () => {
  expect((await demoPicture("fingerprint")).equals(await demoPicture("fingerprint"))).toBe(true);
});

test("each has words of its own for those who do not see it", () => {
  expect(new Set(demoPictures.map(({ alt }) => alt)).size).toBe(demoPictures.length);
  for (const { alt } of demoPictures) expect(alt.length).toBeGreaterThan(30);
});
