import { expect, test } from "vitest";
import { archiveName, archiveTime } from "./archive-name.ts";

test("an archive's name says when it was made and whether it is encrypted", () => {
  const at = new Date("2026-11-29T03:10:00.123Z");
  expect(archiveName(at, false)).toBe("vigie-2026-11-29T03-10-00Z.tar.zst");
  expect(archiveName(at, true)).toBe("vigie-2026-11-29T03-10-00Z.tar.zst.age");
  expect(archiveTime(archiveName(at, true))).toEqual(new Date("2026-11-29T03:10:00Z"));
});

test.each(["vigie.tar.zst", "vigie-2026-11-29T03-10-00Z.tar.zst.part", "vigie-2026-99-29T03-10-00Z.tar.zst", ""])(
  "%j is no name of an archive",
  (name) => expect(archiveTime(name)).toBeUndefined(),
);
