import { expect, test } from "vitest";
import { formatBytes } from "./byte-size.ts";

const plain = (text: string) => text.replaceAll(/\s/g, " ");

test.each([
  [0, "0 o", "0 bytes"],
  [827, "827 o", "827 bytes"],
  [41_000_000_000, "41 Go", "41 GB"],
  [4_800_000_000, "4,8 Go", "4.8 GB"],
  [999_600, "1 Mo", "1 MB"],
])("formats %d bytes", (bytes, fr, en) => {
  expect([plain(formatBytes(bytes, "fr")), plain(formatBytes(bytes, "en"))]).toEqual([fr, en]);
});
