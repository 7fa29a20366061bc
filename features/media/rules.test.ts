import fc from "fast-check";
import { expect, test } from "vitest";
import {
  listWidths,
  masterFileSrc,
  masterSrc,
  mediaSrc,
  mediaWidths,
  parseMediaId,
  parseMediaPath,
  srcSet,
  storedWidth,
} from "#lib/media-path.ts";
import { isLicence, licences, licenceUrl } from "./rules.ts";

const id = "0123456789abcdef01234567";

test("reads a variant's address as it was written", () => {
  expect(parseMediaPath(mediaSrc(id, 640, "avif"))).toEqual({ id, revision: 0, width: 640, format: "avif" });
  expect(parseMediaPath(mediaSrc(id, 640, "avif", 3))).toEqual({ id, revision: 3, width: 640, format: "avif" });
  expect(parseMediaPath(masterSrc(id))).toEqual({ id, revision: 0 });
  expect(parseMediaPath(masterSrc(id, 12))).toEqual({ id, revision: 12 });
  expect(parseMediaPath(masterFileSrc({ id, format: "png", revision: 2 }))).toEqual({ id, revision: 2, ending: "png" });
  expect(parseMediaId(`/media/${id}`)).toBe(id);
});

test.each([
  `/media/${id}/641.avif`,
  `/media/${id}/640.svg`,
  `/media/${id}.svg`,
  `/media/${id}.jpeg/640.avif`,
  `/media/${id}/640.avif/`,
  `/media/${id}/../../secrets.json`,
  `/media/${id}/..%2f..%2fsecrets.json`,
  `/media/${id.toUpperCase()}`,
  `/media/${id}%00`,
  `/media/${id}/r0/640.avif`,
  `/media/${id}/r01`,
  `/media/${id}/r1/`,
  "/media/",
  "/medias/x",
])("rejects %s as a picture's address", (path) => {
  expect(parseMediaPath(path)).toBeUndefined();
});

test("accepts only known widths, formats and ids", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.string().map((tail) => `/media/${id}/${tail}`),
      ),
      (path) => {
        const parsed = parseMediaPath(path);
        if (parsed)
          expect(path).toMatch(
            /^\/media\/[a-f0-9]{24}(\/r[1-9]\d*)?(\/(160|320|480|640|960|1280|1920)\.(avif|webp|jpeg|png|gif))?$/,
          );
      },
    ),
  );
});

test("offers no width beyond the first that covers a picture", () => {
  expect(listWidths(100)).toEqual([160]);
  expect(listWidths(640)).toEqual([160, 320, 480, 640]);
  expect(listWidths(700)).toEqual([160, 320, 480, 640, 960]);
  expect(listWidths(5000)).toEqual([...mediaWidths]);
  expect(srcSet(id, 700, "webp")).toContain(`/media/${id}/960.webp 700w`);
});

test("serves any larger width as the first that covers the picture", () => {
  expect(storedWidth(320, 700)).toBe(320);
  expect([960, 1280, 1920].map((asked) => storedWidth(asked, 700))).toEqual([960, 960, 960]);
  expect(storedWidth(1920, 2560)).toBe(1920);
  fc.assert(
    fc.property(fc.constantFrom(...mediaWidths), fc.integer({ min: 1, max: 2560 }), (asked, width) => {
      const kept = storedWidth(asked, width);
      expect(kept).toBeLessThanOrEqual(asked);
      expect(Math.min(kept, width)).toBe(Math.min(asked, width));
      // A width that a page offers is kept under its own name.
      if (listWidths(width).includes(asked)) expect(kept).toBe(asked);
    }),
  );
});

test("gives a known licence its address, and other text none", () => {
  expect(licenceUrl("cc-by-sa")).toBe("https://creativecommons.org/licenses/by-sa/4.0/");
  expect(licences.filter((one) => licenceUrl(one)).length).toBe(8);
  expect(licenceUrl("cc-by-anything")).toBeUndefined();
  expect(isLicence("Avec l’accord de l’auteur")).toBe(false);
});
